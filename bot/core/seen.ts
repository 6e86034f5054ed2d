import { createHash } from 'node:crypto'
import { z } from 'zod'
import { instant } from '../../shared/vocabulary'
import type { Seal } from './ports'
import { table } from './table'

/**
 * Every request or frame that was acted on, with what was answered: a second copy gets the same
 * answer. An answer may hold personal data, so it lies sealed.
 */
export const SeenEntity = table(
  'seen',
  z.object({ messageId: z.string().max(160), at: instant, reply: z.unknown().nullable() }),
  { primary: ['messageId'], index: [['at']] },
)

const longestId = 100
/**
 * By what a request is recognised: the sender's own id of it, under the sender. Whoever sends longer
 * ids than there is room for is recognised by what stands for them.
 */
export function seenKey(senderId: string, id: string): string {
  const short = id.length > longestId ? createHash('sha256').update(id).digest('hex') : id
  return `${senderId}:${short}`
}

type Sealing = Pick<Seal, 'close' | 'open'>
const Sealed = z.strictObject({ sealed: z.string() })
/** An answer as it is kept. */
export const closedReply = (seal: Sealing, reply: unknown): unknown =>
  reply === null ? null : { sealed: seal.close(JSON.stringify(reply)) }
/** The answer again. What was kept before they were sealed stands as it is. */
export function openReply(seal: Sealing, kept: unknown): unknown {
  const { data } = Sealed.safeParse(kept)
  return data ? (JSON.parse(seal.open(data.sealed)) as unknown) : kept
}
