import { z } from 'zod'
import { maxReason, Receipt, Tally, Warning, WarningRef } from '../../shared/warning'
import { instant } from '../../shared/vocabulary'
import { table } from '../core/table'

/**
 * A warning with what only we need: why it was refused or lifted, which one took its place, which
 * feed file opened its chain,
 * by what its own file is told from others of the same number, and what its count card showed last
 * (answers and arrivals in one number, for both only grow; once it was called off, less than
 * nothing: those whom that did not reach).
 */
export const StoredWarning = Warning.extend({
  reason: z.string().max(maxReason).nullable(),
  replacedBy: z.uuid().nullable(),
  feedRoot: z.string().max(64).nullable(),
  feedDigest: z.string().max(64).nullable(),
  counted: z.int().nullable(),
  countedAt: instant.nullable(),
})
export type StoredWarning = z.output<typeof StoredWarning>

export const WarningEntity = table('warning', StoredWarning, {
  primary: ['id'],
  unique: [['feedId', 'feedDigest']],
  index: [['state', 'sentAt'], ['unitPath', 'draftedAt'], ['feedRoot']],
})
export const ReceiptEntity = table('warning_receipt', Receipt, {
  primary: ['warningId', 'personId'],
  index: [
    ['dueAt'],
    ['warningId', 'unitPath', 'acknowledgedAt'],
    ['personId', 'acknowledgedAt'],
    ['warningId', 'postId'],
  ],
})
/**
 * Counts kept at each person's own unit: a board sums them by path, and no row is common to the
 * whole city.
 */
export const TallyEntity = table('warning_tally', WarningRef.extend(Tally.shape), {
  primary: ['warningId', 'unitPath'],
  index: [['unitPath']],
})
