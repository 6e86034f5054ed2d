import type { Ctx } from '../core/slice'
import { send } from '../delivery/outbox'
import type { StoredWarning } from './entities'

/** What every message about a warning carries. */
export const subjectOf = ({ id, drill }: StoredWarning) => ({ subject: id, drill })

/** Writers and approvers who can be told: the feed and the system are nobody. */
export const peopleAmong = (...ids: (string | null)[]) =>
  ids.filter((id): id is string => id !== null && id !== 'feed' && id !== 'system')

type Words = {
  words: string
  priority: 'warning' | 'approval'
  params?: Record<string, unknown>
}
/** Says something about a warning in plain words. */
export async function tellInWords(
  ctx: Ctx,
  warning: StoredWarning,
  people: readonly string[],
  { words, priority, params = {} }: Words,
) {
  if (!people.length) return
  await send(
    ctx,
    {
      ...subjectOf(warning),
      words,
      params,
      channel: 'text',
      priority: ctx.policy.delivery.priorities[priority],
    },
    people,
  )
}
