import type { Worksheet } from 'exceljs'
import type { Policy } from '../../config/policy'
import { Template, type Item } from '../../shared/checklist'
import type { Column as TableColumn, Condition, Field } from '../../shared/form'
import {
  columnNames,
  columns,
  counterWords,
  evidenceWords,
  everyWords,
  headOf,
  kindWords,
  neededColumns,
  unitWords,
  wordsOf,
  type Column,
} from './sheetColumns'
import {
  boundWords,
  conditionWords,
  derived,
  formulaWords,
  prefillWords,
  type Facts,
  type Question,
} from './sheetWords'
import { newWorkbook } from '../core/sheet'

type Row = Partial<Record<Column, string | number>>
const rowsWithChoices = 200

/** The empty file with two examples to overwrite: what can be chosen is chosen from a list, and a second sheet says what belongs where. */
export const sampleTemplate = (policy: Policy): Promise<Buffer> =>
  writeTemplate(example(policy), policy)

/** A list as a sheet; reading it gives the same list. */
export async function writeTemplate(template: Template, policy: Policy): Promise<Buffer> {
  const workbook = await newWorkbook()
  const sheet = workbook.addWorksheet('清单', { views: [{ state: 'frozen', ySplit: 1 }] })
  const about = workbook.addWorksheet('怎么填')
  const lists = workbook.addWorksheet('选项', { state: 'hidden' })
  sheet.columns = columnNames.map((key) => ({
    key,
    header: headOf(key),
    width: columns[key].width,
    style: { numFmt: '@', alignment: { wrapText: true, vertical: 'top' } },
  }))
  sheet.getRow(1).font = { bold: true }
  rowsOf(template, policy).forEach((row) => sheet.addRow(row))
  offer(sheet, lists, policy)
  about.columns = [
    { header: '表头', width: 14 },
    { header: '要写吗', width: 10 },
    { header: '写什么', width: 90 },
  ]
  about.getRow(1).font = { bold: true }
  for (const name of columnNames) {
    about.addRow([headOf(name), neededColumns.includes(name) ? '要' : '', columns[name].about])
  }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

/** Drop-downs, from a sheet that is not shown. */
function offer(sheet: Worksheet, lists: Worksheet, { posts }: Policy) {
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
    const { letter } = sheet.getColumn(index + 1)
    words?.forEach((word, row) => {
      lists.getCell(row + 1, index + 1).value = word
    })
    if (words) {
      for (let row = 2; row <= rowsWithChoices; row++) {
        sheet.getCell(`${letter}${row}`).dataValidation = {
          type: 'list',
          allowBlank: true,
          showErrorMessage: name !== 'prefill',
          formulae: [`选项!$${letter}$1:$${letter}$${words.length}`],
        }
      }
    }
  })
}

function rowsOf(template: Template, policy: Policy): Row[] {
  const { name, title, at, every, reviewed } = template
  const rows = template.items.flatMap((item) => {
    const questions = item.fields.map(questionOf)
    const asked = item.fields.flatMap((field) =>
      fieldRows(field, questions, policy.checklists.known),
    )
    const [first = {}, ...rest] = asked
    return [{ ...itemRow(item, policy), ...first }, ...rest]
  })
  Object.assign(rows[0]!, {
    list: title,
    at: at.map((kind) => unitWords[kind][0]).join('、'),
    every: everyWords[every][0],
    reviewed: reviewed ? '要' : '不要',
    listName: unlessDerived('list', title, name),
  })
  return rows
}
/** Numbers are shown only where the words do not give them. */
const unlessDerived = (mark: string, words: string, name: string) =>
  name === derived(mark, words) ? '' : name

const itemRow = (
  { name, title, help = '', months, post, evidence, due, counts }: Item,
  { posts }: Policy,
): Row => ({
  item: title,
  help,
  months: months?.join('、') ?? '',
  post: posts.posts.find((it) => it.name === post)?.title ?? post,
  evidence: evidenceWords[evidence][0],
  due,
  counts: counts ? counterWords[counts][0] : '',
  itemName: unlessDerived('item', title, name),
})
const questionOf = (field: Field | TableColumn): Question => ({
  id: field.id,
  label: field.label,
  kind: field.kind,
  yes: field.kind === 'yesNo' ? field.yes : '是',
  no: field.kind === 'yesNo' ? field.no : '否',
  options: 'options' in field ? field.options : [],
  columns: field.kind === 'table' ? field.columns.map(({ id, label }) => ({ id, label })) : [],
})

function fieldRows(field: Field, questions: readonly Question[], known: Facts): Row[] {
  const row = (it: Field | TableColumn): Row => ({
    ...common(it, questions, known),
    ...own(it, questions, known),
  })
  return [
    row(field),
    ...(field.kind === 'table'
      ? field.columns.map((column) => ({ ...row(column), table: field.label }))
      : []),
  ]
}
function common(field: Field | TableColumn, questions: readonly Question[], known: Facts): Row {
  const { id, label, kind, help = '', showIf } = field
  const words = (condition: Condition) => conditionWords(condition, questions)
  return {
    label,
    kind: kindWords[kind][0],
    hint: help,
    showIf: showIf ? words(showIf) : '',
    fieldId: unlessDerived('q', label, id),
    ...(field.kind === 'computed'
      ? {}
      : {
          required:
            typeof field.required === 'object' ? words(field.required) : field.required ? '是' : '',
          prefill: field.prefill ? prefillWords(field.prefill, known) : '',
        }),
  }
}
function own(field: Field | TableColumn, questions: readonly Question[], known: Facts): Row {
  const bound = (it: Parameters<typeof boundWords>[0] | undefined) =>
    it === undefined ? '' : boundWords(it, questions, known)
  const unlessUsual = (value: number, usual: number) => (value === usual ? '' : value)
  switch (field.kind) {
    case 'text':
      return { max: unlessUsual(field.most, 200), lines: unlessUsual(field.lines, 1) }
    case 'number':
      return {
        min: bound(field.min),
        max: bound(field.max),
        decimals: unlessUsual(field.decimals, 0),
        unit: field.unit ?? '',
      }
    case 'choice':
      return optionCells(field.options)
    case 'several':
      return { ...optionCells(field.options), min: field.least ?? '' }
    case 'date':
      return { min: field.from ?? '', max: field.to ?? '' }
    case 'photo':
      return { reason: field.reason, max: unlessUsual(field.most, 3) }
    case 'place':
    case 'signature':
      return { reason: field.reason }
    case 'yesNo':
      return field.yes === '是' && field.no === '否' && !field.remarkIf
        ? {}
        : {
            options: (['yes', 'no'] as const)
              .map((it) => `${field[it]}${field.remarkIf === it ? '（说明）' : ''}`)
              .join('；'),
          }
    case 'computed':
      return { formula: formulaWords(field.formula, questions, known), unit: field.unit ?? '' }
    case 'table':
      return { lines: unlessUsual(field.rows, 200) }
    default:
      return {}
  }
}
function optionCells(
  options: readonly { id: string; label: string; alone?: boolean | undefined }[],
): Row {
  const ids = options.map(({ id }) => id)
  const usual = options.every(({ id, label }) => id === derived('o', label))
  return {
    options: options.map(({ label, alone }) => `${label}${alone ? '（独选）' : ''}`).join('；'),
    optionIds: usual ? '' : ids.join('；'),
  }
}

/** Two items that show most of what there is. */
function example({ posts }: Policy): Template {
  const title = (office: boolean) =>
    posts.posts.find(
      ({ at, roles }) => at.includes('township') && roles.includes('office') === office,
    )!.name
  const field = (kind: Field['kind'], label: string, more: object) => ({
    id: derived('q', label),
    label,
    kind,
    ...more,
  })
  const checked = field('yesNo', '汛前检查都做了', { required: true, remarkIf: 'no' })
  const found = field('number', '查出问题', {
    min: 0,
    max: 500,
    unit: '处',
    required: true,
    showIf: { field: checked.id, is: true },
  })
  const kinds = ['都没有', '水库', '山塘', '海塘'].map((label, index) => ({
    id: derived('o', label),
    label,
    ...(index ? {} : { alone: true }),
  }))
  return Template.parse({
    name: derived('list', '防汛检查清单'),
    title: '防汛检查清单',
    at: ['township', 'area'],
    every: 'once',
    items: [
      {
        name: derived('item', '汛前检查'),
        title: '汛前检查',
        help: '水库、山塘、海塘都要到',
        post: title(true),
        evidence: 'record',
        due: 25,
        fields: [
          checked,
          found,
          field('several', '有问题的是', {
            options: kinds,
            required: { field: found.id, atLeast: 1 },
            showIf: { field: found.id, atLeast: 1 },
          }),
        ],
      },
      {
        name: derived('item', '队伍名单核对'),
        title: '队伍名单核对',
        post: title(false),
        evidence: 'confirm',
        due: 10,
        fields: [
          field('number', '抢险队员', { min: 0, unit: '人', required: true, prefill: 'last' }),
        ],
      },
    ],
  })
}
