import type { Policy } from '../../config/policy'
import { Template } from '../../shared/checklist'
import { faultsOf } from '../../shared/form'
import { kindsByTitle } from '../org/postKinds'
import {
  counterWords,
  evidenceWords,
  everyWords,
  headOf,
  itemColumns,
  listColumns,
  named,
  unitWords,
  wordsOf,
  type Column,
} from './sheetColumns'
import { pageOf, type Line, type Page, type SheetFault } from './sheetPage'
import { complaint, questionsIn, type Asked } from './sheetQuestions'
import { derived, monthsIn, numberIn, partsOf, Unclear } from './sheetWords'
import { tight } from '../core/text'
import { openWorkbook } from '../core/sheet'

/** What the rules of burden say of all lists together (`checkBurden` of config): the new list is the last one of `templates`. */
export type Lint = (
  checklists: Policy['checklists'],
) => { path: readonly PropertyKey[]; what: string }[]
export type Reading = { template: Template | null; faults: SheetFault[] }
type Group = { line: Line; lines: Line[]; title: string; asked: Asked[] }

/** A list by Excel. Either it can be used as it is, or every mistake is named with sheet, row and column. */
export async function readTemplate(bytes: Buffer, policy: Policy, lint: Lint): Promise<Reading> {
  return new Sheet(pageOf(await openWorkbook(bytes)), policy).read(lint)
}
/** A sheet being read: its faults so far, and the way from what was understood back to the cell. */
export class Sheet {
  readonly faults: SheetFault[] = []
  constructor(
    readonly page: Page,
    readonly policy: Policy,
  ) {}

  fault(row: number, column: Column, message: string) {
    const fault = { sheet: this.page.name, row, column: this.page.place(column), message }
    if (
      !this.faults.some(
        (it) => it.row === row && it.column === fault.column && it.message === message,
      )
    ) {
      this.faults.push(fault)
    }
  }
  /** What a filled cell says; a cell that is not to be understood is a fault, an empty one says nothing. */
  cell<T>(line: Line, column: Column, understand: (text: string) => T): T | undefined {
    const text = line.text(column)
    try {
      return text ? understand(text) : undefined
    } catch (error) {
      if (!(error instanceof Unclear)) throw error
      this.fault(line.row, column, error.message)
    }
  }
  needed(line: Line, column: Column, what: string) {
    if (!line.text(column)) this.fault(line.row, column, `没有写${headOf(column)}：${what}`)
  }

  read(lint: Lint): Reading {
    const { page } = this
    for (const column of page.doubled) {
      this.fault(page.headRow, column, `表头「${headOf(column)}」有两列，请去掉一列`)
    }
    const top = page.lines[0]!
    const groups = this.groups()
    const items = groups.map((group) => this.item(group))
    const raw = { ...this.list(top), items }
    if (!this.faults.length) this.refuseTwice(groups, items)
    const parsed = this.faults.length ? null : Template.safeParse(raw)
    if (parsed?.error) {
      for (const issue of parsed.error.issues) this.blame(issue.path, complaint(issue), top, groups)
    }
    if (parsed?.data) this.judge(parsed.data, lint, top, groups)
    return {
      template: this.faults.length ? null : (parsed?.data ?? null),
      faults: this.faults.sort((one, other) => one.row - other.row),
    }
  }

  private list(top: Line) {
    for (const column of listColumns) {
      for (const line of this.page.lines) this.same(top, line, column, '一个文件只放一张清单')
    }
    this.needed(top, 'list', '清单的名字')
    this.needed(top, 'at', '用在哪一级')
    const at = this.cell(top, 'at', (text) =>
      (named(unitWords, text) ? [text] : partsOf(text)).map((part) => word(unitWords, part)),
    )
    const title = top.text('list')
    const reviewed = this.cell(top, 'reviewed', (text) =>
      yesOrNo(text, ['要', '是', '审核'], ['不要', '否', '不用', '不审核']),
    )
    return {
      name: top.text('listName') || derived('list', title),
      title,
      at,
      every: this.cell(top, 'every', (text) => word(everyWords, text)) ?? 'month',
      ...(reviewed === undefined ? {} : { reviewed }),
    }
  }
  /** Said once is enough; said again it must be the same. */
  private same(first: Line, line: Line, column: Column, why: string) {
    const text = line.text(column)
    if (text && tight(text) !== tight(first.text(column))) {
      this.fault(
        line.row,
        column,
        first.text(column)
          ? `和第 ${first.row} 行的「${first.text(column)}」不一样：${why}`
          : `要写在第 ${first.row} 行：${why}`,
      )
    }
  }

  private groups(): Group[] {
    const groups: Group[] = []
    for (const line of this.page.lines) {
      const title = line.text('item')
      const last = groups.at(-1)
      if (
        title &&
        (!last ||
          tight(title) !== tight(last.title) ||
          (line.own('itemName') && line.own('itemName') !== last.line.text('itemName')))
      ) {
        groups.push({ line, lines: [line], title, asked: [] })
      } else if (last) last.lines.push(line)
      else this.fault(line.row, 'item', '不知道这一行属于哪个项目，请先写项目')
    }
    return groups
  }

  private item(group: Group) {
    const { line: first, lines, title } = group
    for (const line of lines.slice(1)) {
      for (const column of itemColumns) this.same(first, line, column, '同一个项目只写在第一行')
    }
    this.needed(first, 'post', '谁来填')
    this.needed(first, 'evidence', '怎样证明做了')
    this.needed(first, 'due', '哪天前交')
    const evidence = this.cell(first, 'evidence', (text) => word(evidenceWords, text))
    const counts = this.cell(first, 'counts', (text) => word(counterWords, text))
    if (evidence === 'auto' && !counts) this.fault(first.row, 'counts', '自动的项目要写系统数什么')
    if (evidence && evidence !== 'auto' && counts) {
      this.fault(first.row, 'counts', '只有自动的项目才写系统计数')
    }
    group.asked = questionsIn(this, lines)
    if (evidence === 'auto' && group.asked.length) {
      this.fault(group.asked[0]!.line.row, 'label', '自动的项目由系统填，不用出题')
    }
    const help = first.text('help')
    const months = this.cell(first, 'months', monthsIn)
    const due = this.cell(first, 'due', numberIn)
    const post = this.cell(first, 'post', (text) => this.post(text))
    return {
      name: first.text('itemName') || derived('item', title),
      title,
      ...(help && { help }),
      ...(months && { months }),
      post,
      evidence,
      due,
      ...(counts && { counts }),
      fields: group.asked.map((it) => it.field),
    }
  }
  private post(text: string): string {
    const posts = this.policy.posts.posts
    const found = posts.find((it) => it.name === text) ?? kindsByTitle(posts).get(tight(text))
    if (!found) throw new Unclear(`没有「${text}」这个岗位，请从下拉里选`)
    return found.name
  }

  private refuseTwice(groups: readonly Group[], items: readonly { name: string }[]) {
    items.forEach(({ name }, index) => {
      const before = items.findIndex((it) => it.name === name)
      if (before < index) {
        this.fault(
          groups[index]!.line.row,
          groups[index]!.line.text('itemName') ? 'itemName' : 'item',
          `和第 ${groups[before]!.line.row} 行是同一个项目`,
        )
      }
    })
    for (const { asked } of groups) {
      asked.forEach(({ line, field }, index) => {
        const before = asked.findIndex((it) => it.field.id === field.id)
        if (before < index) {
          this.fault(
            line.row,
            line.text('fieldId') ? 'fieldId' : 'label',
            `和第 ${asked[before]!.line.row} 行是同一道题`,
          )
        }
      })
    }
  }

  /** What can be read is still no good list when its conditions go round or it asks too much. */
  private judge(template: Template, lint: Lint, top: Line, groups: readonly Group[]) {
    template.items.forEach(({ fields }, index) => {
      for (const message of faultsOf(fields)) {
        const asked = groups[index]!.asked.find((it) =>
          message.startsWith(`「${String(it.field.label)}」`),
        )
        this.fault(
          (asked?.line ?? groups[index]!.line).row,
          /绕成了圈|条件/.test(message) ? 'showIf' : 'label',
          message,
        )
      }
    })
    if (this.faults.length) return
    const { checklists } = this.policy
    const templates = [
      ...checklists.templates.filter(({ name }) => name !== template.name),
      template,
    ]
    for (const { path, what } of lint({ ...checklists, templates })) {
      if (path[1] === templates.length - 1) this.blame(path.slice(2), what, top, groups)
    }
  }

  /** The cell that a path of the list comes from. */
  private blame(
    path: readonly PropertyKey[],
    message: string,
    top: Line,
    groups: readonly Group[],
  ) {
    const [first, index, part, place, ...rest] = path
    const group = first === 'items' ? groups[Number(index)] : undefined
    if (!group) {
      return this.fault(
        top.row,
        (
          {
            name: 'listName',
            at: 'at',
            every: 'every',
            reviewed: 'reviewed',
            items: 'item',
          } as const
        )[String(first)] ?? 'list',
        message,
      )
    }
    const asked = part === 'fields' ? group.asked[Number(place)] : undefined
    if (asked) return this.fault(asked.lineOf(rest).row, asked.columnOf(rest), message)
    this.fault(
      group.line.row,
      (
        {
          name: 'itemName',
          help: 'help',
          months: 'months',
          post: 'post',
          evidence: 'evidence',
          due: 'due',
          counts: 'counts',
          fields: 'label',
        } as const
      )[String(part)] ?? 'item',
      message,
    )
  }
}

/** One of the words that a column knows. */
export function word<K extends string>(words: Parameters<typeof named<K>>[0], text: string): K {
  const name = named(words, text)
  if (!name) throw new Unclear(`不认识「${text}」，可以写：${wordsOf(words).join('、')}`)
  return name
}
export function yesOrNo(text: string, yes: readonly string[], no: readonly string[]): boolean {
  const plain = tight(text)
  if (yes.includes(plain)) return true
  if (no.includes(plain)) return false
  throw new Unclear(`不认识「${text}」，可以写：${yes[0]}、${no[0]}`)
}
