import type { TodayLine } from '../../shared/home'
import type { Ctx, Slice } from '../core/slice'
import { ranks, type OwedLine, type TodayKind } from '../core/today'

/** A line as the phone shows it, with what its kind says of its place. */
export type HomeLine = TodayLine & Pick<TodayKind, 'rank' | 'onCard'>

/** What every slice has for the person who asks, the most urgent first. */
export async function linesOf(ctx: Ctx, slices: readonly Slice[]): Promise<HomeLine[]> {
  const lines: HomeLine[] = []
  for (const { today } of slices) {
    if (!today) continue
    const owed = await today.load(ctx)
    lines.push(...owed.map((line) => homeLine(line, today.kinds[line.kind]!)))
  }
  return lines.sort(mostUrgent)
}

function homeLine({ query = {}, ahead, ...line }: OwedLine, kind: TodayKind): HomeLine {
  const { label, rank, onCard, plate = false, inPlace } = kind
  return {
    ...line,
    label,
    rank,
    plate,
    query,
    ahead: ahead ?? null,
    inPlace: inPlace ? { stamp: inPlace.stamp, aside: inPlace.aside ?? null } : null,
    ...(onCard && { onCard }),
  }
}

/**
 * By rank; of one rank whose people are silent, what is late or came back, then by its day; a
 * review has no day and comes last.
 */
const mostUrgent = (one: HomeLine, other: HomeLine) =>
  ranks[one.rank] - ranks[other.rank] ||
  Number(other.urgent) - Number(one.urgent) ||
  dueBy(one) - dueBy(other)
function dueBy({ dueAt, urgent }: HomeLine): number {
  if (dueAt) return dueAt.getTime()
  return urgent ? 0 : Number.MAX_SAFE_INTEGER
}
