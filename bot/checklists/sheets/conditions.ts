import type { Condition } from '../../../shared/form'
import { tight } from '../../core/text'
import { numberIn, Unclear } from './cells'
import { namedIn, questionNamed, quotable, referenceTo, type Question } from './references'

/** `quoted`: the name of a question or an answer, in quotes or without; else a sign. */
type Token = { quoted: boolean; text: string }
const signs: ReadonlyMap<string, string> = new Map([
  ['＝', '='],
  ['==', '='],
  ['>=', '≥'],
  ['<=', '≤'],
  ['（', '('],
  ['）', ')'],
  ['!=', '≠'],
  ['＋', '+'],
  ['－', '-'],
  ['和', '且'],
  ['／', '/'],
])
const tokens =
  /「([^」]*)」|(==|>=|<=|!=|[()（）=＝≥≤≠+＋/／]|且|或|非|已填|未填|行数|合计)|((?:(?!已填|未填|行数|合计)[^「」()（）=＝≥≤≠<>!+＋/／且或非])+)|(.)/gsu

function tokensOf(text: string): Token[] {
  return [...text.matchAll(tokens)].flatMap(([, quoted, sign, bare, strange]): Token[] => {
    if (strange?.trim()) throw new Unclear(`条件看不懂：「${text}」`)
    if (quoted !== undefined) return [{ quoted: true, text: quoted.trim() }]
    if (sign) return [{ quoted: false, text: signs.get(sign) ?? sign }]
    const word = bare?.trim()
    return word ? [{ quoted: true, text: word }] : []
  })
}

/** 「有渔船」=是 且 (「几艘」≥1 或 非 「报备」已填): 或 binds less than 且. */
export const conditionIn = (text: string, questions: readonly Question[]): Condition =>
  new ConditionReader(text, questions).read()

/** More than anybody writes, and less than the stack of calls takes. */
const maxTokens = 200

class ConditionReader {
  private readonly tokens: readonly Token[]
  private at = 0
  constructor(
    private readonly text: string,
    private readonly questions: readonly Question[],
  ) {
    this.tokens = tokensOf(text)
  }

  read(): Condition {
    const condition = this.alternatives()
    if (this.at < this.tokens.length) throw this.unclear()
    return condition
  }

  private alternatives(): Condition {
    const any = this.chain('或', () => this.conjunction())
    return any.length > 1 ? { any } : any[0]!
  }
  private conjunction(): Condition {
    const all = this.chain('且', () => this.single())
    return all.length > 1 ? { all } : all[0]!
  }
  private chain(sign: string, readPart: () => Condition): Condition[] {
    const parts = [readPart()]
    while (this.takeSign(sign)) parts.push(readPart())
    return parts
  }
  private single(): Condition {
    if (this.at > maxTokens) throw this.unclear()
    if (this.takeSign('非')) return { not: this.single() }
    if (!this.takeSign('(')) return this.comparison()
    const inside = this.alternatives()
    if (!this.takeSign(')')) throw this.unclear()
    return inside
  }
  private comparison(): Condition {
    const question = questionNamed(this.takeWord(), this.questions)
    const field = question.id
    if (this.takeSign('已填')) return { field, answered: true }
    if (this.takeSign('未填')) return { field, answered: false }
    if (this.takeSign('≥')) return { field, atLeast: numberIn(this.takeWord()) }
    if (this.takeSign('≤')) return { field, atMost: numberIn(this.takeWord()) }
    if (this.takeSign('≠')) return { not: { field, is: valueIn(this.takeWord(), question) } }
    if (!this.takeSign('=')) throw this.unclear()
    const values = [valueIn(this.takeWord(), question)]
    while (this.takeSign('/')) values.push(valueIn(this.takeWord(), question))
    if (values.length === 1) return { field, is: values[0]! }
    return { field, oneOf: values.filter((value) => typeof value !== 'boolean') }
  }

  private takeSign(sign: string): boolean {
    const token = this.tokens[this.at]
    if (token?.quoted !== false || token.text !== sign) return false
    this.at++
    return true
  }
  private takeWord(): string {
    const token = this.tokens[this.at++]
    if (!token?.quoted) throw this.unclear()
    return token.text
  }
  private unclear() {
    return new Unclear(`条件看不懂：「${this.text}」，请写成 「题目」=选项`)
  }
}

type Value = string | number | boolean
function valueIn(word: string, question: Question): Value {
  const { kind } = question
  if (kind === 'number' || kind === 'computed') return numberIn(word)
  if (kind === 'choice' || kind === 'several') return optionIn(word, question)
  return kind === 'yesNo' ? yesIn(word, question) : word
}
/** The words of the question count, and 是 and 否 besides, where they do not say both. */
function yesIn(word: string, { label, yes, no }: Question): boolean {
  const says = (words: readonly string[]) => words.some((it) => tight(it) === tight(word))
  const isYes = says([yes, '是'])
  const isNo = says([no, '否'])
  if (isYes === isNo) throw new Unclear(`「${label}」没有「${word}」这个答案`)
  return isYes
}
function optionIn(word: string, { label, options }: Question): string {
  const option = namedIn(word, options)
  if (!option) throw new Unclear(`「${label}」没有「${word}」这个选项`)
  return option.id
}

/** The same in words, so that reading gives it back. */
export function conditionWords(
  condition: Condition,
  questions: readonly Question[],
  inner = false,
): string {
  const joined = (parts: readonly Condition[], sign: string) => {
    const text = parts.map((it) => conditionWords(it, questions, true)).join(` ${sign} `)
    return inner ? `(${text})` : text
  }
  if ('all' in condition) return joined(condition.all, '且')
  if ('any' in condition) return joined(condition.any, '或')
  if ('not' in condition) return `非 ${conditionWords(condition.not, questions, true)}`

  const name = referenceTo(condition.field, questions)
  if ('answered' in condition) return `${name}${condition.answered ? '已填' : '未填'}`
  if ('atLeast' in condition) return `${name}≥${condition.atLeast}`
  if ('atMost' in condition) return `${name}≤${condition.atMost}`

  const question = questions.find((it) => it.id === condition.field)
  const values: readonly Value[] = 'is' in condition ? [condition.is] : condition.oneOf
  return `${name}=${values.map((value) => `「${answerWord(value, question)}」`).join('/')}`
}
function answerWord(value: Value, question: Question | undefined): string {
  if (value === true) return question?.yes ?? '是'
  if (value === false) return question?.no ?? '否'
  const label = question?.options.find((it) => it.id === value)?.label ?? String(value)
  return quotable(label) ? label : String(value)
}
