import { columnNames, neededColumns } from '../../bot/checklists/sheets/columns'
import {
  type Mistake,
  first,
  second,
  third,
  good,
  bytesOf,
  place,
  read,
  problem,
  but,
  expectFault,
} from './sheets.support'

describe('a mistake of the list and its items is named with sheet, row and column', () => {
  const long = '很'.repeat(61)
  test.each<Mistake>([
    [
      'a post that is none',
      but(0, { post: '村长助理' }),
      { row: 2, column: 'post', message: '没有「村长助理」这个岗位，请从下拉里选' },
    ],
    [
      'no post',
      but(2, { post: '' }),
      { row: 4, column: 'post', message: '没有写责任岗位：谁来填' },
    ],
    [
      'no day',
      but(0, { due: null }),
      { row: 2, column: 'due', message: '没有写期限(日)：哪天前交' },
    ],
    [
      'a day in words',
      but(0, { due: '月底' }),
      { row: 2, column: 'due', message: '要填数字，现在是「月底」' },
    ],
    [
      'a day made a date by Excel',
      but(0, { due: new Date('2026-03-10') }),
      {
        row: 2,
        column: 'due',
        message: '这格被 Excel 变成了日期（2026-03-10），请把格式改成文本再填',
      },
    ],
    [
      'a day beyond the month',
      but(0, { due: 32 }),
      { row: 2, column: 'due', message: '不能大于 31' },
    ],
    ['a day of no day', but(2, { due: 0 }), { row: 4, column: 'due', message: '不能小于 1' }],
    ['half a day', but(0, { due: 10.5 }), { row: 2, column: 'due', message: '要填整数' }],
    [
      'months made a date by Excel',
      but(0, { months: new Date('2026-01-03') }),
      {
        row: 2,
        column: 'months',
        message: '这格被 Excel 变成了日期（2026-01-03），请把格式改成文本再填',
      },
    ],
    [
      'a thirteenth month',
      but(0, { months: '1、13' }),
      { row: 2, column: 'months', message: '月份看不懂：「1、13」，请写成 1、7、11 或 6-8' },
    ],
    [
      'months backwards',
      but(0, { months: '8-6' }),
      { row: 2, column: 'months', message: '月份看不懂：「8-6」，请写成 1、7、11 或 6-8' },
    ],
    [
      'evidence of another kind',
      but(0, { evidence: '录音' }),
      {
        row: 2,
        column: 'evidence',
        message: '不认识「录音」，可以写：记录、名单、勾选、照片、文件、一键确认、自动',
      },
    ],
    [
      'a unit of another kind',
      but(0, { at: '乡镇、省' }),
      { row: 2, column: 'at', message: '不认识「省」，可以写：市、县、乡镇、功能区、村、网格' },
    ],
    [
      'a rhythm of another kind',
      but(0, { every: '每旬' }),
      {
        row: 2,
        column: 'every',
        message: '不认识「每旬」，可以写：每月、每周、每季、每年、一次、响应',
      },
    ],
    [
      'no list',
      but(0, { list: '' }),
      { row: 2, column: 'list', message: '没有写清单：清单的名字' },
    ],
    [
      'a title of one sign',
      but(0, { list: '查' }),
      { row: 2, column: 'list', message: '太短了，至少 2 个字' },
    ],
    [
      'a title too long',
      but(0, { list: long }),
      { row: 2, column: 'list', message: '太长了，最多 20 个字' },
    ],
    [
      'two lists in one file',
      but(2, { list: '另一张清单' }),
      { row: 4, column: 'list', message: '和第 2 行的「巡查清单」不一样：一个文件只放一张清单' },
    ],
    [
      'a question before any item',
      [{ ...first, item: '' }, third],
      { row: 2, column: 'item', message: '不知道这一行属于哪个项目，请先写项目' },
    ],
    [
      'another post for the same item',
      but(1, { post: '报灾员' }),
      {
        row: 3,
        column: 'post',
        message: '和第 2 行的「应急办主任」不一样：同一个项目只写在第一行',
      },
    ],
    [
      'an item twice',
      [...good, { ...third, item: '山塘巡查' }],
      { row: 5, column: 'item', message: '和第 2 行是同一个项目' },
    ],
  ])('%s', (_, rows, fault) => expectFault(rows, fault))
})

describe('a mistake of the sheet', () => {
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
    ['no Excel', Promise.resolve(Buffer.from('请各村尽快上报')), 'file.notExcel'],
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
