import { ChannelError, type Channel, type Channels } from '../../../core/ports'
import { card } from './card'
import type { DingTalkChannel } from './channel'
import { ding } from './ding'
import { notice } from './notice'
import { reply } from './reply'
import { text } from './text'

/** The channels of DingTalk, by the names that policy and slices know them by. */
const known = new Map<Channel, DingTalkChannel>(Object.entries({ card, text, notice, ding, reply }))
export const channels: Channels = new Map([...known].map(([name, { facts }]) => [name, facts]))

export function channelOf(name: Channel): DingTalkChannel {
  const channel = known.get(name)
  if (!channel) throw new ChannelError('invalid', `DingTalk has no channel ${name}`)
  return channel
}
