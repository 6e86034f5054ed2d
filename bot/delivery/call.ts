import { setTimeout as sleep } from 'node:timers/promises'
import { ChannelError, factsOf, type Fate, type Parcel as Call, type Told } from '../core/ports'
import type { Io } from '../core/slice'
import { ticksNow } from '../core/wall'
import { ParcelEntity } from './entities'
import type { Filled } from './fill'

/** What came of one call. */
export type Outcome = { parcel: Filled; told: Told[]; fates: Fate[]; trouble: ChannelError | null }

/** Another sender began to call and never came back: it may have been said. */
const abandoned = new ChannelError('abandoned', 'the sender stopped in the middle of it')

/**
 * Calls the world for one parcel, at its moment. Trouble of the channel is an outcome; anything
 * else is a bug and thrown.
 */
export async function call(io: Io, parcel: Filled, leaseBy: string): Promise<Outcome> {
  const outcome: Outcome = { parcel, told: [], fates: [], trouble: null }
  if (!parcel.to.length) return outcome
  const { repeatable } = factsOf(io.ports.messenger.channels, parcel.channel)
  const onceOnly = parcel.act === 'send' && !repeatable
  if (onceOnly && parcel.calledAt) return { ...outcome, trouble: abandoned }
  await waitUntil(parcel.at)
  if (onceOnly && !(await beginCall(io, parcel, leaseBy))) return outcome
  try {
    return { ...outcome, ...(await doAct(io, parcel)) }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    return { ...outcome, trouble: error }
  }
}

/**
 * Leaves a mark just before the call, so that whoever finds the parcel knows that it may have been
 * said. False: it is ours no more.
 */
async function beginCall(io: Io, { id }: Filled, leaseBy: string): Promise<boolean> {
  const { affected } = await io.transact((ctx) =>
    ctx.db.update(ParcelEntity, { id, leaseBy }, { calledAt: ctx.now }),
  )
  return Boolean(affected)
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
  const wait = at - ticksNow()
  if (wait > 0) await sleep(wait)
}
