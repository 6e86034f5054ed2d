import { z } from 'zod'
import { here, operation } from './operation'
import { UnitPath } from './vocabulary'

/**
 * What is left of the month: calls that we make and pushes that we take, counted by us, with the
 * limits of the organisation's edition.
 */
export const Quota = z.object({
  month: z.string(),
  api: z.object({ used: z.int(), limit: z.int() }),
  stream: z.object({ used: z.int(), limit: z.int() }),
})
export type Quota = z.output<typeof Quota>

export const deliveryOperations = {
  quota: operation({
    roles: ['admin', 'duty', 'approver', 'leader'],
    scope: here,
    reads: true,
    input: z.object({ unitPath: UnitPath }),
    reply: Quota,
  }),
}

export const deliveryFacts = {
  'delivery.channelDown': z.object({ channel: z.string(), reason: z.string() }),
  'delivery.quotaUsedUp': z.object({ meter: z.string(), month: z.string() }),
}
