import type { PostKind } from '../../../config/policy'
import type { Unit } from '../../../shared/org'
import type { Book } from '../../core/book/book'
import { entriesOf } from './entries'
import { Kinds } from './kinds'
import { Places } from './places'
import { readPosts, type PostsList } from './postsPage'
import { rowOf, type Remark, type Row } from './rows'

type Given = { base: Unit; units: readonly Unit[]; posts: readonly PostKind[] }
/** Where notes on a list go; the sheet is named where a file has lists on several. */
export type NotedList = Pick<PostsList, 'part' | 'headRow' | 'reasonAt'> & {
  sheet: string | undefined
}

/**
 * 责任人名单 as its rows say it, in the thread in which the file was opened. `units`: the whole tree
 * in path order; `base`: for whose list it is.
 */
export function read(
  book: Book,
  { base, units, posts }: Given,
): { rows: Row[]; lists: NotedList[]; remarks: Remark[] } {
  const kinds = new Kinds(posts)
  const page = readPosts(book, (words) => kinds.kindIn(words))
  const needsTownship = base.kind === 'city' || base.kind === 'county'
  const { entries, remarks } = entriesOf(page, new Places(base, units), needsTownship)
  return {
    rows: entries.map((entry) => rowOf(entry, page.is1904)),
    lists: page.lists.map(notedList),
    remarks,
  }
}
const notedList = ({ part, headRow, reasonAt, spot }: PostsList): NotedList => ({
  sheet: spot(headRow).sheet,
  part,
  headRow,
  reasonAt,
})
