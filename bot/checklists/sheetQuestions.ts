import type { z } from 'zod'
import type { FieldKind } from '../../shared/form'
import {
  columnsOf,
  headOf,
  itemColumns,
  kindWords,
  listColumns,
  columnNames,
  wordsOf,
  named,
  type Column,
} from './sheetColumns'
import type { Line } from './sheetPage'
import type { Sheet } from './sheets'
import {
  boundIn,
  conditionIn,
  derived,
  factIn,
  formulaIn,
  numberIn,
  partsOf,
  Unclear,
  type Question,
} from './sheetWords'
import { tight } from '../core/text'

type Raw = { id: string; label: string; kind: FieldKind; [property: string]: unknown }
/** A question as read: not yet checked, and with the way back to its cells. */
export type Asked = {
  line: Line
  field: Raw
  lineOf: (path: readonly PropertyKey[]) => Line
  columnOf: (path: readonly PropertyKey[]) => Column
}
type Option = { id: string; label: string; alone?: true; remark?: true }
type Draft = { line: Line; question: Question; options: Option[]; columns: Draft[] }

const questionColumns = columnNames.filter(
  (column) => !listColumns.includes(column) && !itemColumns.includes(column) && column !== 'label',
)

/** The questions of one item: first what there is, then what speaks of one another. */
export function questionsIn(sheet: Sheet, lines: readonly Line[]): Asked[] {
  const drafts: Draft[] = []
  for (const line of lines) {
    const draft = draftOf(sheet, line)
    if (!draft) continue
    const table = line.text('table')
    if (!table) {
      drafts.push(draft)
      continue
    }
    const owner = drafts.find(
      ({ question }) => question.kind === 'table' && tight(question.label) === tight(table),
    )
    if (owner) owner.columns.push(draft)
    else sheet.fault(line.row, 'table', `上面没有叫「${table}」的表格`)
  }
  for (const draft of drafts) {
    draft.question = { ...draft.question, columns: draft.columns.map(({ question }) => question) }
  }
  const questions = drafts.map(({ question }) => question)
  return drafts.map((draft) => askedOf(sheet, draft, questions))
}

function draftOf(sheet: Sheet, line: Line): Draft | null {
  const label = line.own('label')
  if (!label) {
    const stray = questionColumns.find((column) => line.own(column))
    if (stray) sheet.fault(line.row, 'label', `写了${headOf(stray)}，却没有写题目`)
    return null
  }
  sheet.needed(line, 'kind', wordsOf(kindWords).join('、'))
  const kind = sheet.cell(line, 'kind', (text) => {
    const name = named(kindWords, text)
    if (!name) throw new Unclear(`不认识「${text}」，可以写：${wordsOf(kindWords).join('、')}`)
    return name
  })
  if (!kind) return null
  for (const column of questionColumns) {
    if (
      !['kind', 'fieldId'].includes(column) &&
      line.own(column) &&
      !columnsOf[kind].includes(column)
    ) {
      sheet.fault(line.row, column, `「${headOf(column)}」对${kindWords[kind][0]}题没有用，请清空`)
    }
  }
  const options = optionsOf(sheet, line, kind)
  const [yes, no] = kind === 'yesNo' ? options : []
  return {
    line,
    options,
    columns: [],
    question: {
      id: line.text('fieldId') || derived('q', label),
      label,
      kind,
      yes: yes?.label ?? '是',
      no: no?.label ?? '否',
      options: kind === 'yesNo' ? [] : options,
      columns: [],
    },
  }
}

/** 「都没有（独选）」「否（说明）」 */
function optionsOf(sheet: Sheet, line: Line, kind: FieldKind): Option[] {
  const asks = kind === 'choice' || kind === 'several'
  if (!asks && kind !== 'yesNo') return []
  if (asks) sheet.needed(line, 'options', '至少两个，用「；」隔开')
  const ids = partsOf(line.text('optionIds'))
  const options = (sheet.cell(line, 'options', partsOf) ?? []).map((part, index): Option => {
    const [, label = part, mark] = /^(.+?)\s*[（(](独选|说明)[）)]$/.exec(part) ?? []
    return {
      id: ids[index] ?? derived('o', label),
      label,
      ...(mark === '独选' && { alone: true as const }),
      ...(mark === '说明' && { remark: true as const }),
    }
  })
  const wrong =
    kind === 'yesNo'
      ? options.length && options.length !== 2
        ? '是否题写两个选项，用「；」隔开'
        : options.some((it) => it.alone)
          ? '（独选）只能用在多选里'
          : options.every((it) => it.remark) && options.length
            ? '（说明）只能写在一个答案后面'
            : null
      : options.some((it) => it.remark)
        ? '（说明）只能用在是否题里'
        : kind === 'choice' && options.some((it) => it.alone)
          ? '（独选）只能用在多选里'
          : null
  if (wrong) sheet.fault(line.row, 'options', wrong)
  if (ids.length && ids.length !== options.length) {
    sheet.fault(line.row, 'optionIds', `有 ${options.length} 个选项，${ids.length} 个编号`)
  }
  return options
}

function askedOf(sheet: Sheet, draft: Draft, questions: readonly Question[]): Asked {
  const { line, columns } = draft
  return {
    line,
    field: fieldOf(sheet, draft, questions),
    lineOf: ([first, index]) =>
      first === 'columns' ? (columns[Number(index)]?.line ?? line) : line,
    columnOf: ([first, , inner]) => (first === 'columns' ? cellOf(inner) : cellOf(first)),
  }
}
const cells: Readonly<Record<string, Column>> = {
  id: 'fieldId',
  kind: 'kind',
  help: 'hint',
  options: 'options',
  yes: 'options',
  no: 'options',
  required: 'required',
  showIf: 'showIf',
  unit: 'unit',
  min: 'min',
  least: 'min',
  from: 'min',
  max: 'max',
  most: 'max',
  to: 'max',
  decimals: 'decimals',
  lines: 'lines',
  rows: 'lines',
  prefill: 'prefill',
  reason: 'reason',
  formula: 'formula',
}
const cellOf = (property: PropertyKey | undefined): Column => cells[String(property)] ?? 'label'

function fieldOf(sheet: Sheet, draft: Draft, questions: readonly Question[]): Raw {
  const {
    line,
    question: { id, label, kind },
  } = draft
  const { known } = sheet.policy.checklists
  const cell = <T>(column: Column, understand: (text: string) => T) =>
    sheet.cell(line, column, understand)
  const field: Raw = { id, label, kind, ...own(sheet, draft, questions) }
  const set = (name: string, value: unknown) => {
    if (value !== undefined && value !== '') field[name] = value
  }
  set('help', line.text('hint'))
  set(
    'showIf',
    cell('showIf', (text) => conditionIn(text, questions)),
  )
  if (kind === 'computed') return field
  set(
    'required',
    cell('required', (text) =>
      ['是', '必填', '要', '√', '✓', '1', 'Y'].includes(tight(text))
        ? true
        : ['否', '选填', '不要', '0', 'N'].includes(tight(text))
          ? undefined
          : conditionIn(text, questions),
    ),
  )
  set(
    'prefill',
    cell('prefill', (text) => {
      const name = factIn(text, known)
      if (name !== null) return { known: name }
      if (['上期', '上月', '上次', '是'].includes(tight(text))) return 'last'
      if (['否', '无'].includes(tight(text))) return undefined
      throw new Unclear(`不认识「${text}」，可以写：上期，或 系统：名称`)
    }),
  )
  return field
}

/** What belongs to the kind alone. */
function own(
  sheet: Sheet,
  { line, options, columns }: Draft,
  questions: readonly Question[],
): Record<string, unknown> {
  const { known } = sheet.policy.checklists
  const kind = named(kindWords, line.text('kind'))
  const number = (column: Column) => sheet.cell(line, column, numberIn)
  const bound = (column: Column) =>
    sheet.cell(line, column, (text) => boundIn(text, questions, known))
  const found: Record<string, unknown> = {
    text: () => ({ most: number('max'), lines: number('lines') }),
    number: () => ({
      min: bound('min'),
      max: bound('max'),
      decimals: number('decimals'),
      unit: line.text('unit') || undefined,
    }),
    choice: () => ({ options: plain(options) }),
    several: () => ({ options: plain(options), least: number('min') }),
    date: () => ({ from: number('min'), to: number('max') }),
    photo: () => ({ reason: line.text('reason'), most: number('max') }),
    place: () => ({ reason: line.text('reason') }),
    signature: () => ({ reason: line.text('reason') }),
    person: () => ({}),
    yesNo: () => ({
      yes: options[0]?.label,
      no: options[1]?.label,
      remarkIf: options[0]?.remark ? 'yes' : options[1]?.remark ? 'no' : undefined,
    }),
    computed: () => ({
      formula: sheet.cell(line, 'formula', (text) => formulaIn(text, questions, known)),
      unit: line.text('unit') || undefined,
    }),
    table: () => ({
      columns: columns.map((column) => fieldOf(sheet, column, questions)),
      rows: number('lines'),
    }),
  }[kind!]()
  if (kind === 'photo' || kind === 'place' || kind === 'signature') {
    sheet.needed(line, 'reason', '为什么非要不可')
  }
  if (kind === 'computed') sheet.needed(line, 'formula', '「甲」+「乙」')
  if (kind === 'table' && !columns.length) {
    sheet.fault(line.row, 'label', '表格还没有列：下面几行写所在表')
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}
const plain = (options: readonly Option[]) =>
  options.map(({ id, label, alone }) => ({ id, label, ...(alone && { alone }) }))

/** What the schema complains of, in a sentence. */
export function complaint(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') {
    return issue.origin === 'string'
      ? `太长了，最多 ${String(issue.maximum)} 个字`
      : issue.origin === 'array'
        ? `太多了，最多 ${String(issue.maximum)} 个`
        : `不能大于 ${String(issue.maximum)}`
  }
  if (issue.code === 'too_small') {
    return issue.origin === 'string'
      ? `太短了，至少 ${String(issue.minimum)} 个字`
      : issue.origin === 'array'
        ? `太少了，至少 ${String(issue.minimum)} 个`
        : `不能小于 ${String(issue.minimum)}`
  }
  if (issue.code === 'invalid_format') return '编号只能是小写英文开头的字母和数字'
  if (issue.code === 'invalid_type' && issue.expected === 'int') return '要填整数'
  return issue.code === 'invalid_union' && issue.path.at(-1) !== 'kind'
    ? '填的不对，请照模板的样子写'
    : '这里不能这样用'
}
