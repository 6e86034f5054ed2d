import ExcelJS from 'exceljs'
import { liruo, shitang, songmen, wenling, xinsha } from '../flows/orgHouse'
import { bytesOf, outcome, problem, type Rows } from './orgSheet'

const head = ['岗位', '姓名', '手机']
const wang = ['应急办主任', '王阿芬', '13800001111']
const li = ['应急办主任', '李好', '13800009999']
const zhao = ['报灾员', '赵五', '13800003333']

async function bookOf(sheets: Record<string, Rows>, hidden: readonly string[] = []) {
  const workbook = new ExcelJS.Workbook()
  for (const [name, rows] of Object.entries(sheets)) {
    const state = hidden.includes(name) ? 'hidden' : 'visible'
    workbook.addWorksheet(name, { state }).addRows(rows.map((row) => [...row]))
  }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

describe('every sheet that has a list is taken', () => {
  it('one for each township, whose name says where its rows are', async () => {
    const book = await bookOf({ 石塘镇: [head, wang], 松门镇: [head, li] })
    expect(await outcome(book, wenling)).toEqual({
      seats: [`王阿芬 emergencyOfficeHead ${shitang}`, `李好 emergencyOfficeHead ${songmen}`],
      refused: [],
      remarks: [],
    })
    expect(await outcome(book)).toMatchObject({
      seats: [`王阿芬 emergencyOfficeHead ${shitang}`],
      refused: ['松门镇2 这一行在“松门镇”下面，不归石塘镇'],
    })
  })
  it('one for each kind, whose name says which post', async () => {
    const heads = ['村', '对象', '姓名', '手机']
    const book = bookOf({
      水库巡查员: [heads, ['里箬村', '湖漫', '王阿芬', '13800001111']],
      石塘镇山塘巡查员名单: [
        heads,
        ['新沙村', '一号', '李好', '13800009999'],
        ['无此村', '', '赵五', '13800003333'],
      ],
    })
    expect(await outcome(book)).toEqual({
      seats: [`王阿芬 reservoirPatrol ${liruo}`, `李好 pondPatrol ${xinsha}`],
      refused: ['石塘镇山塘巡查员名单3 石塘镇没有叫“无此村”的村（社区）'],
      remarks: [],
    })
  })
  it('what is none, what is hidden and what cannot be read is named', async () => {
    const book = bookOf(
      {
        名单: [head, wang],
        填表说明: [['请如实填写']],
        两张: [
          [...head, ...head],
          [...li, ...zhao],
        ],
        去年: [head, li],
        选项: [['网格员', '石塘镇']],
        统计: [['岗位', '姓名', '手机号段', '人数']],
      },
      ['去年', '选项'],
    )
    const { seats, remarks } = await outcome(book)
    expect({ seats, remarks }).toEqual({
      seats: [`王阿芬 emergencyOfficeHead ${shitang}`],
      remarks: [
        '1 工作表“填表说明”没有导入：它不是名单',
        '1 工作表“两张”没有导入：表头“岗位”有两列，请只留一列；两张表请上下放，或分开传',
        '1 隐藏的工作表“去年”没有导入，要导入请先取消隐藏',
        '1 工作表“统计”没有导入：它不是名单',
      ],
    })
  })
  it('a seat that two sheets give to different people is named with its sheet', async () => {
    const { seats, refused } = await outcome(bookOf({ 甲: [head, wang], 乙: [head, li, wang] }))
    expect({ seats, refused }).toEqual({
      seats: [`王阿芬 emergencyOfficeHead ${shitang}`],
      refused: ['乙2 和“甲”第 2 行是同一个岗位，请在“对象”里写清各管什么'],
    })
  })
  it('a county needs the township from somewhere', async () => {
    expect(await problem(() => outcome(bookOf({ 名单: [head, wang] }), wenling))).toBe(
      'file.missingHeads',
    )
    const { seats, remarks } = await outcome(
      bookOf({ 石塘镇: [head, wang], 其他: [head, li] }),
      wenling,
    )
    expect({ seats, remarks }).toEqual({
      seats: [`王阿芬 emergencyOfficeHead ${shitang}`],
      remarks: ['其他1 工作表“其他”没有导入：表头缺少：乡镇/街道。请用下载的模板填写'],
    })
  })
})

describe('what stands above a list says where it is', () => {
  const elsewhere = (row: number) => [`${row} 这一行在“松门镇”下面，不归石塘镇`]
  test.each<[string, Rows, string[]]>([
    ['a title', [['松门镇防汛责任人名单'], head, wang], elsewhere(3)],
    ['with a year and those above', [['2026年温岭市松门镇名单'], head, wang], elsewhere(3)],
    ['who fills it', [['名单'], ['填报单位：松门镇人民政府', '4月'], head, wang], elsewhere(4)],
    ['the own township', [['石塘镇防汛责任人名单'], head, wang], []],
    ['several townships', [['石塘镇、松门镇名单'], head, wang], []],
    ['a short name may be of something else', [['松门水库责任人名单'], head, wang], []],
  ])('%s', async (_, rows, refused) =>
    expect((await outcome(bytesOf(rows))).refused).toEqual(refused),
  )

  test.each<[string, Rows]>([
    ['a name', [head, ['石塘镇'], wang, ['松门镇'], li]],
    ['a name and what follows', [head, ['石塘镇责任人名单'], wang, ['二、松门镇（5人）'], li]],
    [
      'in the column of numbers',
      [['序号', ...head], ['石塘镇'], ['', ...wang], ['松门镇名单'], ['', ...li]],
    ],
  ])('a line between the rows: %s', async (_, rows) =>
    expect(await outcome(bytesOf(rows), wenling)).toEqual({
      seats: [`王阿芬 emergencyOfficeHead ${shitang}`, `李好 emergencyOfficeHead ${songmen}`],
      refused: [],
      remarks: [],
    }),
  )
  it('where the title and the sheet say different things, both are named', async () => {
    const { remarks } = await outcome(bookOf({ 石塘镇: [['松门镇名单'], head, wang] }), wenling)
    expect(remarks).toEqual(['2 标题和工作表名写的是松门镇、石塘镇，按松门镇导入了'])
  })
})

describe('a column that names places is found by what stands in it', () => {
  test.each(['', 'Town', '挂点', '归口'])('under “%s”', async (label) => {
    const rows = [
      [label, ...head],
      ['松门镇', ...wang],
      ['石塘镇', ...zhao],
    ]
    expect(await outcome(bytesOf(rows))).toEqual({
      seats: [`赵五 disasterReporter ${shitang}`],
      refused: ['2 “松门镇”在温岭市，不在石塘镇'],
      remarks: [],
    })
  })
  test.each([
    ['籍贯', '松门镇'],
    ['家庭住址', '松门镇'],
    ['政治面貌', '党员'],
  ])('%s: %s is no place of the post', async (label, text) => {
    const { seats, remarks } = await outcome(
      bytesOf([
        [...head, label],
        [...wang, text],
      ]),
    )
    expect({ seats, remarks }).toEqual({
      seats: [`王阿芬 emergencyOfficeHead ${shitang}`],
      remarks: [`1 这几列没有用到：${label}`],
    })
  })
  it('what has no head and is no place is named', async () => {
    const { remarks } = await outcome(
      bytesOf([
        [...head, ''],
        [...wang, '党员'],
      ]),
    )
    expect(remarks).toEqual(['1 这几列没有用到：D列（没有表头）'])
  })
  it('a village that is written once for several rows is not lost without a word', async () => {
    const { seats, remarks } = await outcome(
      bytesOf([
        ['村', ...head],
        ['里箬村', '村书记', '王阿芬', '13800001111'],
        ['', ...zhao],
        ['', '应急办主任', '李好', '13800009999'],
      ]),
    )
    expect(seats[1]).toBe(`赵五 disasterReporter ${shitang}`)
    expect(remarks).toEqual(['3 这一行没有写里箬村，按石塘镇导入了；要是也在里箬村，请写上'])
  })
})
