import { Problem } from '../../../shared/problem'
import type { Unit } from '../../../shared/org'
import { letterOf } from '../../core/book/book'
import { groupBy } from '../../core/groups'
import { textOf } from '../../core/sheet'
import { cellAt } from '../../core/sheetHead'
import { isBlank, shortened, tight } from '../../core/text'
import { columns, isLevel } from './columns'
import type { Places } from './places'
import { isRow, type Item, type ListHead, type PostsList, type PostsPage } from './postsPage'
import type { Remark } from './rows'

/**
 * A row of a list, the unit whose title stands over it, and the row above that says more of where it
 * is.
 */
export type Entry = { item: Item; section: Unit | null; before: Item | null }
type Found = { entries: Entry[]; remarks: Remark[] }

/**
 * The rows of all lists. `needsTownship`: something must say in which township each is, a column, a
 * title or the name of the sheet.
 */
export function entriesOf(page: PostsPage, places: Places, needsTownship: boolean): Found {
  const found: Found = { entries: [], remarks: [...page.remarks] }
  for (const list of page.lists) {
    findPlaceColumns(list.items, places)
    const own = underTitles(list, places)
    const isPlaced = list.items.some(({ head }) => namesTownship(head)) || own.isTitled
    if (needsTownship && !isPlaced) {
      if (page.lists.length === 1) throw lacking()
      const remark = `工作表“${list.name}”没有导入：${lacking().message}`
      found.remarks.push({ ...list.spot(list.headRow), remark })
      continue
    }
    found.entries.push(...own.entries)
    found.remarks.push(...[...unusedIn(list), ...list.remarks].map(at(list)), ...own.remarks)
  }
  return found
}
const lacking = () => new Problem('file.missingHeads', { heads: columns.township[0] })
const namesTownship = (head: ListHead) =>
  head.columns.some(({ name }) => ['township', 'several', 'unit'].includes(name))
const at =
  (list: PostsList) =>
  ({ row, remark }: Remark): Remark => ({ ...list.spot(row), remark })

/**
 * Lines that only name a unit stand over the rows that follow, until the next such line; so do the
 * words above the list and the name of its sheet. Of what is neither title nor row it is said that it
 * was not taken.
 */
function underTitles(list: PostsList, places: Places): Found & { isTitled: boolean } {
  const remarks: Remark[] = []
  const entries: Entry[] = []
  const say = (row: number, remark: string) => remarks.push({ ...list.spot(row), remark })
  const above = sectionAbove(list, places)
  const { contrary } = above
  let section: Unit | null = above.section
  if (contrary) {
    const names = `${contrary.first}、${contrary.other}`
    say(list.headRow, `标题和工作表名写的是${names}，按${contrary.first}导入了`)
  }
  let isTitled = section !== null
  let before: { item: Item; levels: number } | null = null
  for (const item of list.items) {
    const named = item.title ? places.titled(item.title) : null
    if (named) {
      section = named
      isTitled = true
      before = null
    } else if (!item.outside && isRow(item) && !isFoot(item.title)) {
      const levels = levelsIn(item)
      const isShort = before !== null && levels < before.levels
      entries.push({ item, section, before: isShort ? before!.item : null })
      if (!isShort) before = { item, levels }
    } else say(item.line.number, whyLeftOut(item))
  }
  return { entries, remarks, isTitled }
}
/** The unit of which the words above a list speak; where they name two, the first. */
function sectionAbove({ words }: PostsList, places: Places) {
  const [first, ...others] = words.flatMap((said) => places.headed(said) ?? [])
  if (!first) return { section: null, contrary: null }
  const other = others.find((unit) => !places.areOneLine(first, unit))
  return {
    section: other ? first : others.reduce(deeper, first),
    contrary: other ? { first: first.name, other: other.name } : null,
  }
}
const levelsIn = ({ line, head }: Item) =>
  head.columns.filter(({ name, column }) => isLevel(name) && !isBlank(textOf(cellAt(line, column))))
    .length
const deeper = (one: Unit, other: Unit) => (one.path.length >= other.path.length ? one : other)
function whyLeftOut({ title, outside }: Item): string {
  if (outside) return '这一行没有写在名单的列里，没有导入'
  return `“${shortened(title ?? '', 20)}”不像名单里的一行，没有导入`
}
/** What people write below a list: 合计：12 人, 填表人：, 备注：, 以下空白. */
const foot =
  /^(合计|总计|共计|小计|备注|说明|注|填表|填报|制表|报送|审核|复核|签字|盖章|日期|附件?)[^:]{0,8}(:|$)|^以下/
const isFoot = (title: string | null) => title !== null && foot.test(tight(title))

/** Columns in which nearly everything is the name of a unit name places, whatever their heads say. */
function findPlaceColumns(items: readonly Item[], places: Places) {
  for (const [head, own] of groupBy(items, (item) => item.head)) {
    for (const [column, label] of head.others) {
      if (ofPeople.test(label) || !isOfPlaces(own, column, places)) continue
      head.others.delete(column)
      head.columns.push({ name: 'unit', column, label: label || unlabelled(column) })
    }
  }
}
const unlabelled = (column: number) => `${letterOf(column)}列（没有表头）`
/** Where people come from, and what is said of them. */
const ofPeople = /自然村|籍|住|家庭|出生|地址|学校|备注|说明/
const mostLooked = 60
const most = 0.6
function isOfPlaces(items: readonly Item[], column: number, places: Places): boolean {
  const texts: string[] = []
  for (const { line } of items) {
    if (texts.length === mostLooked) break
    if (cellAt(line, column) === undefined) continue
    const text = tight(textOf(cellAt(line, column)))
    if (!isBlank(text)) texts.push(text)
  }
  const named = texts.filter((text) => places.isWholeName(text))
  return named.length > 0 && named.length >= texts.length * most
}

const usual = new Set(['序号', '编号', '行号', '备注'])
/** The columns that were not used, once for each row of heads. */
function unusedIn({ items }: PostsList): Remark[] {
  return [...groupBy(items, (item) => item.head)].flatMap(([head, own]) => {
    const unused = [...head.others].flatMap(([column, label]) => {
      if (label) return usual.has(label) ? [] : [label]
      return own.some((item) => saysIn(item, column)) ? [unlabelled(column)] : []
    })
    if (!unused.length) return []
    return [{ row: head.row, remark: `这几列没有用到：${unused.join('、')}` }]
  })
}
const saysIn = ({ line, outside }: Item, column: number) =>
  cellAt(line, column) !== undefined && !outside && !line.merged?.[column]
