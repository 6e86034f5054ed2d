import type { Messenger } from '../../core/ports'
import { channelOf, channels } from './channels'
import type { Parts } from './channels/channel'

/** DingTalk as the carrier of messages: each channel in its cheapest call, no bare 200 believed. */
export const createMessenger = (parts: Parts): Messenger => ({
  channels,
  send: async (parcel) => channelOf(parcel.channel).send(parts, parcel),
  update: async (parcel) => channelOf(parcel.channel).update?.(parts, parcel),
  fates: async (channel, ticket) => (await channelOf(channel).fates?.(parts, ticket)) ?? [],
  spent: parts.meter.take,
})
