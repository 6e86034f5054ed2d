import { contract } from '../../shared/contract'
import { card } from '../core/card'
import type { Entry } from '../core/entry'
import { implement, type Ctx, type Slice } from '../core/slice'
import { actorsOf } from '../org/actors'
import { todayCard } from './cards'
import { entriesFor } from './entries'
import { linesOf, type HomeLine } from './lines'

/** What the phone itself keeps, of whatever slice. */
const entries: Entry[] = [{ page: 'sent', title: '我做过的', place: 70 }]

/**
 * 今天要办: one list of what every other slice has for a person, in the app and as the one card of the
 * day.
 */
export function createHome(others: readonly Slice[]): Slice {
  const all = [...others.flatMap((slice) => slice.entries ?? []), ...entries]
  const today = async (ctx: Ctx) => ({
    lines: await linesOf(ctx, others),
    entries: entriesFor(ctx.actor, all),
    at: ctx.now,
  })
  async function loadLines(
    ctx: Ctx,
    _: object,
    people: readonly string[],
  ): Promise<Map<string, HomeLine[]>> {
    const owed = new Map<string, HomeLine[]>()
    for (const [personId, actor] of await actorsOf(ctx, people)) {
      const lines = await linesOf({ ...ctx, actor }, others)
      if (lines.length) owed.set(personId, lines)
    }
    return owed
  }
  return {
    name: 'home',
    entities: [],
    routes: implement('home', contract.home, { today }, {}),
    cards: { today: card(loadLines, todayCard) },
    entries,
  }
}
