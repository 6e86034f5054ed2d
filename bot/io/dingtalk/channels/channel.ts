import type { ChannelFacts, Fate, Parcel, Told } from '../../../core/ports'
import type { Meter } from '../meter'
import type { NewApi } from '../newapi'
import type { OldApi } from '../oldapi'
import type { Settings } from '../settings'

/** What a channel works with. */
export type Parts = { settings: Settings; newApi: NewApi; oldApi: OldApi; meter: Meter }
/** One way in which DingTalk carries messages: how it behaves, and its calls. */
export type DingTalkChannel = {
  facts: ChannelFacts
  send(parts: Parts, parcel: Parcel): Promise<Told[]>
  update?(parts: Parts, parcel: Pick<Parcel, 'key' | 'to'>): Promise<void>
  fates?(parts: Parts, ticket: string): Promise<Fate[]>
}
