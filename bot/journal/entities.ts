import { z } from 'zod'
import { instant } from '../../shared/vocabulary'
import { table } from '../core/table'

/** Audit trail, trigger and evidence: one row per fact, never changed. */
export const FactEntity = table(
  'fact',
  z.object({
    id: z.uuid(),
    kind: z.string().max(64),
    unitPath: z.string().max(64),
    actorId: z.string().max(64),
    at: instant,
    data: z.record(z.string(), z.unknown()),
  }),
  { primary: ['id'], index: [['kind', 'at']] },
)

/**
 * What a slice still has to do about a fact; gone when done, stuck when `nextAt` is null. `setAt`:
 * when that moment was decided.
 */
export const ReactionEntity = table(
  'reaction',
  z.object({
    factId: z.uuid(),
    slice: z.string().max(32),
    attempts: z.int(),
    nextAt: instant.nullable(),
    setAt: instant.nullable(),
    error: z.string().max(500).nullable(),
  }),
  { primary: ['factId', 'slice'], index: [['nextAt'], ['setAt']] },
)
