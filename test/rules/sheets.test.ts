import ExcelJS, { type CellValue, type Worksheet } from 'exceljs'
import { checkBurden } from '../../config/burden'
import { loadPolicy } from '../../config/load'
import { columnNames, headOf, neededColumns, type Column } from '../../bot/checklists/sheetColumns'
import { sampleTemplate, writeTemplate } from '../../bot/checklists/sheetWrite'
import { readTemplate } from '../../bot/checklists/sheets'
import { conditionIn, conditionWords, type Question } from '../../bot/checklists/sheetWords'
import { Template } from '../../shared/checklist'
import type { Condition } from '../../shared/form'
import { openWorkbook } from '../../bot/core/sheet'

const policy = loadPolicy()
type Cells = Partial<Record<Column, CellValue>>
const first: Cells = {
  list: '巡查清单',
  at: '乡镇',
  every: '一次',
  item: '山塘巡查',
  post: '应急办主任',
  evidence: '记录',
  due: 10,
  label: '有山塘',
  kind: '是否',
  required: '是',
}
const second: Cells = {
  label: '几座',
  kind: '数字',
  min: 0,
  max: 300,
  unit: '座',
  showIf: '「有山塘」=是',
}
const third: Cells = { item: '名单核对', post: '应急办干事', evidence: '一键确认', due: 5 }
const good = [first, second, third]

async function bytesOf(
  rows: readonly Cells[],
  dress: (sheet: Worksheet, workbook: ExcelJS.Workbook) => void = () => undefined,
  heads: readonly Column[] = columnNames,
): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('清单')
  sheet.addRow(heads.map(headOf))
  for (const row of rows) sheet.addRow(heads.map((head) => row[head] ?? null))
  dress(sheet, workbook)
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
const letterOf = (column: Column) => {
  let text = ''
  for (let n = columnNames.indexOf(column) + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    text = String.fromCharCode(65 + ((n - 1) % 26)) + text
  }
  return text
}
const place = (column: Column) => `${letterOf(column)} ${headOf(column)}`
const read = async (bytes: Buffer) => readTemplate(bytes, policy, checkBurden)
const problem = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: Error & { code?: string }) => error.code ?? String(error),
  )
/** The list without the numbers that are made of its words. */
async function plain(bytes: Buffer) {
  const { template, faults } = await read(bytes)
  return {
    faults,
    items: template?.items.map(({ title, months, post, evidence, due, fields }) => ({
      title,
      ...(months && { months }),
      post,
      evidence,
      due,
      fields: fields.map(({ id: _, ...field }) => field),
    })),
  }
}
const yesNo = { kind: 'yesNo', label: '有山塘', required: true, yes: '是', no: '否' }
const number = {
  kind: 'number',
  label: '几座',
  required: false,
  min: 0,
  max: 300,
  unit: '座',
  decimals: 0,
  showIf: { field: expect.any(String) as string, is: true },
}
const taken = [
  {
    title: '山塘巡查',
    post: 'emergencyOfficeHead',
    evidence: 'record',
    due: 10,
    fields: [yesNo, number],
  },
  { title: '名单核对', post: 'emergencyOfficeClerk', evidence: 'confirm', due: 5, fields: [] },
]
const but = (row: 0 | 1 | 2, set: Cells) =>
  good.map((cells, index) => (index === row ? { ...cells, ...set } : cells))

test('the plain sheet is taken', async () =>
  expect(await plain(await bytesOf(good))).toEqual({ faults: [], items: taken }))

describe('a sheet as people make it', () => {
  test.each<[string, readonly Cells[], ((sheet: Worksheet, workbook: ExcelJS.Workbook) => void)?]>([
    [
      'numbers as text',
      [
        { ...first, due: '10' },
        { ...second, min: '0', max: '300' },
        { ...third, due: ' 5 ' },
      ],
    ],
    ['full-width digits', but(0, { due: '１０' })],
    ['the day with its sign', but(0, { due: '10日' })],
    ['the day as from another program', but(0, { due: '10.0' })],
    ['the day by a formula', but(0, { due: { formula: '5+5', result: 10 } })],
    ['an apostrophe kept as text', but(0, { due: '10\u200b' })],
    ['the post by another name', but(0, { post: '应急管理办公室主任' })],
    ['the post by its name in the program', but(0, { post: 'emergencyOfficeHead' })],
    ['the post with spaces and full-width signs', but(0, { post: ' 应急办　主任 ' })],
    [
      'words in pieces of fonts',
      but(0, { item: { richText: [{ text: '山塘' }, { text: '巡查', font: { bold: true } }] } }),
    ],
    ['other words for a kind', but(0, { kind: '是/否' })],
    ['a tick for must', but(0, { required: '√' })],
    ['the condition with full-width signs', but(1, { showIf: '有山塘 ＝ 是' })],
    ['the condition in brackets', but(1, { showIf: '（「有山塘」=是）' })],
    [
      'list and item repeated in each row',
      [
        first,
        {
          ...second,
          list: '巡查清单',
          at: '乡镇',
          every: '一次',
          item: '山塘巡查',
          post: '应急办主任',
          evidence: '记录',
          due: 10,
        },
        { ...third, list: '巡查清单', at: '乡镇', every: '一次' },
      ],
    ],
    [
      'merged down: list, item, post',
      good,
      (sheet) => {
        sheet.mergeCells('A2:A4')
        for (const column of ['item', 'post', 'evidence', 'due'] as const) {
          sheet.mergeCells(`${letterOf(column)}2:${letterOf(column)}3`)
        }
      },
    ],
    [
      'a merged title above',
      good,
      (sheet) => {
        sheet.spliceRows(1, 0, ['石塘镇工作清单（征求意见稿）'])
        sheet.mergeCells('A1:Z1')
      },
    ],
    [
      'heads in two merged rows',
      good,
      (sheet) => {
        sheet.spliceRows(1, 0, [])
        for (const column of columnNames) {
          const letter = letterOf(column)
          if (column !== 'min' && column !== 'max') {
            sheet.getCell(`${letter}1`).value = headOf(column)
            sheet.getCell(`${letter}2`).value = null
            sheet.mergeCells(`${letter}1:${letter}2`)
          }
        }
        sheet.getCell(`${letterOf('min')}1`).value = '范围'
        sheet.mergeCells(`${letterOf('min')}1:${letterOf('max')}1`)
      },
    ],
    [
      'heads with stars, spaces and colons',
      good,
      (sheet) =>
        sheet.getRow(1).eachCell((cell) => {
          cell.value = `* ${[...String(cell.value)].join(' ')}：`
        }),
    ],
    [
      'blank rows between and a thousand after',
      good,
      (sheet) => {
        sheet.spliceRows(3, 0, [], [])
        for (let row = 7; row <= 1_007; row++) {
          sheet.getCell(`A${row}`).value = row % 2 ? '' : '  '
          sheet.getCell(`B${row}`).border = { top: { style: 'thin' } }
        }
      },
    ],
    [
      'a remark across the foot',
      good,
      (sheet) => {
        sheet.addRow(['注：每月 25 日前交'])
        sheet.mergeCells('A5:T5')
      },
    ],
    [
      'another sheet before it, and hidden ones',
      good,
      (_sheet, workbook) => {
        workbook.addWorksheet('旧表', { state: 'hidden' }).addRow(columnNames.map(headOf))
        workbook.addWorksheet('封面').addRow(['清单', '项目'])
      },
    ],
    [
      'columns that nobody asked for',
      good,
      (sheet) => {
        sheet.getCell(1, 40).value = '备注2'
        sheet.getCell(2, 40).value = '随便写'
      },
    ],
    [
      'a question merged over two rows',
      [first, {}, second, third],
      (sheet) => {
        for (const column of ['label', 'kind', 'required'] as const) {
          sheet.mergeCells(`${letterOf(column)}2:${letterOf(column)}3`)
        }
      },
    ],
  ])('%s', async (_, rows, dress = undefined) =>
    expect(await plain(await bytesOf(rows, dress))).toEqual({ faults: [], items: taken }),
  )

  test('columns in another order, and only those that are needed', async () => {
    const heads: Column[] = [
      'kind',
      'label',
      'due',
      'evidence',
      'post',
      'item',
      'at',
      'list',
      'required',
      'every',
    ]
    expect(await plain(await bytesOf([first, third], undefined, heads))).toEqual({
      faults: [],
      items: [{ ...taken[0], fields: [yesNo] }, taken[1]],
    })
  })
  test.each<[CellValue, number[] | undefined]>([
    ['1、7、11', [1, 7, 11]],
    ['1,7, 11月', [1, 7, 11]],
    ['６－８月', [6, 7, 8]],
    ['1至3月；12月', [1, 2, 3, 12]],
    [4, [4]],
    ['4月份', [4]],
    ['每月', undefined],
    ['全年', undefined],
    ['5、5', [5]],
  ])('months %j', async (months, found) => {
    const { template, faults } = await read(await bytesOf(but(0, { months })))
    expect(faults).toEqual([])
    expect(template!.items[0]!.months).toEqual(found)
  })
})

describe('a mistake is named with sheet, row and column', () => {
  const long = '很'.repeat(61)
  test.each<[string, readonly Cells[], number, Column, string]>([
    [
      'a post that is none',
      but(0, { post: '村长助理' }),
      2,
      'post',
      '没有「村长助理」这个岗位，请从下拉里选',
    ],
    ['no post', but(2, { post: '' }), 4, 'post', '没有写责任岗位：谁来填'],
    ['no day', but(0, { due: null }), 2, 'due', '没有写期限(日)：哪天前交'],
    ['a day in words', but(0, { due: '月底' }), 2, 'due', '要填数字，现在是「月底」'],
    [
      'a day made a date by Excel',
      but(0, { due: new Date('2026-03-10') }),
      2,
      'due',
      '这格被 Excel 变成了日期（2026-03-10），请把格式改成文本再填',
    ],
    ['a day beyond the month', but(0, { due: 32 }), 2, 'due', '不能大于 31'],
    ['a day of no day', but(2, { due: 0 }), 4, 'due', '不能小于 1'],
    ['half a day', but(0, { due: 10.5 }), 2, 'due', '要填整数'],
    [
      'months made a date by Excel',
      but(0, { months: new Date('2026-01-03') }),
      2,
      'months',
      '这格被 Excel 变成了日期（2026-01-03），请把格式改成文本再填',
    ],
    [
      'a thirteenth month',
      but(0, { months: '1、13' }),
      2,
      'months',
      '月份看不懂：「1、13」，请写成 1、7、11 或 6-8',
    ],
    [
      'months backwards',
      but(0, { months: '8-6' }),
      2,
      'months',
      '月份看不懂：「8-6」，请写成 1、7、11 或 6-8',
    ],
    [
      'evidence of another kind',
      but(0, { evidence: '录音' }),
      2,
      'evidence',
      '不认识「录音」，可以写：记录、名单、勾选、照片、文件、一键确认、自动',
    ],
    [
      'a unit of another kind',
      but(0, { at: '乡镇、省' }),
      2,
      'at',
      '不认识「省」，可以写：市、县、乡镇、功能区、村、网格',
    ],
    [
      'a rhythm of another kind',
      but(0, { every: '每旬' }),
      2,
      'every',
      '不认识「每旬」，可以写：每月、每周、每季、每年、一次、响应',
    ],
    ['no list', but(0, { list: '' }), 2, 'list', '没有写清单：清单的名字'],
    ['a title of one sign', but(0, { list: '查' }), 2, 'list', '太短了，至少 2 个字'],
    ['a title too long', but(0, { list: long }), 2, 'list', '太长了，最多 20 个字'],
    [
      'two lists in one file',
      but(2, { list: '另一张清单' }),
      4,
      'list',
      '和第 2 行的「巡查清单」不一样：一个文件只放一张清单',
    ],
    [
      'a question before any item',
      [{ ...first, item: '' }, third],
      2,
      'item',
      '不知道这一行属于哪个项目，请先写项目',
    ],
    [
      'another post for the same item',
      but(1, { post: '报灾员' }),
      3,
      'post',
      '和第 2 行的「应急办主任」不一样：同一个项目只写在第一行',
    ],
    [
      'an item twice',
      [...good, { ...third, item: '山塘巡查' }],
      5,
      'item',
      '和第 2 行是同一个项目',
    ],
    [
      'a question twice',
      but(1, { label: '有 山塘', showIf: '' }),
      3,
      'label',
      '和第 2 行是同一道题',
    ],
    [
      'a number of a question twice',
      but(1, { fieldId: 'same' }).map((row, index) => (index ? row : { ...row, fieldId: 'same' })),
      3,
      'fieldId',
      '和第 2 行是同一道题',
    ],
    [
      'a number in Chinese',
      but(1, { fieldId: '第二题' }),
      3,
      'fieldId',
      '编号只能是小写英文开头的字母和数字',
    ],
    [
      'a question without kind',
      but(1, { kind: '' }),
      3,
      'kind',
      '没有写题型：文字、数字、单选、多选、日期、照片、位置、人员、是否、签名、计算、表格',
    ],
    [
      'a kind that is none',
      but(1, { kind: '评分' }),
      3,
      'kind',
      '不认识「评分」，可以写：文字、数字、单选、多选、日期、照片、位置、人员、是否、签名、计算、表格',
    ],
    ['a kind without question', but(1, { label: '' }), 3, 'label', '写了题型，却没有写题目'],
    ['a question too long', but(1, { label: long }), 3, 'label', '太长了，最多 60 个字'],
    ['a unit for yes or no', but(0, { unit: '座' }), 2, 'unit', '「单位」对是否题没有用，请清空'],
    [
      'a choice without options',
      but(1, { kind: '单选', min: '', max: '', unit: '' }),
      3,
      'options',
      '没有写选项：至少两个，用「；」隔开',
    ],
    [
      'a choice of one',
      but(1, { kind: '单选', min: '', max: '', unit: '', options: '小' }),
      3,
      'options',
      '太少了，至少 2 个',
    ],
    [
      'an option twice',
      but(1, { kind: '单选', min: '', max: '', unit: '', options: '大；小；大' }),
      3,
      'label',
      '「几座」的选项有重复',
    ],
    [
      'three answers to yes or no',
      but(0, { options: '是；否；不知道' }),
      2,
      'options',
      '是否题写两个选项，用「；」隔开',
    ],
    [
      'a remark for both answers',
      but(0, { options: '是（说明）；否（说明）' }),
      2,
      'options',
      '（说明）只能写在一个答案后面',
    ],
    [
      'a remark in a choice',
      but(1, { kind: '单选', min: '', max: '', unit: '', options: '大；小（说明）' }),
      3,
      'options',
      '（说明）只能用在是否题里',
    ],
    [
      'alone in a choice',
      but(1, { kind: '单选', min: '', max: '', unit: '', options: '大；没有（独选）' }),
      3,
      'options',
      '（独选）只能用在多选里',
    ],
    ['least above most', but(1, { min: 500 }), 3, 'label', '「几座」最小的比最大的还大'],
    ['a limit in words', but(1, { max: '很多' }), 3, 'max', '要填数字，现在是「很多」'],
    [
      'a limit by a question that is none',
      but(1, { max: '「水库」' }),
      3,
      'max',
      '「水库」不在这一项的题目里',
    ],
    [
      'a limit that the system does not hold',
      but(1, { max: '系统：水库数' }),
      3,
      'max',
      '系统里没有「水库数」',
    ],
    ['decimals beyond all', but(1, { decimals: 9 }), 3, 'decimals', '不能大于 3'],
    [
      'a condition on a question that is none',
      but(1, { showIf: '「有水库」=是' }),
      3,
      'showIf',
      '「有水库」不在这一项的题目里',
    ],
    [
      'a condition on another item',
      [...good, { label: '核对了', kind: '是否', showIf: '「有山塘」=是' }],
      5,
      'showIf',
      '「有山塘」不在这一项的题目里',
    ],
    [
      'a condition with an answer that is none',
      but(1, { showIf: '「有山塘」=也许' }),
      3,
      'showIf',
      '「有山塘」没有「也许」这个答案',
    ],
    [
      'half a condition',
      but(1, { showIf: '「有山塘」' }),
      3,
      'showIf',
      '条件看不懂：「「有山塘」」，请写成 「题目」=选项',
    ],
    [
      'a bracket not closed',
      but(1, { showIf: '(「有山塘」=是' }),
      3,
      'showIf',
      '条件看不懂：「(「有山塘」=是」，请写成 「题目」=选项',
    ],
    [
      'signs of another language',
      but(1, { showIf: '「有山塘」<3' }),
      3,
      'showIf',
      '条件看不懂：「「有山塘」<3」',
    ],
    [
      'brackets without end',
      but(1, { showIf: '('.repeat(1_500) }),
      3,
      'showIf',
      `条件看不懂：「${'('.repeat(1_500)}」，请写成 「题目」=选项`,
    ],
    [
      'a loop over two',
      but(0, { showIf: '「几座」≥1' }),
      2,
      'showIf',
      '各题的条件绕成了圈，请去掉其中一个',
    ],
    [
      'a loop on itself',
      but(1, { showIf: '「几座」≥1' }),
      2,
      'showIf',
      '各题的条件绕成了圈，请去掉其中一个',
    ],
    [
      'a prefill of another kind',
      but(1, { prefill: '去年' }),
      3,
      'prefill',
      '不认识「去年」，可以写：上期，或 系统：名称',
    ],
    [
      'a photo without a reason',
      but(1, { kind: '照片', min: '', unit: '', max: '' }),
      3,
      'reason',
      '没有写理由：为什么非要不可',
    ],
    [
      'a reason of two signs',
      but(1, { kind: '照片', min: '', unit: '', max: '', reason: '留痕' }),
      3,
      'reason',
      '太短了，至少 4 个字',
    ],
    [
      'a table without columns',
      but(1, { kind: '表格', min: '', unit: '', max: '' }),
      3,
      'label',
      '表格还没有列：下面几行写所在表',
    ],
    [
      'a column of a table that is none',
      but(1, { table: '名单' }),
      3,
      'table',
      '上面没有叫「名单」的表格',
    ],
    [
      'a photo in a table',
      [
        first,
        { label: '名单', kind: '表格' },
        { label: '样子', kind: '照片', reason: '看裂缝在哪里', table: '名单' },
      ],
      4,
      'kind',
      '这里不能这样用',
    ],
    [
      'a condition in a table',
      [
        first,
        { label: '名单', kind: '表格' },
        { label: '户主', kind: '文字', showIf: '「有山塘」=是', table: '名单' },
      ],
      3,
      'showIf',
      '「名单」的列不能带条件',
    ],
    [
      'a sum that is none',
      but(1, { kind: '计算', min: '', max: '', formula: '「有山塘」×2' }),
      3,
      'formula',
      '要填数字，现在是「「有山塘」×2」',
    ],
    [
      'a difference of three',
      but(1, { kind: '计算', min: '', max: '', formula: '9-3-1' }),
      3,
      'formula',
      '算法看不懂：「9-3-1」，请写成 「甲」+「乙」 或 「甲」-「乙」',
    ],
    [
      'rows counted of what is no table',
      but(1, { kind: '计算', min: '', max: '', formula: '行数「有山塘」' }),
      3,
      'label',
      '「几座」要数的不是一张表',
    ],
    [
      'what is counted, and asked',
      [{ ...first, evidence: '自动', counts: '逾期隐患' }],
      2,
      'label',
      '自动的项目由系统填，不用出题',
    ],
    [
      'what is counted, and not said what',
      [first, second, { ...third, evidence: '自动' }],
      4,
      'counts',
      '自动的项目要写系统数什么',
    ],
    [
      'what is asked, and counted',
      but(0, { counts: '逾期隐患' }),
      2,
      'counts',
      '只有自动的项目才写系统计数',
    ],
    [
      'a counter that is none',
      [first, second, { ...third, evidence: '自动', counts: '天气' }],
      4,
      'counts',
      '不认识「天气」，可以写：逾期隐患、重大隐患、企业检查、培训人数、预警收到、责任人核对、已交项目、电话抽查',
    ],
    [
      'what the system holds',
      but(1, { label: '行政村数' }),
      3,
      'label',
      '「行政村数」不用问：系统已有「村和社区数」，请去掉这题，或带入 villages',
    ],
    [
      'a text for a number',
      but(1, { label: '到场人数', kind: '文字', min: '', max: '', unit: '' }),
      3,
      'label',
      '「到场人数」不用打字：题型改成「数字」',
    ],
  ])('%s', async (_, rows, row, column, message) => {
    const { template, faults } = await read(await bytesOf(rows))
    expect(template).toBeNull()
    expect(faults).toContainEqual({ sheet: '清单', row, column: place(column), message })
    expect(new Set(faults.map((it) => it.row))).toEqual(new Set([row])) // and nothing else is accused
  })

  test('all mistakes are named at once, from the top', async () => {
    const { faults } = await read(
      await bytesOf([
        { ...first, post: '村长助理', due: '月底' },
        { ...second, max: '很多' },
        { ...third, evidence: '录音' },
      ]),
    )
    expect(faults.map(({ row, column }) => `${row} ${column}`)).toEqual([
      `2 ${place('due')}`,
      `2 ${place('post')}`,
      `3 ${place('max')}`,
      `4 ${place('evidence')}`,
    ])
  })
  test('the rows are those of the file, whatever stands above', async () => {
    const bytes = await bytesOf(but(1, { max: '很多' }), (sheet) => {
      sheet.name = '8 月'
      sheet.spliceRows(1, 0, ['温岭市'], [])
    })
    expect((await read(bytes)).faults).toEqual([
      { sheet: '8 月', row: 5, column: place('max'), message: '要填数字，现在是「很多」' },
    ])
  })
  test('a head that stands twice', async () => {
    const { faults } = await read(
      await bytesOf(good, (sheet) => {
        sheet.getCell(1, 35).value = '选项'
      }),
    )
    expect(faults).toEqual([
      {
        sheet: '清单',
        row: 1,
        column: place('options'),
        message: '表头「选项」有两列，请去掉一列',
      },
    ])
  })
  test('more than a month may ask of an office', async () => {
    const { faults } = await read(await bytesOf(but(0, { every: '每月' })))
    expect(faults).toContainEqual({
      sheet: '清单',
      row: 2,
      column: place('list'),
      message: '1 月要一个乡镇办 17 项，最多 15 项',
    })
  })
  test.each<[string, Promise<Buffer>, string]>([
    ['no Excel', Promise.resolve(Buffer.from('清单,项目')), 'file.notExcel'],
    ['no heads', bytesOf(good, (sheet) => sheet.spliceRows(1, 1)), 'file.missingHeads'],
    [
      'a head missing',
      bytesOf(
        good,
        undefined,
        columnNames.filter((name) => name !== 'post'),
      ),
      'file.missingHeads',
    ],
    [
      'heads on a hidden sheet',
      bytesOf(good, (sheet, workbook) => {
        sheet.state = 'hidden'
        workbook.addWorksheet('空')
      }),
      'file.missingHeads',
    ],
    ['no rows', bytesOf([]), 'file.noRows'],
    ['only blank rows', bytesOf([{}, { list: ' ' }, { item: '\u200b' }]), 'file.noRows'],
    [
      'too many rows',
      bytesOf(
        Array.from({ length: 2_001 }, (_, index) => ({ ...third, item: `第${index}项` })),
        undefined,
        neededColumns,
      ),
      'input.tooLarge',
    ],
    ['a cell like a book', bytesOf(but(0, { help: '长'.repeat(2_001) })), 'input.tooLarge'],
  ])('%s', async (_, bytes, code) => expect(await problem(read(await bytes))).toBe(code))
})

describe('conditions in words', () => {
  const items = (showIf: string) =>
    bytesOf([
      { ...first, label: '有渔船', options: '有；没有' },
      { label: '几艘', kind: '数字' },
      { label: '哪几种', kind: '多选', options: '大；小；都没有（独选）' },
      { label: '备注（可不写）', kind: '文字' },
      { label: '末题', kind: '是否', showIf },
    ])
  const [boats, count, kinds, remark] = ['q1', 'q2', 'q3', 'q4']
  test.each<[string, unknown]>([
    ['「有渔船」=有', { field: boats, is: true }],
    ['有渔船=否', { field: boats, is: false }],
    ['「几艘」≥1', { field: count, atLeast: 1 }],
    ['几艘 <= １0艘', '要填数字，现在是「１0艘」'],
    ['几艘<=10', { field: count, atMost: 10 }],
    ['几艘=3', { field: count, is: 3 }],
    ['哪几种=大', { field: kinds, is: 'a' }],
    ['哪几种=大/小', { field: kinds, oneOf: ['a', 'b'] }],
    ['「备注（可不写）」已填', { field: remark, answered: true }],
    ['「备注（可不写）」未填', { field: remark, answered: false }],
    ['几艘≠3', { not: { field: count, is: 3 } }],
    [
      '有渔船=有 且 几艘≥1',
      {
        all: [
          { field: boats, is: true },
          { field: count, atLeast: 1 },
        ],
      },
    ],
    [
      '有渔船=有 或 几艘≥1 且 哪几种=小',
      {
        any: [
          { field: boats, is: true },
          {
            all: [
              { field: count, atLeast: 1 },
              { field: kinds, is: 'b' },
            ],
          },
        ],
      },
    ],
    [
      '(有渔船=有 或 几艘≥1) 且 非 哪几种=小',
      {
        all: [
          {
            any: [
              { field: boats, is: true },
              { field: count, atLeast: 1 },
            ],
          },
          { not: { field: kinds, is: 'b' } },
        ],
      },
    ],
  ])('%s', async (text, condition) => {
    const { template, faults } = await read(await items(text))
    const names = new Map(
      template?.items[0]!.fields.flatMap((field, index) => [
        [field.id, `q${index + 1}`] as const,
        ...('options' in field ? field.options.map((it, at) => [it.id, 'abc'[at]!] as const) : []),
      ]),
    )
    const said = JSON.parse(
      JSON.stringify(template?.items[0]!.fields[4]!.showIf ?? faults[0]!.message),
      (_, value: unknown) => (typeof value === 'string' ? (names.get(value) ?? value) : value),
    ) as unknown
    expect(said).toEqual(condition)
  })
})

describe('what is written reads back as the same list', () => {
  test('any condition, in words and back', () => {
    const blank = { yes: '是', no: '否', options: [], columns: [] }
    const options = [
      { id: 'big', label: '大' },
      { id: 'none', label: '没有、不清楚（独选）' },
    ]
    const questions: Question[] = [
      { ...blank, id: 'yesNo', label: '有没有且或非', kind: 'yesNo', yes: '符合', no: '不符合' },
      { ...blank, id: 'count', label: '几（艘）=3', kind: 'number' },
      { ...blank, id: 'kinds', label: '已填的', kind: 'several', options },
      { ...blank, id: 'twin', label: '几（艘）=3', kind: 'choice', options },
    ]
    let seed = 7
    const below = (n: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % n
    }
    const any = (depth: number): Condition => {
      const inner = () => any(depth - 1)
      const many = () => Array.from({ length: 2 + below(2) }, inner)
      const leaves: (() => Condition)[] = [
        () => ({ field: 'yesNo', is: below(2) > 0 }),
        () => ({ field: 'count', atLeast: below(50) / 2 - 9 }),
        () => ({ field: 'count', atMost: below(50) }),
        () => ({ field: 'kinds', is: 'none' }),
        () => ({ field: 'twin', oneOf: ['big', 'none'] }),
        () => ({ field: 'kinds', answered: below(2) > 0 }),
      ]
      return depth && below(3)
        ? [() => ({ all: many() }), () => ({ any: many() }), () => ({ not: inner() })][below(3)]!()
        : leaves[below(leaves.length)]!()
    }
    for (let n = 0; n < 500; n++) {
      const condition = any(3)
      const words = conditionWords(condition, questions)
      if (words.length < 900) {
        expect([words, conditionIn(words, questions)]).toEqual([words, condition])
      }
    }
  })
  const same = async (template: Template) => {
    const { template: back, faults } = await readTemplate(
      await writeTemplate(template, policy),
      policy,
      () => [],
    )
    expect(faults).toEqual([])
    expect(JSON.parse(JSON.stringify(back))).toEqual(
      JSON.parse(JSON.stringify({ ...template, onWarning: undefined })),
    ) // what warnings order is said by policy only
  }
  test.each(policy.checklists.templates.map((template) => [template.title, template] as const))(
    '%s',
    (_, template) => same(template),
  )

  test('every kind of question, with everything that it can have', () => {
    const field = (kind: string, more: object = {}) => ({
      id: kind,
      label: `题「${kind}`,
      kind,
      help: '一句话；两句话',
      required: true,
      ...more,
    })
    const options = [
      { id: 'first', label: '甲、乙' },
      { id: 'second', label: '丙（旧）' },
    ]
    return same(
      Template.parse({
        name: 'everything',
        title: '什么都有',
        at: ['city', 'county', 'township', 'area', 'village', 'grid'],
        every: 'quarter',
        reviewed: false,
        items: [
          {
            name: 'count',
            title: '数一数',
            months: [1, 12],
            post: 'gridMember',
            evidence: 'auto',
            due: 31,
            counts: 'verifiedPosts',
          },
          {
            name: 'all',
            title: '都要填',
            help: '写清楚，别漏',
            post: 'villageHead',
            evidence: 'photo',
            due: 1,
            fields: [
              field('text', { most: 50, lines: 4, prefill: 'last' }),
              field('number', {
                min: -5,
                max: { known: 'villages' },
                decimals: 2,
                unit: '米',
                prefill: { known: 'villages' },
              }),
              { ...field('number', { max: { field: 'number' } }), id: 'other', label: '另一个' },
              field('choice', { options }),
              field('several', {
                options: [...options, { id: 'none', label: '没有', alone: true }],
                least: 1,
              }),
              field('date', { from: -30, to: 7 }),
              field('photo', { reason: '鉴定要看裂缝', most: 9 }),
              field('place', { reason: '要派车去接' }),
              field('person'),
              field('yesNo', { yes: '符合', no: '不符合', remarkIf: 'no' }),
              { ...field('yesNo', { remarkIf: 'yes' }), id: 'plainYes', label: '同名' },
              { ...field('yesNo'), id: 'twin', label: '同名' },
              field('signature', { reason: '责任书要签字' }),
              {
                id: 'sum',
                label: '合起来',
                kind: 'computed',
                formula: { sum: [{ field: 'number' }, { field: 'other' }, { known: 'grids' }, 3] },
                unit: '米',
              },
              {
                id: 'difference',
                label: '差多少',
                kind: 'computed',
                formula: { difference: [{ known: 'villages' }, { field: 'sum' }] },
              },
              field('table', {
                rows: 7,
                columns: [
                  field('text'),
                  field('number', { max: 9, unit: '人' }),
                  field('choice', { options }),
                  field('date', { to: 0 }),
                  field('person'),
                ],
              }),
              { id: 'rows', label: '几行', kind: 'computed', formula: { rows: 'table' } },
              {
                id: 'total',
                label: '总数',
                kind: 'computed',
                formula: { total: 'table', column: 'number' },
              },
              {
                ...field('text'),
                id: 'last',
                label: '最后',
                required: { field: 'number', atLeast: 1.5 },
                showIf: {
                  any: [
                    {
                      all: [
                        { field: 'choice', is: 'second' },
                        {
                          not: {
                            any: [
                              { field: 'several', oneOf: ['first', 'second'] },
                              { field: 'person', answered: true },
                            ],
                          },
                        },
                      ],
                    },
                    { field: 'twin', is: false },
                    { field: 'plainYes', is: true },
                    { field: 'other', atMost: -2 },
                    { not: { not: { field: 'date', answered: false } } },
                  ],
                },
              },
            ],
          },
        ],
      }),
    )
  })
})

describe('the sample', () => {
  test('can be used as it is, and shows two items', async () => {
    const { template, faults } = await read(await sampleTemplate(policy))
    expect(faults).toEqual([])
    expect(template!.items.map(({ title, fields }) => [title, fields.length])).toEqual([
      ['汛前检查', 3],
      ['队伍名单核对', 1],
    ])
  })
  test('shows no names of the program, and offers what can be chosen', async () => {
    const bytes = await sampleTemplate(policy)
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(bytes as never)
    const sheet = workbook.getWorksheet('清单')!
    const words: string[] = []
    sheet.eachRow((row) => row.eachCell((cell) => words.push(String(cell.value))))
    expect(words.filter((word) => /[a-z]{3}/i.test(word))).toEqual([])
    const lists = workbook.getWorksheet('选项')!
    expect(lists.state).toBe('hidden')
    for (const column of [
      'every',
      'reviewed',
      'post',
      'evidence',
      'counts',
      'kind',
      'prefill',
    ] as const) {
      const { type, formulae } = sheet.getCell(`${letterOf(column)}200`).dataValidation
      expect([column, type, formulae[0]]).toEqual([
        column,
        'list',
        expect.stringMatching(new RegExp(`^选项!\\$${letterOf(column)}\\$1:`)),
      ])
      const chosen: CellValue[] = []
      lists.getColumn(letterOf(column)).eachCell((cell) => chosen.push(cell.value))
      expect(chosen.filter(Boolean).length).toBe(Number(/\d+$/.exec(String(formulae[0]))![0]))
    }
    expect(lists.getColumn(letterOf('post')).values).toEqual(
      expect.arrayContaining(policy.posts.posts.map(({ title }) => title)),
    )
  })
  test('each head is explained', async () => {
    const about = (await openWorkbook(await sampleTemplate(policy))).getWorksheet('怎么填')!
    expect(columnNames.map((_, index) => about.getCell(index + 2, 1).value)).toEqual(
      columnNames.map(headOf),
    )
  })
})
