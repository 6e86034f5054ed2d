import { createHash } from 'node:crypto'
import { z } from 'zod'
import { plain } from '../../core/card'
import {
  ChannelError,
  type Addressee,
  type Channel,
  type ChannelFacts,
  type Fate,
  type Messenger,
  type Parcel,
  type Told,
} from '../../core/ports'
import type { Meter } from './meter'
import type { DeliverResult, NewApi } from './newapi'
import { postJson, type OldApi } from './oldapi'
import { replyAddress } from './reply'
import type { Settings } from './settings'
import { mishapOf, troubleOf } from './trouble'
import { fit, shared, varsOf } from './vars'

/** Only a card has a key of its own: DingTalk refuses to make it twice. */
const facts: Record<Channel, ChannelFacts> = {
  card: { repeatable: true },
  text: { repeatable: false },
  notice: { repeatable: false },
  ding: { repeatable: false },
  reply: { repeatable: false },
}
const mostDing = { app: 200, sms: 20, phone: 20 }
const remindTypes = { app: 1, sms: 2, phone: 3 }
const spaceIdLength = 1_000
/** 2,048 bytes with the JSON around. */
const mostNotice = 1_980
const byKey = { updateCardDataByKey: true, updatePrivateDataByKey: true }

type Parts = { settings: Settings; newApi: NewApi; oldApi: OldApi; meter: Meter }

/** DingTalk as the carrier of messages: five channels, each in its cheapest call, no bare 200 believed. */
export function createMessenger(parts: Parts): Messenger {
  const channels = {
    card: sendCard,
    text: sendText,
    notice: sendNotice,
    ding: sendDing,
    reply: sendReply,
  }
  return {
    facts,
    send: (parcel) => channels[parcel.channel](parts, parcel),
    async update(key, to) {
      // Private data hides what is shared, so whoever once got his own variables needs them again.
      const privateData = Object.fromEntries(
        to.map(({ address, view }) => [
          address,
          { cardParamMap: varsOf(view, parts.settings.links) },
        ]),
      )
      if (to.length) {
        await parts.newApi.updateCard({
          outTrackId: key,
          userIdType: 1,
          privateData,
          cardUpdateOptions: byKey,
        })
      }
    },
    fates: (channel, ticket) =>
      channel === 'text'
        ? textFates(parts, ticket)
        : channel === 'notice'
          ? noticeFates(parts, ticket)
          : Promise.resolve([]),
    spent: parts.meter.take,
  }
}

async function sendCard({ settings, newApi }: Parts, { key, to }: Parcel): Promise<Told[]> {
  const { spaces, within, beyond } = spacesFor(to)
  const first = to[0]
  if (!first || !within.length) return beyond
  const words = varsOf(first.view, settings.links).title!
  const answer = await newApi.deliverCard({
    cardTemplateId: settings.templateId,
    outTrackId: key,
    callbackType: 'STREAM',
    userIdType: 1,
    ...shared(within, settings.links),
    openSpaceId: spaces,
    imRobotOpenSpaceModel: {
      supportForward: false,
      lastMessageI18n: { ZH_CN: words },
      notification: { alertContent: words, notificationOff: false },
    },
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: settings.robotCode },
  })
  if (answer === 'alreadyThere') {
    return [...within.map(({ address }) => ({ address, state: 'sent' as const })), ...beyond]
  }
  const results = new Map(
    answer.result?.deliverResults?.map((result) => [
      result.spaceId?.replace(/^IM_ROBOT\./i, ''),
      result,
    ]),
  )
  return [...within.map(({ address }) => toldOf(address, results.get(address))), ...beyond]
}

/** A place that is not named in the answer was not reached. */
const toldOf = (address: string, result: DeliverResult | undefined): Told =>
  result?.success
    ? { address, state: 'sent' }
    : { address, state: 'failed', reason: result?.errorMsg || 'not delivered' }

/** Long ids may not all fit into one call: the rest is held for the next. */
function spacesFor(to: readonly Addressee[]) {
  let spaces = 'dtv1.card//'
  const within: Addressee[] = []
  const beyond: Told[] = []
  for (const one of to) {
    const space = `${within.length ? ';' : ''}IM_ROBOT.${one.address}`
    if (spaces.length + space.length > spaceIdLength) {
      beyond.push({ address: one.address, state: 'held', reason: 'no room in this call' })
    } else {
      spaces += space
      within.push(one)
    }
  }
  return { spaces, within, beyond }
}

function sendText({ settings, newApi }: Parts, parcel: Parcel): Promise<Told[]> {
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

const TaskAnswer = z.object({ task_id: z.coerce.string() })

function sendNotice({ settings, oldApi }: Parts, parcel: Parcel): Promise<Told[]> {
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

/** DingTalk says yes to the same words to the same person on the same day and drops them: each notice gets its time and number. */
function numbered(words: string, key: string, now: Date): string {
  const time = now.toLocaleTimeString('zh-CN', {
    timeZone: 'Asia/Shanghai',
    hour: '2-digit',
    minute: '2-digit',
  })
  const serial = createHash('sha256').update(key).digest().readUInt32BE() % 1_000_000
  const tail = `\n（${time}，编号 ${String(serial).padStart(6, '0')}）`
  const escapes = Buffer.byteLength(JSON.stringify(words)) - Buffer.byteLength(words)
  return fit(words, mostNotice - escapes - Buffer.byteLength(tail)) + tail
}

function sendDing({ settings, newApi }: Parts, parcel: Parcel): Promise<Told[]> {
  const way = parcel.ding ?? 'app'
  if (parcel.to.length > mostDing[way]) {
    return Promise.reject(
      new ChannelError('invalid', `more than ${mostDing[way]} people in one DING`),
    )
  }
  return eachWording(parcel, async (content, addresses) => {
    const { openDingId, failedList } = await newApi.ding({
      robotCode: settings.robotCode,
      remindType: remindTypes[way],
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
      return reason === undefined
        ? { address, state: 'sent', ...(openDingId && { ticket: openDingId }) }
        : { address, state: 'failed', reason }
    })
  })
}

async function sendReply(
  { settings, meter }: Parts,
  { to: [one], words }: Parcel,
): Promise<Told[]> {
  if (!one) return []
  const url = replyAddress(one.address, settings)
  if (typeof url !== 'string') {
    return [{ address: one.address, state: 'failed', reason: url.refused }]
  }
  try {
    await postJson(
      url,
      { msgtype: 'text', text: { content: words ?? plain(one.view) } },
      z.unknown(),
      settings.timing.call,
    )
    meter.pushed()
    return [{ address: one.address, state: 'sent' }]
  } catch (thrown) {
    const trouble = troubleOf(mishapOf(thrown))
    if (trouble.kind !== 'invalid' && trouble.kind !== 'denied') throw trouble
    return [{ address: one.address, state: 'failed', reason: trouble.reason }]
  }
}

/** Calls once for each wording, nearly always one. After a first success an error is told of the rest only, lest the whole be sent again. */
async function eachWording(
  { to, words }: Parcel,
  call: (content: string, addresses: string[]) => Promise<Told[]>,
): Promise<Told[]> {
  const wordings = new Map<string, string[]>()
  for (const { address, view } of to) {
    const content = words ?? plain(view)
    wordings.set(content, [...(wordings.get(content) ?? []), address])
  }
  const told: Told[] = []
  for (const [content, addresses] of wordings) {
    try {
      told.push(...(await call(content, addresses)))
    } catch (error) {
      if (!told.length || !(error instanceof ChannelError)) throw error
      const state = ['unknown', 'invalid', 'denied'].includes(error.kind) ? 'failed' : 'held'
      told.push(...addresses.map((address): Told => ({ address, state, reason: error.message })))
    }
  }
  return told
}

/** Who is not on the list of a message that was taken has never had it. */
async function textFates({ settings, newApi }: Parts, ticket: string): Promise<Fate[]> {
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

async function noticeFates({ settings, oldApi }: Parts, ticket: string): Promise<Fate[]> {
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
  const all = {
    read: result.read_user_id_list,
    delivered: result.unread_user_id_list.filter((id) => !absent.has(id)),
    absent: [...absent],
  }
  return Object.entries(all).flatMap(([state, ids]) =>
    ids.map((address): Fate => ({ address, state: state as Fate['state'] })),
  )
}
