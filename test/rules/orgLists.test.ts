import type { CellValue, Worksheet } from 'exceljs'
import { levelOf } from '../../bot/org/sheets/placeHeads'
import { liruo, shitang, wenling } from '../flows/orgHouse'
import { but, bytesOf, good, heads, heldByJiang, readList } from './orgSheet'

const table = async (
  rows: readonly (readonly CellValue[])[],
  base = shitang,
  dress?: (sheet: Worksheet) => void,
) => readList(await bytesOf(rows, dress), base)
/** Where the rows of a list with these heads are seated, and why others are not. */
async function outcome(rows: readonly (readonly CellValue[])[], base = shitang) {
  const { judged, seats } = await table(rows, base)
  return { paths: seats.map((seat) => seat[1]), reasons: judged.refused.map((it) => it.reason) }
}

describe('every column that names a place is read', () => {
  test.each<[string, ReturnType<typeof levelOf>]>([
    ['乡(镇、街道)', 'township'],
    ['乡镇（街道）名称', 'township'],
    ['所属镇(街)', 'township'],
    ['街道办事处', 'township'],
    ['功能区', 'township'],
    ['村(社区)', 'village'],
    ['村（居）', 'village'],
    ['行政村', 'village'],
    ['所在村民委员会', 'village'],
    ['网格名称', 'grid'],
    ['县（市、区）', 'county'],
    ['县市区', 'county'],
    ['市', 'county'],
    ['镇村', 'several'],
    ['乡镇/村', 'several'],
    ['所在单位', 'unit'],
    ['行政区划', 'unit'],
    ['责任区', 'unit'],
    ['辖区街道', 'township'],
    ['乡级', 'township'],
    ['属地乡镇', 'township'],
    ['乡镇单位', 'township'],
    ['所在村居', 'village'],
    ['村级', 'village'],
    ['村委', 'village'],
    ['挂钩村', 'village'],
    ['所驻村', 'village'],
    ['所属单位', 'unit'],
    ['归属地', 'unit'],
    ['所在地', 'unit'],
    ['驻村干部', null],
    ['级别', null],
    ['网格长', null],
    ['村民', null],
    ['备注', null],
    ['自然村', null],
  ])('%s: %s', (label, level) => expect(levelOf(label)).toBe(level))

  test.each(['乡(镇、街道)', '所属乡镇（街道）', '镇街', '单位', '镇村', '县(市、区)'])(
    'a row of another place is not seated here, though the head is “%s”',
    async (label) => {
      const elsewhere = label.startsWith('县') ? '临海市' : '松门镇'
      const rows = [
        [label, '岗位', '姓名', '手机'],
        [elsewhere, '应急办主任', '王阿芬', '13800001111'],
        [label.startsWith('县') ? '温岭市' : '石塘镇', '应急办主任', '李好', '13800009999'],
      ]
      const { paths, reasons } = await outcome(rows)
      expect(paths).toEqual([shitang])
      expect(reasons).toEqual([
        expect.stringMatching(new RegExp(`^“${elsewhere}”在.*，不在石塘镇$`)),
      ])
    },
  )
  test('several columns of one level are all read', async () => {
    const { paths, reasons } = await outcome([
      ['乡镇', '街道', '岗位', '姓名', '手机'],
      ['石塘镇', '', '应急办主任', '王阿芬', '13800001111'],
      ['', '松门镇', '应急办主任', '李好', '13800009999'],
    ])
    expect({ paths, reasons }).toEqual({
      paths: [shitang],
      reasons: ['“松门镇”在温岭市，不在石塘镇'],
    })
  })
  test('whose work is written under 单位 need not be a place', async () =>
    expect(
      await outcome([
        ['单位', '岗位', '姓名', '手机'],
        ['温岭市水利局', '应急办主任', '王阿芬', '13800001111'],
      ]),
    ).toEqual({ paths: [shitang], reasons: [] }))
})

describe('nothing is lost without a word', () => {
  const said = async (
    rows: readonly (readonly CellValue[])[],
    dress?: (sheet: Worksheet) => void,
  ) => {
    const { remarks, judged } = await table(rows, wenling, dress)
    return { taken: judged.taken, refused: judged.refused, remarks }
  }
  const other = but({ 网格: '第二网格', 姓名: '李好', 手机: '13800009999' })
  it('an error in the column of the deputy removes nobody', async () => {
    const standing = { ...heldByJiang, until: null }
    const jiang = { 姓名: '蒋根法', 手机: '13900000001' }
    for (const [cell, reason] of [
      [{ AB角姓名: { formula: 'A1', result: { error: '#N/A' } } }, 'AB角姓名这格是 #N/A，请先改好'],
      [{ 任期至: { error: '#VALUE!' } }, '任期至这格是 #VALUE!，请先改好'],
      [{ 手机: { error: '#N/A' } }, '手机这格是 #N/A，请先改好'],
      [
        { 姓名: { formula: 'A1' } },
        '姓名这格是公式，还没有算出结果，请用 Excel 或 WPS 打开保存一次再传',
      ],
    ] as [Record<string, CellValue>, string][]) {
      const bytes = await bytesOf([heads, but({ ...jiang, ...cell })])
      const { judged } = await readList(bytes, wenling, [standing])
      expect(judged).toMatchObject({ taken: 0, changes: [], refused: [{ row: 2, reason }] })
    }
  })
  it('a row of formulas that nobody reckoned is refused', async () => {
    const { judged } = await table([heads, good.map(() => ({ formula: 'A1' }))], wenling)
    expect(judged.refused).toHaveLength(1)
  })
  it('heads that come again further down are no row', async () => {
    expect(await said([heads, good, [], heads, other])).toEqual({
      taken: 2,
      refused: [],
      remarks: [],
    })
  })
  it('a second table further down is read by its own heads', async () => {
    const { seats, judged } = await table(
      [
        heads,
        good,
        [],
        ['李村的'],
        [
          '姓名',
          '联系电话',
          '责任岗位',
          '网格',
          '行政村',
          '乡镇',
          '县',
          '市',
          '对象',
          '任期',
          'B角',
        ],
        ['李好', '13800009999', '网格员', '第二网格', '里箬村', '石塘镇', '温岭市', '', '', '', ''],
      ],
      wenling,
    )
    expect(judged.refused).toEqual([{ row: 4, reason: '温岭市没有叫“李村的”的乡镇（街道）' }])
    expect(seats.map((seat) => seat[3])).toEqual(['王阿芬 13800001111', '李好 13800009999'])
  })
  it('two tables side by side are not half taken', async () => {
    await expect(
      table(
        [
          [...heads, ...heads],
          [...good, ...other],
        ],
        wenling,
      ),
    ).rejects.toMatchObject({
      code: 'file.doubledHeads',
      message: '表头“岗位”有两列，请只留一列；两张表请上下放，或分开传',
    })
  })
  it('of a phone and a telephone the phone is taken, and the other is named', async () => {
    const { remarks, judged } = await table(
      [
        ['岗位', '姓名', '联系电话', '手机', '职称'],
        ['应急办主任', '王阿芬', '0576-86123456', '13800001111', '工程师'],
      ],
      shitang,
    )
    expect(judged).toMatchObject({ taken: 1, refused: [] })
    expect(remarks).toEqual([{ row: 1, remark: '这几列没有用到：联系电话、职称' }])
  })
  it('rows below a title belong to the unit that it names', async () => {
    const { seats, judged, remarks } = await table(
      [
        ['岗位', '姓名', '手机'],
        ['一、里箬村'],
        ['村级主要负责人', '王阿芬', '13800001111'],
        ['二、新沙村：'],
        ['村级主要负责人', '李好', '13800009999'],
        ['三、松门镇'],
        ['报灾员', '赵五', '13800003333'],
        ['说明：以上名单已核对'],
      ],
      shitang,
      (sheet) => ['A2:C2', 'A4:C4', 'A6:C6', 'A8:C8'].forEach((range) => sheet.mergeCells(range)),
    )
    expect(seats.map((seat) => seat[1])).toEqual([liruo, `${shitang}/331081105230`])
    expect(judged.refused).toEqual([{ row: 7, reason: '这一行在“松门镇”下面，不归石塘镇' }])
    expect(remarks).toEqual([{ row: 8, remark: '“说明:以上名单已核对”不像名单里的一行，没有导入' }])
  })
  it('hidden and filtered rows are taken, and that is said', async () => {
    expect(
      await said([heads, good, other], (sheet) => {
        sheet.getRow(3).hidden = true
      }),
    ).toEqual({
      taken: 2,
      refused: [],
      remarks: [{ row: 3, remark: '这一行是隐藏的，或被筛选掉了，也导入了' }],
    })
  })
  it('what stands outside the columns of the list is named, numbers of rows are not', async () => {
    expect(
      await said([
        ['序号', ...heads, '备注'],
        [1, ...good, ''],
        [2],
        ['', ...heads.map(() => ''), '以下空白'],
      ]),
    ).toEqual({
      taken: 1,
      refused: [],
      remarks: [{ row: 4, remark: '这一行没有写在名单的列里，没有导入' }],
    })
  })
})
