import { ChannelError, type Parcel, type Told } from '../../../core/ports'
import type { DingTalkChannel, Parts } from './channel'
import { eachWording } from './wordings'

/** How the ways to ring are called, and how many people one call takes. */
const ways = {
  app: { remindType: 1, most: 200 },
  sms: { remindType: 2, most: 20 },
  phone: { remindType: 3, most: 20 },
} as const

/** A DING. It is an extra: nothing stands in for it, and what became of it is not asked. */
export const ding: DingTalkChannel = {
  facts: { repeatable: false, perCall: 200, fate: null, standIn: null, rings: true },
  send,
}

async function send({ settings, newApi }: Parts, parcel: Parcel): Promise<Told[]> {
  const { remindType, most } = ways[parcel.ding ?? 'app']
  if (parcel.to.length > most) {
    throw new ChannelError('invalid', `more than ${most} people in one DING`)
  }
  return eachWording(parcel, async (content, addresses) => {
    const { openDingId, failedList } = await newApi.ding({
      robotCode: settings.robotCode,
      remindType,
      receiverUserIdList: addresses,
      content,
    })
    const reasons = new Map(
      Object.entries(failedList ?? {}).flatMap(([reason, people]) =>
        people.map((person) => [person, reason] as const),
      ),
    )
    return addresses.map((address): Told => {
      const reason = reasons.get(address)
      if (reason !== undefined) return { address, state: 'failed', reason }
      return { address, state: 'sent', ...(openDingId && { ticket: openDingId }) }
    })
  })
}
