import { setTimeout as sleep } from 'node:timers/promises'
import { ChannelError, factsOf, type Fate, type Parcel as Call, type Told } from '../core/ports'
import type { Io } from '../core/slice'
import { wallNow } from '../core/wall'
import type { Filled } from './fill'

/** What came of one call. */
export type Outcome = { parcel: Filled; told: Told[]; fates: Fate[]; trouble: ChannelError | null }

/**
 * Another sender took it and never came back: it may have been said, and what cannot be said twice
 * harmlessly is not.
 */
const abandoned = new ChannelError('unknown', 'the sender stopped in the middle of it')

/**
 * Calls the world for one parcel, at its moment. Trouble of the channel is an outcome; anything
 * else is a bug and thrown.
 */
export async function call(io: Io, parcel: Filled): Promise<Outcome> {
  const outcome: Outcome = { parcel, told: [], fates: [], trouble: null }
  if (!parcel.to.length) return outcome
  const { repeatable } = factsOf(io.ports.messenger.channels, parcel.channel)
  if (parcel.act === 'send' && parcel.leaseBy && !repeatable) {
    return { ...outcome, trouble: abandoned }
  }
  await waitUntil(parcel.at)
  try {
    return { ...outcome, ...(await doAct(io, parcel)) }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    return { ...outcome, trouble: error }
  }
}

async function doAct(io: Io, parcel: Filled): Promise<Partial<Outcome>> {
  const { messenger } = io.ports
  switch (parcel.act) {
    case 'send':
      return { told: await messenger.send(callOf(io, parcel)) }
    case 'ask':
      return { fates: await messenger.fates(parcel.channel, parcel.ticket!) }
    case 'update':
      await messenger.update({ channel: parcel.channel, key: parcel.id, to: parcel.to })
      return {}
  }
}

function callOf({ ports, policy }: Io, { channel, id, to, message }: Filled): Call {
  const { rings } = factsOf(ports.messenger.channels, channel)
  return {
    channel,
    key: id,
    to,
    ...(message.words !== null && { words: message.words }),
    ...(rings && { ding: policy.delivery.ding }),
  }
}

async function waitUntil(at: number) {
  const wait = at - wallNow()
  if (wait > 0) await sleep(wait)
}
