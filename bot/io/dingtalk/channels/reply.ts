import { z } from 'zod'
import { plain } from '../../../core/card'
import type { Parcel, Told } from '../../../core/ports'
import { postJson } from '../oldapi'
import { replyAddress } from '../reply'
import { mishapOf, troubleOf } from '../trouble'
import type { DingTalkChannel, Parts } from './channel'

/**
 * An answer in the conversation that somebody wrote from, for as long as DingTalk takes it; then a
 * text.
 */
export const reply: DingTalkChannel = {
  facts: {
    repeatable: false,
    perCall: 1,
    fate: null,
    standIn: { channel: 'text' },
    answers: true,
  },
  send,
}

async function send({ settings, meter }: Parts, { to: [one], words }: Parcel): Promise<Told[]> {
  if (!one) return []
  const { address } = one
  const url = replyAddress(address, settings)
  if (typeof url !== 'string') return [{ address, state: 'failed', reason: url.refused }]
  try {
    const content = words ?? plain(one.view)
    const body = { msgtype: 'text', text: { content } }
    await postJson(url, body, z.unknown(), settings.timing.call)
    meter.pushed()
    return [{ address, state: 'sent' }]
  } catch (thrown) {
    const trouble = troubleOf(mishapOf(thrown))
    if (trouble.kind !== 'invalid' && trouble.kind !== 'denied') throw trouble
    return [{ address, state: 'failed', reason: trouble.reason }]
  }
}
