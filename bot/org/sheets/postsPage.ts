import type { Cell, CellValue, Workbook } from 'exceljs'
import { Problem } from '../../../shared/problem'
import { dayEnd, textOf } from '../../core/sheet'
import { findHead, isEntry, labelsOf, type Head } from '../../core/sheetHead'
import { isBlank, tight } from '../../core/text'

/**
 * The columns of the list, the first name being the one in our own table; how else they are called.
 */
export const columns = {
  township: ['乡镇/街道', '乡镇街道', '乡镇', '街道', '镇街', '镇', '所在乡镇', '所属乡镇'],
  village: ['村/社区', '村社区', '行政村', '村', '社区', '村居', '村(居)', '所在村'],
  grid: ['网格', '网格名称', '所在网格'],
  kind: ['岗位', '岗位名称', '责任岗位', '责任人类型', '岗位类型'],
  object: ['对象', '责任对象', '管理对象', '对象名称'],
  name: ['姓名', '责任人', '责任人姓名', 'A角', 'A角姓名'],
  phone: [
    '手机',
    '手机号',
    '手机号码',
    '电话',
    '联系电话',
    '联系方式',
    '责任人手机',
    '责任人电话',
    'A角手机',
  ],
  deputyName: ['AB角姓名', 'AB角', 'B角', 'B角姓名', '代理人', '代理人姓名'],
  deputyPhone: ['AB角手机', 'AB角电话', 'B角手机', 'B角手机号', 'B角电话', '代理人手机'],
  until: ['任期至', '任期', '任期截止', '到期日期', '截止日期'],
} as const
export type Column = keyof typeof columns
export const reasonLabel = '错误原因'
const labels = labelsOf(Object.keys(columns) as Column[], (column) => columns[column])
const maxRows = 50_000

/**
 * A row as written. `until` undefined: not to be understood. A column that the sheet lacks is not
 * in it.
 */
export type Row = { row: number; until?: Date | null | undefined } & {
  [K in Exclude<Column, 'until'>]?: string
}
/** The list as it was found. `reasonAt`: the column for what is wrong with a row. */
export type PostsPage = Pick<Head<Column>, 'sheet' | 'headRow'> & { reasonAt: number; rows: Row[] }

/** Finds the list in a workbook. `needsTownship`: rows must say in which. */
export function readPosts(workbook: Workbook, needsTownship: boolean): PostsPage {
  const head = findHead(workbook, labels)
  const needed: Column[] = ['kind', 'name', 'phone']
  if (needsTownship) needed.unshift('township')
  const missing = needed.filter((column) => !head?.at.has(column))
  if (!head || missing.length) {
    const heads = missing.map((column) => columns[column][0]).join('、')
    throw new Problem('file.missingHeads', { heads })
  }
  const rows = rowsBelow(head)
  if (!rows.length) throw new Problem('file.noRows')
  return {
    sheet: head.sheet,
    headRow: head.headRow,
    reasonAt: head.labels.get(reasonLabel) ?? head.last + 1,
    rows,
  }
}

function rowsBelow({ sheet, headRow, at }: Head<Column>): Row[] {
  const rows: Row[] = []
  sheet.eachRow((line, number) => {
    if (number <= headRow) return
    const cells = new Map([...at].map(([name, column]) => [name, line.getCell(column)]))
    if (isEntry([...cells.values()])) rows.push(rowOf(number, cells))
  })
  if (rows.length > maxRows) throw new Problem('input.tooLarge')
  return rows
}
function rowOf(number: number, cells: ReadonlyMap<Column, Cell>): Row {
  const row: Row = { row: number }
  for (const [name, { value }] of cells) {
    if (name === 'until') row.until = dayEnd(value)
    else row[name] = wordsOf(name, value)
  }
  return row
}
/** Two-sign names are often spread with a space; names of other peoples keep theirs. */
function wordsOf(name: Column, value: CellValue): string {
  const text = textOf(value)
  if (isBlank(text)) return ''
  const isName = name === 'name' || name === 'deputyName'
  return isName && !/\p{Script=Han}/u.test(text) ? text : tight(text)
}
