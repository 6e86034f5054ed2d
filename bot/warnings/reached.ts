import { IsNull } from 'typeorm'
import type { Ctx } from '../core/slice'
import { MessageEntity } from '../delivery/entities'
import type { StoredWarning } from './entities'

/** What the message carries that says how a warning ended. */
export const endSaid = { says: 'end' }

/**
 * The messages by which people know what holds now: of a warning that was called off the one that
 * says so, else its own. Whom they did not reach must be rung.
 */
export async function messagesThatHold(ctx: Ctx, { id, state }: StoredWarning): Promise<string[]> {
  if (state !== 'lifted') return [id]
  const words = await ctx.db.findBy(MessageEntity, { subject: id, card: IsNull() })
  const ends = words.filter((message) => message.params['says'] === endSaid.says)
  return ends.length ? ends.map((message) => message.id) : [id]
}
