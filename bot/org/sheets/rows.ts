import type { Unit } from '../../../shared/org'
import type { Cell } from '../../core/book/book'
import { dayEnd, textOf, unreadable } from '../../core/sheet'
import { cellAt } from '../../core/sheetHead'
import { isBlank, tight } from '../../core/text'
import { isLevel, placeOrder, type Text } from './columns'
import type { Level } from './placeHeads'
import type { Entry } from './entries'
import type { Item } from './postsPage'

/** Where a row stands; the sheet is named where a file has several lists. */
export type Spot = { row: number; sheet?: string }
export type Remark = Spot & { remark: string }
export type PlaceText = { level: Level; text: string }
/**
 * A row as written. `until` undefined: not to be understood. A column that the sheet lacks is not
 * in it. `unreadable`: why a cell of it says nothing. `above`: the places of the row before.
 */
export type Row = Spot & {
  places: PlaceText[]
  above?: PlaceText[]
  hidden?: true
  unreadable?: string
  section?: Unit
  until?: Date | null | undefined
} & { [K in Exclude<Text, 'until'>]?: string }
export const spotOf = ({ row, sheet }: Spot): Spot => ({
  row,
  ...(sheet !== undefined && { sheet }),
})

/** What a line of the list says. */
export function rowOf({ item, section, before }: Entry, is1904: boolean): Row {
  const row = rowIn(item, is1904)
  if (section) row.section = section
  if (before) row.above = rowIn(before, is1904).places
  return row
}
function rowIn({ line, head, list }: Item, is1904: boolean): Row {
  const row: Row = { ...list.spot(line.number), places: [], ...(line.hidden && { hidden: true }) }
  for (const { name, column, label } of head.columns) {
    const cell = cellAt(line, column)
    const why = unreadable(cell)
    if (why) row.unreadable ??= `${label}${why}`
    if (isLevel(name)) addPlace(row, name, cell)
    else if (name === 'until') row.until = dayEnd(cell, is1904)
    else row[name] ??= wordsOf(name, cell)
  }
  if (list.kind) row.kind ??= list.kind
  row.places.sort((one, other) => placeOrder[one.level] - placeOrder[other.level])
  return row
}
function addPlace(row: Row, level: Level, cell: Cell | undefined) {
  const text = tight(textOf(cell))
  if (!isBlank(text)) row.places.push({ level, text })
}

function wordsOf(name: Text, cell: Cell | undefined): string {
  const text = textOf(cell)
  if (isBlank(text)) return ''
  if (name === 'name' || name === 'deputyName') return nameIn(text)
  const words = tight(text)
  const isPhone = name === 'phone' || name === 'deputyPhone'
  return isPhone && saysNobody(words) ? '' : words
}
/**
 * Two-sign names are often spread with a space; names of other peoples keep theirs. 「王阿芬(女)」 is
 * no other name.
 */
function nameIn(text: string): string {
  const bare = text.replace(/\s*\(\p{Script=Han}+\)$/u, '')
  if (saysNobody(tight(bare))) return ''
  return /\p{Script=Han}/u.test(bare) ? tight(bare) : bare
}

/** The words for nobody: 空缺, 待定, 暂未配备, N/A, ×××. */
const nobody =
  /^(空岗?|缺|空缺|缺[员岗额位]|[暂尚现][空缺]|暂?无人?|没有|不详|[待拟][^\d]{0,3}|[暂尚]?未[^\d]{1,4}|招聘中|N\/?A|NONE|NULL|0|[X×*?_.\-—/]+)$/i
const saysNobody = (text: string) =>
  text === '' || nobody.test(text.replace(/[()[\]【】<>《》]/g, '').replace(/^空缺.+/, '空缺'))
