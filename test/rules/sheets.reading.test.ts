import type ExcelJS from 'exceljs'
import type { CellValue, Worksheet } from 'exceljs'
import { columnNames, headOf, type Column } from '../../bot/checklists/sheets/columns'
import {
  type Cells,
  first,
  second,
  third,
  good,
  bytesOf,
  letterOf,
  read,
  plain,
  yesNo,
  taken,
  but,
} from './sheets.support'

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
