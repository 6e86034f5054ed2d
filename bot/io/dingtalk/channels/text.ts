import { ChannelError, type Fate, type Parcel, type Told } from '../../../core/ports'
import type { DingTalkChannel, Parts } from './channel'
import { eachWording } from './wordings'

/** A text of the robot. Who is not on the list of a message that was taken has never had it. */
export const text: DingTalkChannel = {
  facts: { repeatable: false, perCall: 20, fate: { missing: 'absent' }, standIn: 'byPolicy' },
  send,
  fates,
}

function send({ settings, newApi }: Parts, parcel: Parcel): Promise<Told[]> {
  return eachWording(parcel, async (content, addresses) => {
    const { processQueryKey, invalidStaffIdList, flowControlledStaffIdList } = await newApi.text({
      robotCode: settings.robotCode,
      userIds: addresses,
      msgKey: 'sampleText',
      msgParam: JSON.stringify({ content }),
    })
    const invalid = new Set(invalidStaffIdList)
    const held = new Set(flowControlledStaffIdList)
    return addresses.map((address): Told => {
      if (invalid.has(address)) return { address, state: 'failed', reason: 'unknown to the robot' }
      if (held.has(address)) return { address, state: 'held', reason: 'flow control' }
      return { address, state: 'sent', ...(processQueryKey && { ticket: processQueryKey }) }
    })
  })
}

async function fates({ settings, newApi }: Parts, ticket: string): Promise<Fate[]> {
  const { sendStatus, messageReadInfoList } = await newApi.readStatus({
    robotCode: settings.robotCode,
    processQueryKey: ticket,
  })
  if (sendStatus === 'PROCESSING') {
    throw new ChannelError('unavailable', 'DingTalk is still sending')
  }
  return (messageReadInfoList ?? []).map(({ userId, readStatus }) => ({
    address: userId,
    state: readStatus === 'READ' ? 'read' : 'delivered',
  }))
}
