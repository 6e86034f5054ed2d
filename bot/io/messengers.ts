import { ChannelError, type Channel, type Messenger } from '../core/ports'

/**
 * Several messengers as one: whoever carries a channel is called for it. Of two that carry the same
 * the first does.
 */
export function joinMessengers(messengers: readonly Messenger[]): Messenger {
  const carrierOf = async (channel: Channel): Promise<Messenger> => {
    const carrier = messengers.find((messenger) => messenger.channels.has(channel))
    if (!carrier) throw new ChannelError('invalid', `nobody carries the channel ${channel}`)
    return carrier
  }
  return {
    channels: new Map(messengers.toReversed().flatMap((messenger) => [...messenger.channels])),
    send: async (parcel) => (await carrierOf(parcel.channel)).send(parcel),
    update: async (parcel) => (await carrierOf(parcel.channel)).update(parcel),
    fates: async (channel, ticket) => (await carrierOf(channel)).fates(channel, ticket),
    spent() {
      const spent = messengers.map((messenger) => messenger.spent())
      return {
        api: spent.reduce((sum, { api }) => sum + api, 0),
        stream: spent.reduce((sum, { stream }) => sum + stream, 0),
      }
    },
  }
}
