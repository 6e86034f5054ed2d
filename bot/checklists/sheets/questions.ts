import type { FieldKind } from '../../../shared/form'
import { tight } from '../../core/text'
import { derived, numberIn, Unclear } from './cells'
import { columnNames, columnsOf, headOf, itemColumns, listColumns, type Column } from './columns'
import { conditionIn } from './conditions'
import { boundIn, factIn, formulaIn, type Facts } from './formulas'
import { optionsIn, type Option } from './options'
import type { Line } from './page'
import type { Question } from './references'
import type { Sheet } from './sheet'
import { kindWords, wordIn, wordsOf } from './words'

type RawField = { id: string; label: string; kind: FieldKind; [property: string]: unknown }
/** A question as read: not yet checked, and with the way back to its cells. */
export type Asked = {
  line: Line
  field: RawField
  lineOf: (path: readonly PropertyKey[]) => Line
  columnOf: (path: readonly PropertyKey[]) => Column
}
/** A question whose conditions and bounds are not read yet; `columns` are those of a table. */
type Draft = { line: Line; question: Question; options: Option[]; columns: Draft[] }

const questionColumns = columnNames.filter(
  (column) => !listColumns.includes(column) && !itemColumns.includes(column) && column !== 'label',
)

/** The questions of one item: first what there is, then what speaks of one another. */
export function questionsIn(sheet: Sheet, lines: readonly Line[]): Asked[] {
  const drafts = draftsOf(sheet, lines).map((draft): Draft => {
    const columns = draft.columns.map((column) => column.question)
    return { ...draft, question: { ...draft.question, columns } }
  })
  const questions = drafts.map((draft) => draft.question)
  return drafts.map((draft) => askedOf(sheet, draft, questions))
}

function draftsOf(sheet: Sheet, lines: readonly Line[]): Draft[] {
  const drafts: Draft[] = []
  for (const line of lines) {
    const draft = draftOf(sheet, line)
    if (!draft) continue
    const table = line.text('table')
    const owner = drafts.find(
      ({ question }) => question.kind === 'table' && tight(question.label) === tight(table),
    )
    if (!table) drafts.push(draft)
    else if (owner) owner.columns.push(draft)
    else sheet.fault(line.row, 'table', `上面没有叫「${table}」的表格`)
  }
  return drafts
}
function draftOf(sheet: Sheet, line: Line): Draft | null {
  const label = line.own('label')
  if (!label) {
    const stray = questionColumns.find((column) => line.own(column))
    if (stray) sheet.fault(line.row, 'label', `写了${headOf(stray)}，却没有写题目`)
    return null
  }
  sheet.needed(line, 'kind', wordsOf(kindWords).join('、'))
  const kind = sheet.cell(line, 'kind', (text) => wordIn(kindWords, text))
  if (!kind) return null
  refuseUseless(sheet, line, kind)
  const options = optionsIn(sheet, line, kind)
  const question = {
    id: line.text('fieldId') || derived('q', label),
    label,
    kind,
    ...answersOf(kind, options),
    columns: [],
  }
  return { line, options, columns: [], question }
}
/** How the answers are called. */
function answersOf(kind: FieldKind, options: Option[]): Pick<Question, 'yes' | 'no' | 'options'> {
  if (kind !== 'yesNo') return { yes: '是', no: '否', options }
  const [yes, no] = options
  return { yes: yes?.label ?? '是', no: no?.label ?? '否', options: [] }
}
/** A cell that means nothing for this kind of question would be lost without a word. */
function refuseUseless(sheet: Sheet, line: Line, kind: FieldKind) {
  const used: readonly Column[] = ['kind', 'fieldId', ...columnsOf[kind]]
  for (const column of questionColumns) {
    if (!line.own(column) || used.includes(column)) continue
    sheet.fault(line.row, column, `「${headOf(column)}」对${kindWords[kind][0]}题没有用，请清空`)
  }
}

function askedOf(sheet: Sheet, draft: Draft, questions: readonly Question[]): Asked {
  const { line, columns } = draft
  return {
    line,
    field: new FieldReader(sheet, draft, questions).read(),
    lineOf: ([first, index]) =>
      first === 'columns' ? (columns[Number(index)]?.line ?? line) : line,
    columnOf: ([first, , inner]) => columnFor(first === 'columns' ? inner : first),
  }
}
/** The cell that a property of a field comes from; what is not here comes from the label. */
const columnsByProperty: ReadonlyMap<PropertyKey | undefined, Column> = new Map([
  ['id', 'fieldId'],
  ['kind', 'kind'],
  ['help', 'hint'],
  ['options', 'options'],
  ['yes', 'options'],
  ['no', 'options'],
  ['required', 'required'],
  ['showIf', 'showIf'],
  ['unit', 'unit'],
  ['min', 'min'],
  ['least', 'min'],
  ['from', 'min'],
  ['max', 'max'],
  ['most', 'max'],
  ['to', 'max'],
  ['decimals', 'decimals'],
  ['lines', 'lines'],
  ['rows', 'lines'],
  ['prefill', 'prefill'],
  ['reason', 'reason'],
  ['formula', 'formula'],
])
const columnFor = (property: PropertyKey | undefined): Column =>
  columnsByProperty.get(property) ?? 'label'

type Properties = Record<string, unknown>
const isSaid = (value: unknown) => value !== undefined && value !== ''
const said = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => isSaid(value)))

/** Reads what stands in the row of a question, when all questions of the item are known. */
class FieldReader {
  private readonly facts: Facts
  constructor(
    private readonly sheet: Sheet,
    private readonly draft: Draft,
    private readonly questions: readonly Question[],
  ) {
    this.facts = sheet.policy.checklists.known
  }

  read(): RawField {
    const { id, label, kind } = this.draft.question
    const own = said(this.ofKind[kind]())
    this.refuseMissing()
    return { id, label, kind, ...own, ...said(this.ofEveryKind()) }
  }

  /** What belongs to the kind alone. */
  private readonly ofKind: Readonly<Record<FieldKind, () => Properties>> = {
    text: () => ({ most: this.number('max'), lines: this.number('lines') }),
    number: () => ({
      min: this.bound('min'),
      max: this.bound('max'),
      decimals: this.number('decimals'),
      unit: this.text('unit'),
    }),
    choice: () => ({ options: this.options() }),
    several: () => ({ options: this.options(), least: this.number('min') }),
    date: () => ({ from: this.number('min'), to: this.number('max') }),
    photo: () => ({ reason: this.text('reason'), most: this.number('max') }),
    place: () => ({ reason: this.text('reason') }),
    signature: () => ({ reason: this.text('reason') }),
    person: () => ({}),
    yesNo: () => this.yesNo(),
    computed: () => ({ formula: this.formula(), unit: this.text('unit') }),
    table: () => ({ columns: this.columns(), rows: this.number('lines') }),
  }
  private ofEveryKind(): Properties {
    const help = this.text('hint')
    const showIf = this.cell('showIf', (text) => conditionIn(text, this.questions))
    if (this.draft.question.kind === 'computed') return { help, showIf }
    const required = this.cell('required', (text) => this.requiredIn(text))
    const prefill = this.cell('prefill', (text) => this.prefillIn(text))
    return { help, showIf, required, prefill }
  }
  private refuseMissing() {
    const { line, question, columns } = this.draft
    if (['photo', 'place', 'signature'].includes(question.kind)) {
      this.sheet.needed(line, 'reason', '为什么非要不可')
    }
    if (question.kind === 'computed') this.sheet.needed(line, 'formula', '「甲」+「乙」')
    if (question.kind === 'table' && !columns.length) {
      this.sheet.fault(line.row, 'label', '表格还没有列：下面几行写所在表')
    }
  }

  private cell<T>(column: Column, understand: (text: string) => T): T | undefined {
    return this.sheet.cell(this.draft.line, column, understand)
  }
  private text(column: Column) {
    return this.draft.line.text(column)
  }
  private number(column: Column) {
    return this.cell(column, numberIn)
  }
  private bound(column: Column) {
    return this.cell(column, (text) => boundIn(text, this.questions, this.facts))
  }
  private formula() {
    return this.cell('formula', (text) => formulaIn(text, this.questions, this.facts))
  }
  private options() {
    return this.draft.options.map(({ id, label, alone }) => ({
      id,
      label,
      ...(alone && { alone }),
    }))
  }
  private yesNo(): Properties {
    const [yes, no] = this.draft.options
    const remarkIf = yes?.remark ? 'yes' : no?.remark && 'no'
    return { yes: yes?.label, no: no?.label, remarkIf }
  }
  private columns() {
    return this.draft.columns.map((column) =>
      new FieldReader(this.sheet, column, this.questions).read(),
    )
  }

  private requiredIn(text: string) {
    const word = tight(text)
    if (['是', '必填', '要', '√', '✓', '1', 'Y'].includes(word)) return true
    if (['否', '选填', '不要', '0', 'N'].includes(word)) return undefined
    return conditionIn(text, this.questions)
  }
  private prefillIn(text: string) {
    const name = factIn(text, this.facts)
    if (name !== null) return { known: name }
    const word = tight(text)
    if (['上期', '上月', '上次', '是'].includes(word)) return 'last'
    if (['否', '无'].includes(word)) return undefined
    throw new Unclear(`不认识「${text}」，可以写：上期，或 系统：名称`)
  }
}
