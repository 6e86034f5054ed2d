import { z } from 'zod'
import { instant } from '../../shared/vocabulary'
import { table } from './table'

/**
 * Every request or frame that was acted on, with what was answered: a second copy gets the same
 * answer.
 */
export const SeenEntity = table(
  'seen',
  z.object({ messageId: z.string().max(160), at: instant, reply: z.unknown().nullable() }),
  { primary: ['messageId'], index: [['at']] },
)
