import { contract } from '../../shared/contract'
import type { TodayLine } from '../../shared/checklist'
import { card, type CardLine, type CardView } from '../core/card'
import { implement, type Ctx, type Slice } from '../core/slice'
import { actorsOf } from '../org/actors'

/** 今天要办: one list of what every other room has for a person, in the app and as the one card of the day. */
export function createHome(rooms: readonly Slice[]): Slice {
  const linesFor = async (ctx: Ctx): Promise<TodayLine[]> => {
    const lines: TodayLine[] = []
    for (const room of rooms) lines.push(...((await room.today?.(ctx)) ?? []))
    return lines.sort(mostUrgent)
  }
  async function load(
    ctx: Ctx,
    _: object,
    people: readonly string[],
  ): Promise<Map<string, TodayLine[]>> {
    const faces = new Map<string, TodayLine[]>()
    for (const [id, actor] of await actorsOf(ctx, people)) {
      const lines = await linesFor({ ...ctx, actor })
      if (lines.length) faces.set(id, lines)
    }
    return faces
  }
  return {
    name: 'home',
    entities: [],
    routes: implement(
      'home',
      contract.home,
      { today: async (ctx) => ({ lines: await linesFor(ctx), at: ctx.now }) },
      {},
    ),
    cards: { today: card(load, todayCard) },
  }
}

/** Warnings first, then whose people are silent, what is late or came back, then by its day; a review has no day and comes last. */
const rank = ({ kind, urgent }: TodayLine) =>
  kind === 'warning' ? 0 : kind === 'approval' ? 1 : urgent ? 2 : 3
const dayOf = ({ dueAt, urgent }: TodayLine) =>
  dueAt?.getTime() ?? (urgent ? 0 : Number.MAX_SAFE_INTEGER)
const mostUrgent = (one: TodayLine, other: TodayLine) =>
  rank(one) - rank(other) || dayOf(one) - dayOf(other)

const labels: Record<TodayLine['kind'], string> = {
  warning: '预警',
  approval: '批准',
  item: '填报',
  confirm: '核对',
  review: '审核',
}
const cut = (text: string) => (text.length > 30 ? `${text.slice(0, 29)}…` : text)
/** How many there are, and the first three of them; where the first is only to be confirmed, it is confirmed here. */
export function todayCard(lines: readonly TodayLine[]): CardView {
  const first = lines[0]?.kind === 'confirm' ? lines[0].button : null
  const left = lines.length - (first ? 1 : 3)
  const rows = lines.slice(0, 3).map(({ kind, title, words }): CardLine => ({
    label: labels[kind],
    text: cut(`${title}，${words}`),
  }))
  return {
    tone: 'plain',
    kicker: '平时一天最多一条',
    title: `今天要办 ${lines.length} 件`,
    lines: first ? rows.slice(0, 1) : rows,
    ...(first && { button: first }),
    link: { label: '去办', page: 'home' },
    ...(left > 0 && { foot: `还有 ${left} 件` }),
  }
}
