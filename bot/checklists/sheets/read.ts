import type { Policy } from '../../../config/policy'
import { Template } from '../../../shared/checklist'
import { faultsOf } from '../../../shared/form'
import type { Book } from '../../core/book/book'
import { tight } from '../../core/text'
import { kindsByTitle } from '../../org/postKinds'
import { derived, monthsIn, numberIn, partsOf, Unclear, yesOrNo } from './cells'
import { headOf, itemColumns, listColumns, type Column } from './columns'
import { complaint } from './complaint'
import { pageOf, type Line } from './page'
import { questionsIn, type Asked } from './questions'
import { Sheet, type SheetFault } from './sheet'
import { counterWords, evidenceWords, everyWords, named, unitWords, wordIn } from './words'

/**
 * What the rules of burden say of all lists together (`checkBurden` of config): the new list is the
 * last one of `templates`.
 */
export type Lint = (
  checklists: Policy['checklists'],
) => { path: readonly PropertyKey[]; what: string }[]
export type Reading = { template: Template | null; faults: SheetFault[] }
/** The rows of one item. */
type Group = { line: Line; lines: Line[]; title: string }
/** An item as read, and not yet checked. */
type RawItem = { name: string; [property: string]: unknown }
type ReadItem = { line: Line; asked: readonly Asked[]; raw: RawItem }

/**
 * A list by Excel. Either it can be used as it is, or every mistake is named with sheet, row and
 * column.
 */
export function readTemplate(book: Book, policy: Policy, lint: Lint): Reading {
  const sheet = new Sheet(pageOf(book), policy)
  const template = templateIn(sheet, lint)
  return {
    template: sheet.faults.length ? null : template,
    faults: sheet.faults.sort((one, other) => one.row - other.row),
  }
}

/** What makes the next step senseless ends it: a list that cannot be read is not judged. */
function templateIn(sheet: Sheet, lint: Lint): Template | null {
  refuseDoubled(sheet)
  refuseUnreadable(sheet)
  const items = groupsIn(sheet).map((group) => itemIn(sheet, group))
  const list = listIn(sheet)
  if (!sheet.faults.length) refuseTwice(sheet, items)
  if (sheet.faults.length) return null

  const parsed = Template.safeParse({ ...list, items: items.map((item) => item.raw) })
  for (const issue of parsed.error?.issues ?? []) blame(sheet, items, issue.path, complaint(issue))
  if (!parsed.data) return null

  refuseCircles(sheet, items, parsed.data)
  if (!sheet.faults.length) refuseBurden(sheet, items, parsed.data, lint)
  return parsed.data
}

function refuseDoubled(sheet: Sheet) {
  const { doubled, headRow } = sheet.page
  for (const column of doubled) {
    sheet.fault(headRow, column, `表头「${headOf(column)}」有两列，请去掉一列`)
  }
}

/** An error of a formula is not the same as nothing. */
function refuseUnreadable(sheet: Sheet) {
  for (const line of sheet.page.lines) {
    for (const { column, why } of line.unreadable()) sheet.fault(line.row, column, why)
  }
}

function listIn(sheet: Sheet) {
  const { lines } = sheet.page
  const top = lines[0]!
  for (const column of listColumns) {
    for (const line of lines) sheet.sameAsFirst(top, line, column, '一个文件只放一张清单')
  }
  sheet.needed(top, 'list', '清单的名字')
  sheet.needed(top, 'at', '用在哪一级')
  const title = top.text('list')
  const at = sheet.cell(top, 'at', unitKindsIn)
  const reviewed = sheet.cell(top, 'reviewed', isReviewed)
  const every = sheet.cell(top, 'every', (text) => wordIn(everyWords, text)) ?? 'month'
  return {
    name: top.text('listName') || derived('list', title),
    title,
    at,
    every,
    ...(reviewed === undefined ? {} : { reviewed }),
  }
}
/** 「村/社区」 is one kind, 「村、网格」 are two. */
function unitKindsIn(text: string) {
  const parts = named(unitWords, text) ? [text] : partsOf(text)
  return parts.map((part) => wordIn(unitWords, part))
}
const isReviewed = (text: string) =>
  yesOrNo(text, ['要', '是', '审核'], ['不要', '否', '不用', '不审核'])

function groupsIn(sheet: Sheet): Group[] {
  const groups: Group[] = []
  for (const line of sheet.page.lines) {
    const title = line.text('item')
    const last = groups.at(-1)
    if (title && !(last && isContinued(last, line))) groups.push({ line, lines: [line], title })
    else if (last) last.lines.push(line)
    else sheet.fault(line.row, 'item', '不知道这一行属于哪个项目，请先写项目')
  }
  return groups
}
/**
 * Does this row, which says its item again, belong to the same? Two items may have one title and
 * different numbers.
 */
function isContinued(group: Group, line: Line): boolean {
  const name = line.own('itemName')
  const isSameName = !name || name === group.line.text('itemName')
  return tight(line.text('item')) === tight(group.title) && isSameName
}

function itemIn(sheet: Sheet, { line: first, lines, title }: Group): ReadItem {
  for (const line of lines.slice(1)) {
    for (const column of itemColumns) {
      sheet.sameAsFirst(first, line, column, '同一个项目只写在第一行')
    }
  }
  sheet.needed(first, 'post', '谁来填')
  sheet.needed(first, 'evidence', '怎样证明做了')
  sheet.needed(first, 'due', '哪天前交')
  const { evidence, counts } = evidenceIn(sheet, first)
  const asked = questionsIn(sheet, lines)
  if (evidence === 'auto' && asked.length) {
    sheet.fault(asked[0]!.line.row, 'label', '自动的项目由系统填，不用出题')
  }
  const help = first.text('help')
  const months = sheet.cell(first, 'months', monthsIn)
  const due = sheet.cell(first, 'due', numberIn)
  const post = sheet.cell(first, 'post', (text) => postIn(sheet.policy, text))
  const raw = {
    name: first.text('itemName') || derived('item', title),
    title,
    ...(help && { help }),
    ...(months && { months }),
    post,
    evidence,
    due,
    ...(counts && { counts }),
    fields: asked.map((question) => question.field),
  }
  return { line: first, asked, raw }
}
function evidenceIn(sheet: Sheet, first: Line) {
  const evidence = sheet.cell(first, 'evidence', (text) => wordIn(evidenceWords, text))
  const counts = sheet.cell(first, 'counts', (text) => wordIn(counterWords, text))
  if (evidence === 'auto' && !counts) {
    sheet.fault(first.row, 'counts', '自动的项目要写系统数什么')
  }
  if (evidence && evidence !== 'auto' && counts) {
    sheet.fault(first.row, 'counts', '只有自动的项目才写系统计数')
  }
  return { evidence, counts }
}
function postIn({ posts: { posts } }: Policy, text: string): string {
  const found = posts.find((post) => post.name === text) ?? kindsByTitle(posts).get(tight(text))
  if (!found) throw new Unclear(`没有「${text}」这个岗位，请从下拉里选`)
  return found.name
}

function refuseTwice(sheet: Sheet, items: readonly ReadItem[]) {
  for (const [item, before] of repeated(items, ({ raw }) => raw.name)) {
    const column = item.line.text('itemName') ? 'itemName' : 'item'
    sheet.fault(item.line.row, column, `和第 ${before.line.row} 行是同一个项目`)
  }
  for (const { asked } of items) {
    for (const [question, before] of repeated(asked, ({ field }) => field.id)) {
      const column = question.line.text('fieldId') ? 'fieldId' : 'label'
      sheet.fault(question.line.row, column, `和第 ${before.line.row} 行是同一道题`)
    }
  }
}
/** What has the name of something before it, with the first of that name. */
function repeated<T>(things: readonly T[], nameOf: (thing: T) => string): [T, T][] {
  const first = new Map<string, T>()
  return things.flatMap((thing): [T, T][] => {
    const before = first.get(nameOf(thing))
    if (before) return [[thing, before]]
    first.set(nameOf(thing), thing)
    return []
  })
}

/** What can be read is still no good list when its conditions go round. */
function refuseCircles(sheet: Sheet, items: readonly ReadItem[], template: Template) {
  template.items.forEach(({ fields }, index) => {
    const { line, asked } = items[index]!
    for (const message of faultsOf(fields)) {
      const question = asked.find(({ field }) => message.startsWith(`「${field.label}」`))
      const column = /绕成了圈|条件/.test(message) ? 'showIf' : 'label'
      sheet.fault((question?.line ?? line).row, column, message)
    }
  })
}
/** Nor when it asks too much, together with all others. */
function refuseBurden(sheet: Sheet, items: readonly ReadItem[], template: Template, lint: Lint) {
  const { checklists } = sheet.policy
  const others = checklists.templates.filter(({ name }) => name !== template.name)
  for (const { path, what } of lint({ ...checklists, templates: [...others, template] })) {
    const [, index, ...inside] = path
    if (index === others.length) blame(sheet, items, inside, what)
  }
}

const columnsOfList: ReadonlyMap<PropertyKey | undefined, Column> = new Map([
  ['name', 'listName'],
  ['at', 'at'],
  ['every', 'every'],
  ['reviewed', 'reviewed'],
  ['items', 'item'],
])
const columnsOfItem: ReadonlyMap<PropertyKey | undefined, Column> = new Map([
  ['name', 'itemName'],
  ['help', 'help'],
  ['months', 'months'],
  ['post', 'post'],
  ['evidence', 'evidence'],
  ['due', 'due'],
  ['counts', 'counts'],
  ['fields', 'label'],
])
/** Shows a mistake at the cell that a path of the list comes from. */
function blame(
  sheet: Sheet,
  items: readonly ReadItem[],
  [first, index, part, place, ...rest]: readonly PropertyKey[],
  message: string,
) {
  const item = first === 'items' ? items[Number(index)] : undefined
  if (!item) {
    sheet.fault(sheet.page.lines[0]!.row, columnsOfList.get(first) ?? 'list', message)
    return
  }
  const question = part === 'fields' ? item.asked[Number(place)] : undefined
  if (question) sheet.fault(question.lineOf(rest).row, question.columnOf(rest), message)
  else sheet.fault(item.line.row, columnsOfItem.get(part) ?? 'item', message)
}
