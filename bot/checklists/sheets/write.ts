import type { Worksheet } from 'exceljs'
import type { Policy } from '../../../config/policy'
import type { Item, Template } from '../../../shared/checklist'
import type { Bound, Column as TableColumn, Condition, Field } from '../../../shared/form'
import { newWorkbook } from '../../core/sheet'
import { postTitle } from '../../org/postKinds'
import { derived } from './cells'
import { columnNames, columns, headOf, neededColumns, type Column } from './columns'
import { conditionWords } from './conditions'
import { boundWords, formulaWords, prefillWords, type Facts } from './formulas'
import type { Question } from './references'
import { counterWords, evidenceWords, everyWords, kindWords, unitWords, wordsOf } from './words'

type Row = Partial<Record<Column, string | number>>
type AnyField = Field | TableColumn
const rowsWithChoices = 200

/** A list as a sheet; reading it gives the same list. A second sheet says what belongs where. */
export async function writeTemplate(template: Template, policy: Policy): Promise<Buffer> {
  const workbook = await newWorkbook()
  const sheet = workbook.addWorksheet('清单', { views: [{ state: 'frozen', ySplit: 1 }] })
  const about = workbook.addWorksheet('怎么填')
  const lists = workbook.addWorksheet('选项', { state: 'hidden' })
  writeList(sheet, template, policy)
  offerChoices(sheet, lists, policy)
  explainColumns(about)
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

function writeList(sheet: Worksheet, template: Template, policy: Policy) {
  sheet.columns = columnNames.map((key) => ({
    key,
    header: headOf(key),
    width: columns[key].width,
    style: { numFmt: '@', alignment: { wrapText: true, vertical: 'top' } },
  }))
  sheet.getRow(1).font = { bold: true }
  for (const row of rowsOf(template, policy)) sheet.addRow(row)
}
function explainColumns(about: Worksheet) {
  about.columns = [
    { header: '表头', width: 14 },
    { header: '要写吗', width: 10 },
    { header: '写什么', width: 90 },
  ]
  about.getRow(1).font = { bold: true }
  for (const name of columnNames) {
    about.addRow([headOf(name), neededColumns.includes(name) ? '要' : '', columns[name].about])
  }
}
/** Drop-downs, from a sheet that is not shown. */
function offerChoices(sheet: Worksheet, lists: Worksheet, { posts }: Policy) {
  const choices: Partial<Record<Column, readonly string[]>> = {
    every: wordsOf(everyWords),
    reviewed: ['要', '不要'],
    post: posts.posts.map(({ title }) => title),
    evidence: wordsOf(evidenceWords),
    counts: wordsOf(counterWords),
    kind: wordsOf(kindWords),
    prefill: ['上期'],
  }
  columnNames.forEach((name, index) => {
    const words = choices[name]
    if (!words) return
    const { letter } = sheet.getColumn(index + 1)
    words.forEach((word, row) => {
      lists.getCell(row + 1, index + 1).value = word
    })
    for (let row = 2; row <= rowsWithChoices; row++) {
      sheet.getCell(`${letter}${row}`).dataValidation = {
        type: 'list',
        allowBlank: true,
        showErrorMessage: name !== 'prefill',
        formulae: [`选项!$${letter}$1:$${letter}$${words.length}`],
      }
    }
  })
}

function rowsOf(template: Template, policy: Policy): Row[] {
  const { name, title, at, every, reviewed } = template
  const rows = template.items.flatMap((item) => itemRows(item, policy))
  const [first, ...others] = rows
  const list = {
    list: title,
    at: at.map((kind) => unitWords[kind][0]).join('、'),
    every: everyWords[every][0],
    reviewed: reviewed ? '要' : '不要',
    listName: unlessDerived('list', title, name),
  }
  return [{ ...first, ...list }, ...others]
}
/** The item stands in the row of its first question. */
function itemRows(item: Item, policy: Policy): Row[] {
  const questions = item.fields.map(questionOf)
  const writer = new FieldWriter(questions, policy.checklists.known)
  const [first, ...others] = item.fields.flatMap((field) => writer.rows(field))
  return [{ ...itemRow(item, policy), ...first }, ...others]
}
const itemRow = (
  { name, title, help = '', months, post, evidence, due, counts }: Item,
  policy: Policy,
): Row => ({
  item: title,
  help,
  months: months?.join('、') ?? '',
  post: postTitle({ policy }, post) ?? post,
  evidence: evidenceWords[evidence][0],
  due,
  counts: counts ? counterWords[counts][0] : '',
  itemName: unlessDerived('item', title, name),
})
/** Numbers are shown only where the words do not give them. */
const unlessDerived = (mark: string, words: string, name: string) =>
  name === derived(mark, words) ? '' : name
const unlessUsual = (value: number, usual: number) => (value === usual ? '' : value)

const questionOf = (field: AnyField): Question => ({
  id: field.id,
  label: field.label,
  kind: field.kind,
  yes: field.kind === 'yesNo' ? field.yes : '是',
  no: field.kind === 'yesNo' ? field.no : '否',
  options: 'options' in field ? field.options : [],
  columns: field.kind === 'table' ? field.columns.map(({ id, label }) => ({ id, label })) : [],
})

/** Writes a question in words that speak of the other questions of its item. */
class FieldWriter {
  constructor(
    private readonly questions: readonly Question[],
    private readonly facts: Facts,
  ) {}

  /** A table is followed by its columns. */
  rows(field: Field): Row[] {
    if (field.kind !== 'table') return [this.row(field)]
    const inside = field.columns.map((column) => ({ ...this.row(column), table: field.label }))
    return [this.row(field), ...inside]
  }
  private row(field: AnyField): Row {
    const { id, label, kind, help = '', showIf } = field
    return {
      label,
      kind: kindWords[kind][0],
      hint: help,
      showIf: showIf ? this.condition(showIf) : '',
      fieldId: unlessDerived('q', label, id),
      ...this.askingCells(field),
      ...this.limitCells(field),
      ...optionCells(field),
      ...('reason' in field && { reason: field.reason }),
      ...('decimals' in field && { decimals: unlessUsual(field.decimals, 0) }),
      ...((field.kind === 'number' || field.kind === 'computed') && { unit: field.unit ?? '' }),
      ...('formula' in field && {
        formula: formulaWords(field.formula, this.questions, this.facts),
      }),
    }
  }
  /** What is computed is not asked. */
  private askingCells(field: AnyField): Row {
    if (field.kind === 'computed') return {}
    return {
      required: this.requiredWords(field.required),
      prefill: field.prefill ? prefillWords(field.prefill, this.facts) : '',
    }
  }
  private requiredWords(required: boolean | Condition): string {
    if (typeof required === 'object') return this.condition(required)
    return required ? '是' : ''
  }
  private limitCells(field: AnyField): Row {
    if (field.kind === 'text') {
      return { max: unlessUsual(field.most, 200), lines: unlessUsual(field.lines, 1) }
    }
    if (field.kind === 'number') return { min: this.bound(field.min), max: this.bound(field.max) }
    if (field.kind === 'several') return { min: field.least ?? '' }
    if (field.kind === 'date') return { min: field.from ?? '', max: field.to ?? '' }
    if (field.kind === 'photo') return { max: unlessUsual(field.most, 3) }
    return field.kind === 'table' ? { lines: unlessUsual(field.rows, 200) } : {}
  }

  private condition(condition: Condition) {
    return conditionWords(condition, this.questions)
  }
  private bound(bound: Bound | undefined) {
    return bound === undefined ? '' : boundWords(bound, this.questions, this.facts)
  }
}

function optionCells(field: AnyField): Row {
  if (field.kind === 'yesNo') return yesNoCells(field)
  if (!('options' in field)) return {}
  const { options } = field
  const isDerived = options.every(({ id, label }) => id === derived('o', label))
  return {
    options: options.map(({ label, alone }) => `${label}${alone ? '（独选）' : ''}`).join('；'),
    optionIds: isDerived ? '' : options.map(({ id }) => id).join('；'),
  }
}
function yesNoCells({ yes, no, remarkIf }: Extract<Field, { kind: 'yesNo' }>): Row {
  if (yes === '是' && no === '否' && !remarkIf) return {}
  const remark = (answer: 'yes' | 'no') => (remarkIf === answer ? '（说明）' : '')
  return { options: `${yes}${remark('yes')}；${no}${remark('no')}` }
}
