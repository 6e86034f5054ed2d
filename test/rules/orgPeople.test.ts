import { firstGrid, shitang } from '../flows/orgHouse'
import { bytesOf, outcome, readList, type Rows } from './orgSheet'

const head = ['岗位', '姓名', '手机']
const wang = ['应急办主任', '王阿芬', '13800001111']

describe('the rest of a sheet', () => {
  it('hidden columns are taken, and that is said', async () => {
    const rows = [
      [...head, 'B角', 'B角手机'],
      [...wang, '李四', '13800002222'],
    ]
    const { judged, remarks } = await readList(
      await bytesOf(rows, (sheet) => {
        sheet.getColumn(4).hidden = true
        sheet.getColumn(5).hidden = true
      }),
      shitang,
    )
    expect(judged.changes[0]?.seat.deputyId).not.toBeNull()
    expect(remarks).toEqual([{ row: 1, remark: '这几列是隐藏的，也导入了：B角、B角手机' }])
  })
  test.each(['合计：1人', '填表人：张三', '备注：手机要本人', '以下空白', '审核：'])(
    '%s below a list is no row',
    async (words) =>
      expect(await outcome(bytesOf([head, wang, [words]]))).toMatchObject({
        refused: [],
        remarks: [`3 “${words.replace('：', ':')}”不像名单里的一行，没有导入`],
      }),
  )
  test.each<[string, Rows]>([
    [
      'A岗 and B岗',
      [
        ['岗位', 'A岗姓名', 'A岗电话', 'B岗', 'B岗联系电话'],
        [...wang, '李四', '13800002222'],
      ],
    ],
    [
      'in brackets',
      [
        ['岗位', '姓名(A角)', '手机（A角）', '姓名(B角)', '手机（B角）'],
        [...wang, '李四', '13800002222'],
      ],
    ],
    [
      '主要 and 替补',
      [
        ['防汛岗位', '主要责任人', '主要责任人电话', '替补', '替补电话'],
        [...wang, '李四', '13800002222'],
      ],
    ],
  ])('heads of two people: %s', async (_, rows) => {
    const { seats } = await readList(await bytesOf(rows), shitang)
    expect(seats[0]?.slice(3, 5)).toEqual(['王阿芬 13800001111', '李四 13800002222'])
  })
  it('heads of two people in two rows, whatever the upper one is called', async () => {
    const rows = [
      ['乡镇', '岗位', '责任人', '', 'B角责任人', ''],
      ['', '', '姓名', '联系电话', '姓名', '联系电话'],
      ['石塘镇', ...wang, '李四', '13800002222'],
    ]
    const merged = ['A1:A2', 'B1:B2', 'C1:D1', 'E1:F1']
    const bytes = await bytesOf(rows, (sheet) => merged.forEach((range) => sheet.mergeCells(range)))
    const { seats } = await readList(bytes, shitang)
    expect(seats[0]?.slice(3, 5)).toEqual(['王阿芬 13800001111', '李四 13800002222'])
  })
  test.each([
    '空',
    '空岗',
    '待聘',
    '未配备',
    '暂未确定',
    '（空缺）',
    '空缺（待补）',
    '拟配',
    'N/A',
    '0',
    '？',
    '×××',
    '***',
    '暂空',
    '无人',
    '不详',
  ])('%s is nobody, also with a phone of that kind', async (name) => {
    const { judged } = await readList(
      await bytesOf([head, ['应急办主任', name, '待定'], ['报灾员', '李好', '13800009999']]),
      shitang,
    )
    expect(judged).toMatchObject({ taken: 1, refused: [], vacancies: [{ row: 2 }] })
  })
  test.each([
    ['赵五/钱六', '13800001111', '姓名“赵五/钱六”像是几个人，一格只写一个'],
    ['赵五、钱六', '13800001111', '姓名“赵五、钱六”像是几个人，一格只写一个'],
    ['空缺', '13800001111', '没有填姓名'],
    ['#REF!', '13800001111', '姓名这格是 #REF!，请先改好'],
    ['赵五', '#N/A', '手机这格是 #N/A，请先改好'],
    ['TRUE', '13800001111', '姓名“TRUE”不像人名'],
    ['<b>', '13800001111', '姓名“<b>”不像人名'],
    ['赵五', '1.38E+10', '手机被 Excel 改成了“1.38E+10”，请把格式改成文本重填'],
    ['赵五', '13800001111/666', '手机“13800001111/666”不是 11 位号码，一格只写一个'],
  ])('%s with %s is refused', async (name, phone, reason) =>
    expect((await outcome(bytesOf([head, ['报灾员', name, phone]]))).refused).toEqual([
      `2 ${reason}`,
    ]),
  )
  test.each(['武〇', '买买提·艾力', 'Maria del Carmen', "O'Neil", '\u{20bb7}田', '王\ue000'])(
    '%s is a name',
    async (name) => {
      const { seats } = await readList(
        await bytesOf([head, ['报灾员', name, '13800001111']]),
        shitang,
      )
      expect(seats[0]?.[3]).toBe(`${name} 13800001111`)
    },
  )
  test.each([
    ['杜桥镇', '“杜桥镇”是临海市的乡镇（街道），不是村（社区）'],
    ['石塘镇', '“石塘镇”是温岭市的乡镇（街道），不是村（社区）'],
    ['里箸村', '石塘镇没有叫“里箸村”的村（社区），是不是“里箬村”？'],
  ])('%s in the column of villages', async (village, reason) =>
    expect(
      (
        await outcome(
          bytesOf([
            ['村', ...head],
            [village, ...wang],
          ]),
        )
      ).refused,
    ).toEqual([`2 ${reason}`]),
  )
  test.each([
    '86-138-0000-1111',
    '+86（138）00001111',
    '13800001111（微信同号）',
    '手机：13800001111',
    '1.3800001111E10',
    '1.3800001111E+10',
    '138‑0000‑1111',
    '138—0000—1111',
  ])('%s is a phone', async (phone) => {
    const { seats } = await readList(
      await bytesOf([head, ['报灾员', '王阿芬（女）', phone]]),
      shitang,
    )
    expect(seats[0]?.[3]).toBe('王阿芬 13800001111')
  })
  test.each(['里箬村（行政村）', '里箬村党支部', '里箬村两委', '里箬村村委会', '里箬'])(
    '%s is the village',
    async (village) => {
      const rows = [
        ['村', '网格', ...head],
        [village, '第一网格', '网格员', '王阿芬', '13800001111'],
      ]
      expect((await outcome(bytesOf(rows))).seats).toEqual([`王阿芬 gridMember ${firstGrid}`])
    },
  )
})
