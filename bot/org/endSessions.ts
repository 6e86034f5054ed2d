import type { sessionOperations } from '../../shared/org'
import type { Input } from '../../shared/operation'
import { insertIfMissing } from '../core/insert'
import { record, type Ctx } from '../core/slice'
import { SessionEndEntity } from './entities'
import { placesOf } from './phone'

type Session = typeof sessionOperations

/** Log-out: on every device, since nobody knows which of them was lost. */
export async function close(ctx: Ctx): Promise<Record<string, never>> {
  await endSessionsOf(ctx, ctx.actor.personId)
  return {}
}

/** An administrator ends the sessions of somebody else. */
export async function end(
  ctx: Ctx,
  { personId }: Input<Session['end']>,
): Promise<Record<string, never>> {
  await endSessionsOf(ctx, personId)
  const [unitPath] = await placesOf(ctx, personId)
  record(ctx, { kind: 'org.sessionsEnded', unitPath: unitPath!, data: { personId } })
  return {}
}

/** Whatever was opened before is over from this moment. */
export async function endSessionsOf(ctx: Ctx, personId: string): Promise<void> {
  await insertIfMissing(ctx, SessionEndEntity, { personId, ended: 0 })
  await ctx.db.update(SessionEndEntity, { personId }, { ended: () => 'ended + 1' })
}
