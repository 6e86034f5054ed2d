import type { Workbook, Worksheet } from 'exceljs'
import { Problem } from '../../shared/problem'
import { tight, isBlank } from '../core/text'
import { dayEnd, textOf } from '../core/sheet'

/** The columns of the list, the first name being the one in our own table; how else they are called. */
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
export const reasonHead = '错误原因'
const names = Object.keys(columns) as Column[]
const byHead = new Map(
  names.flatMap((name) => columns[name].map((head) => [plainHead(head), name] as const)),
)
const most = { rows: 50_000, columns: 64, headAt: 30 }

/** A row as written. `until` undefined: not to be understood. A column that the sheet lacks is not in it. */
export type Row = { row: number; until?: Date | null | undefined } & {
  [K in Exclude<Column, 'until'>]?: string
}
export type PostsSheet = {
  sheet: Worksheet
  headRow: number
  at: Map<Column, number>
  reasonAt: number
  rows: Row[]
}

/** Finds the list in a workbook, whatever stands above or beside it. `township`: rows must say in which. */
export function readPosts(workbook: Workbook, needsTownship: boolean): PostsSheet {
  const needed: Column[] = [
    ...(needsTownship ? ['township' as const] : []),
    'kind',
    'name',
    'phone',
  ]
  const heads = workbook.worksheets
    .filter((sheet) => sheet.state === 'visible')
    .map((sheet) => ({ sheet, ...headsOf(sheet) }))
  const best = heads.reduce<(typeof heads)[number] | null>(
    (one, other) => (one && one.at.size >= other.at.size ? one : other),
    null,
  )
  const missing = needed.filter((name) => !best?.at.has(name))
  if (!best || missing.length) {
    throw new Problem('file.missingHeads', {
      heads: missing.map((name) => columns[name][0]).join('、'),
    })
  }
  const rows = rowsOf(best)
  if (!rows.length) throw new Problem('file.noRows')
  return { ...best, rows }
}

/** The row with the most heads; of two rows of heads under one another the lower, read together with the one above. */
function headsOf(sheet: Worksheet): Pick<PostsSheet, 'headRow' | 'at' | 'reasonAt'> {
  let found = { headRow: 0, at: new Map<Column, number>(), reasonAt: 0 }
  for (let row = 1; row <= Math.min(sheet.rowCount, most.headAt); row++) {
    const at = new Map<Column, number>()
    let reasonAt = 0
    let last = 0
    for (let column = 1; column <= Math.min(sheet.columnCount, most.columns); column++) {
      const label = plainHead(textOf(sheet.getCell(row, column).value))
      const above = row > 1 ? plainHead(textOf(sheet.getCell(row - 1, column).value)) : ''
      if (label) last = column
      if (label === reasonHead) reasonAt ||= column
      const name =
        (above && above !== label ? byHead.get(above + label) : undefined) ?? byHead.get(label)
      if (name && !at.has(name)) at.set(name, column)
    }
    if (at.size && at.size >= found.at.size) {
      found = { headRow: row, at, reasonAt: reasonAt || last + 1 }
    }
  }
  return found
}
/** 「* 手 机(必填)：」 is 手机 too. */
function plainHead(text: string) {
  return tight(text)
    .replace(/[*:]/g, '')
    .replace(/\([^)]*\)$/, '')
    .toUpperCase()
}

function rowsOf({ sheet, headRow, at }: Pick<PostsSheet, 'sheet' | 'headRow' | 'at'>): Row[] {
  const rows: Row[] = []
  sheet.eachRow((line, number) => {
    if (number <= headRow) return
    const cells = [...at].map(([name, column]) => ({
      name,
      cell: line.getCell(column),
      value: line.getCell(column).value,
    }))
    const filled = cells.filter(({ value }) => textOf(value) !== '')
    if (
      !filled.length ||
      (filled.length > 1 && new Set(filled.map(({ cell }) => cell.master.address)).size === 1)
    ) {
      return
    } // nothing, or a remark across the sheet
    const row: Row = { row: number }
    for (const { name, value } of cells) {
      if (name === 'until') row.until = dayEnd(value)
      else row[name] = cleanOf(name, textOf(value))
    }
    rows.push(row)
  })
  if (rows.length > most.rows) throw new Problem('input.tooLarge')
  return rows
}
/** Two-sign names are often spread with a space; names of other peoples keep theirs. */
const cleanOf = (name: Column, text: string) =>
  isBlank(text) ? '' : /name/i.test(name) && !/\p{Script=Han}/u.test(text) ? text : tight(text)
