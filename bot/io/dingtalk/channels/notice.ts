import { createHash } from 'node:crypto'
import { z } from 'zod'
import { timeOf } from '../../../../shared/time'
import type { Fate, Parcel, Told } from '../../../core/ports'
import { fit } from '../vars'
import type { DingTalkChannel, Parts } from './channel'
import { eachWording } from './wordings'

/** 2,048 bytes with the JSON around. */
const mostNotice = 1_980

/**
 * A work notice (工作通知), which another server of DingTalk carries. Its answer names whom it did not
 * reach.
 */
export const notice: DingTalkChannel = {
  facts: { repeatable: false, perCall: 100, fate: { missing: 'unsaid' }, standIn: 'byPolicy' },
  send,
  fates,
}

const TaskAnswer = z.object({ task_id: z.coerce.string() })

function send({ settings, oldApi }: Parts, parcel: Parcel): Promise<Told[]> {
  return eachWording(parcel, async (words, addresses) => {
    const { task_id } = await oldApi.post(
      '/topapi/message/corpconversation/asyncsend_v2',
      {
        agent_id: Number(settings.agentId),
        userid_list: addresses.join(','),
        to_all_user: false,
        msg: { msgtype: 'text', text: { content: numbered(words, parcel.key, settings.now()) } },
      },
      TaskAnswer,
    )
    return addresses.map((address) => ({ address, state: 'sent', ticket: task_id }))
  })
}

/**
 * DingTalk says yes to the same words to the same person on the same day and drops them: each
 * notice gets its time and number.
 */
function numbered(words: string, key: string, now: Date): string {
  const serial = createHash('sha256').update(key).digest().readUInt32BE() % 1_000_000
  const tail = `\n（${timeOf(now)}，编号 ${String(serial).padStart(6, '0')}）`
  const escapes = Buffer.byteLength(JSON.stringify(words)) - Buffer.byteLength(words)
  return fit(words, mostNotice - escapes - Buffer.byteLength(tail)) + tail
}

const Ids = z
  .array(z.string())
  .nullish()
  .transform((ids) => ids ?? [])
const Result = z.object({
  send_result: z.object({
    read_user_id_list: Ids,
    unread_user_id_list: Ids,
    invalid_user_id_list: Ids,
    forbidden_user_id_list: Ids,
    failed_user_id_list: Ids,
    forbidden_list: z
      .array(z.object({ userid: z.union([z.string(), z.array(z.string())]) }))
      .nullish(),
  }),
})

async function fates({ settings, oldApi }: Parts, ticket: string): Promise<Fate[]> {
  const { send_result: result } = await oldApi.post(
    '/topapi/message/corpconversation/getsendresult',
    { agent_id: Number(settings.agentId), task_id: Number(ticket) },
    Result,
  )
  const absent = new Set([
    ...result.invalid_user_id_list,
    ...result.forbidden_user_id_list,
    ...result.failed_user_id_list,
    ...(result.forbidden_list ?? []).flatMap(({ userid }) => userid),
  ])
  const delivered = result.unread_user_id_list.filter((id) => !absent.has(id))
  return [
    ...fatesOf('read', result.read_user_id_list),
    ...fatesOf('delivered', delivered),
    ...fatesOf('absent', [...absent]),
  ]
}
const fatesOf = (state: Fate['state'], addresses: readonly string[]) =>
  addresses.map((address): Fate => ({ address, state }))
