import type { Unit } from '../../../shared/org'
import { shortened } from '../../core/text'
import type { Places } from './places'
import { isRow, type Item, type Remark } from './postsPage'

/**
 * Lines that only name a unit stand over the rows that follow, until the next such line. Of what is
 * neither title nor row it is said that it was not taken.
 */
export function underTitles(items: readonly Item[], places: Places) {
  const entries: { item: Item; section: Unit | null }[] = []
  const remarks: Remark[] = []
  let section: Unit | null = null
  for (const item of items) {
    const named = item.title === null ? null : places.titled(item.title)
    if (named) section = named
    else if (isRow(item)) entries.push({ item, section })
    else {
      const title = shortened(item.title ?? '', 20)
      remarks.push({ row: item.line.number, remark: `“${title}”不像名单里的一行，没有导入` })
    }
  }
  return { entries, remarks }
}
