import ExcelJS, { type CellValue, type Worksheet } from 'exceljs'
import { checkBurden } from '../../config/burden'
import { testPolicy } from '../support/policy'
import { columnNames, headOf, type Column } from '../../bot/checklists/sheets/columns'
import { readBook } from '../../bot/core/book/open'
import { readTemplate } from '../../bot/checklists/sheets/read'

export const policy = testPolicy
export type Cells = Partial<Record<Column, CellValue>>
export const first: Cells = {
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
export const second: Cells = {
  label: '几座',
  kind: '数字',
  min: 0,
  max: 300,
  unit: '座',
  showIf: '「有山塘」=是',
}
export const third: Cells = { item: '名单核对', post: '应急办干事', evidence: '一键确认', due: 5 }
export const good = [first, second, third]

export async function bytesOf(
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
export const letterOf = (column: Column) => {
  let text = ''
  for (let n = columnNames.indexOf(column) + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    text = String.fromCharCode(65 + ((n - 1) % 26)) + text
  }
  return text
}
export const place = (column: Column) => `${letterOf(column)} ${headOf(column)}`
export const read = async (bytes: Buffer) => readTemplate(readBook(bytes), policy, checkBurden)
export const problem = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: Error & { code?: string }) => error.code ?? String(error),
  )
/** The list without the numbers that are made of its words. */
export async function plain(bytes: Buffer) {
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
export const yesNo = { kind: 'yesNo', label: '有山塘', required: true, yes: '是', no: '否' }
export const number = {
  kind: 'number',
  label: '几座',
  required: false,
  min: 0,
  max: 300,
  unit: '座',
  decimals: 0,
  showIf: { field: expect.any(String) as string, is: true },
}
export const taken = [
  {
    title: '山塘巡查',
    post: 'emergencyOfficeHead',
    evidence: 'record',
    due: 10,
    fields: [yesNo, number],
  },
  { title: '名单核对', post: 'emergencyOfficeClerk', evidence: 'confirm', due: 5, fields: [] },
]
export const but = (row: 0 | 1 | 2, set: Cells) =>
  good.map((cells, index) => (index === row ? { ...cells, ...set } : cells))
/** What it is, the rows, and where it is found. */
export type Mistake = [
  what: string,
  rows: readonly Cells[],
  fault: { row: number; column: Column; message: string },
]
/** Nothing is taken, the mistake is named, and no other row is accused. */
export async function expectFault(rows: readonly Cells[], { row, column, message }: Mistake[2]) {
  const { template, faults } = await read(await bytesOf(rows))
  expect(template).toBeNull()
  expect(faults).toContainEqual({ sheet: '清单', row, column: place(column), message })
  expect(new Set(faults.map((fault) => fault.row))).toEqual(new Set([row]))
}
