import { z } from 'zod'
import type { Inbound } from '../../core/ports'
import { jsonOf } from './calls'
import { replyTo } from './reply'

export const robotTopic = '/v1.0/im/bot/messages/get'
export const cardTopic = '/v1.0/card/instances/callback'
export const subscriptions = () => [
  { type: 'EVENT', topic: '*' },
  { type: 'CALLBACK', topic: robotTopic },
  { type: 'CALLBACK', topic: cardTopic },
]

const Word = z.string().nullish().catch(null)
/** What DingTalk pushes, whatever it is about. */
export const Frame = z.looseObject({
  type: z.string(),
  headers: z.looseObject({ messageId: Word, topic: Word, eventType: Word, eventId: Word }),
  data: z.string().nullish().catch(null),
})
export type Frame = z.output<typeof Frame>

/**
 * A frame understood, or why it is none of ours. `outTrackId` names the card that was pressed;
 * `billed` counts towards the month.
 */
export type Reading =
  | { inbound: Inbound; outTrackId?: string; billed: boolean; note?: string }
  | { ignored: string; billed: boolean }

/** Reads an EVENT or a CALLBACK. Pure, and never throws: DingTalk's fields drift. */
export function read(frame: Frame): Reading {
  const data = jsonOf(frame.data ?? '')
  if (frame.type === 'EVENT') return readEvent(frame.headers, data)
  if (frame.headers.topic === robotTopic) return readMessage(data)
  if (frame.headers.topic === cardTopic) return readPress(frame.headers, data)
  return { ignored: `topic ${frame.headers.topic}`, billed: true }
}

const Loose = z.record(z.string(), z.unknown()).catch({})
const Ids = z
  .union([z.array(z.coerce.string()), z.coerce.string().transform((one) => [one])])
  .catch([])

function readEvent({ eventType, eventId, messageId }: Frame['headers'], data: unknown): Reading {
  const type = eventType ?? ''
  const id = eventId || messageId
  const billed = !/^(user_\w+_org|org_\w+|label_\w+)$/.test(type)
  if (billed || !id) return { ignored: `event ${type}`, billed }
  const people = type.startsWith('user_')
    ? Object.entries(Loose.parse(data)).flatMap(([key, value]) =>
        /^user_?ids?$/i.test(key) ? Ids.parse(value) : [],
      )
    : []
  return { inbound: { kind: 'hint', id, people: [...new Set(people.filter(Boolean))] }, billed }
}

const Message = z.object({
  msgId: z.string().min(1),
  msgtype: z.string().catch(''),
  conversationType: z.coerce.string().catch('1'),
  senderStaffId: Word,
  text: z.object({ content: z.string() }).nullish().catch(null),
  content: z
    .object({
      recognition: Word,
      richText: z
        .array(z.object({ text: Word }))
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
  sessionWebhook: Word,
  sessionWebhookExpiredTime: z.coerce.number().nullish().catch(null),
  errorCode: z.coerce.string().nullish().catch(null),
  errorMessage: Word,
})

function readMessage(data: unknown): Reading {
  const message = Message.safeParse(data)
  if (!message.success) return { ignored: 'robot message of an unknown shape', billed: true }
  const {
    msgId,
    conversationType,
    senderStaffId,
    sessionWebhook,
    sessionWebhookExpiredTime,
    errorCode,
    errorMessage,
  } = message.data
  return {
    inbound: {
      kind: 'said',
      id: msgId,
      from: senderStaffId || null,
      text: textOf(message.data),
      group: conversationType === '2',
      replyTo: sessionWebhook ? replyTo(sessionWebhook, sessionWebhookExpiredTime) : '',
    },
    billed: true,
    // The month's quota of pushes is used up: DingTalk tells that somebody wrote, and keeps the
    // words.
    ...(errorCode && { note: `${errorCode} ${errorMessage ?? ''}`.trim() }),
  }
}

/**
 * The words of a message, also those DingTalk heard in a voice message. Null: a picture, a file, or
 * nothing.
 */
const textOf = (message: z.output<typeof Message>): string | null =>
  wordsOf(message)?.trim() || null
function wordsOf({ msgtype, text, content }: z.output<typeof Message>) {
  if (msgtype === 'text') return text?.content
  if (msgtype === 'richText') return content?.richText?.map((part) => part.text ?? '').join('')
  return msgtype === 'audio' ? content?.recognition : null
}

const Press = z.object({
  userId: z.string().min(1),
  outTrackId: z.string().min(1),
  content: z.unknown().optional(),
  value: z.unknown().optional(),
})
const Params = z.record(z.string(), z.unknown()).nullish().catch(null)
const Pressed = z
  .object({
    cardPrivateData: z
      .object({ actionIds: z.array(z.string()).nullish().catch(null), params: Params })
      .nullish()
      .catch(null),
    params: Params,
  })
  .catch({ cardPrivateData: null, params: null })

function readPress({ messageId }: Frame['headers'], data: unknown): Reading {
  const press = Press.safeParse(data)
  if (!press.success || !messageId) return { ignored: 'press of an unknown shape', billed: true }
  const { userId, outTrackId, content, value } = press.data
  const asked = buttonOf(content) ?? buttonOf(value)
  if (!asked) return { ignored: `press on a card that is not ours: ${outTrackId}`, billed: true }
  return {
    inbound: { kind: 'press', id: messageId, from: userId, ...asked },
    outTrackId,
    billed: true,
  }
}

const operationName = /^\w+\.\w+$/

/**
 * The button's `action` and `params`: as the template returns them, or with the operation as the id
 * of the action.
 */
function buttonOf(content: unknown): { operation: string; input: unknown } | undefined {
  const { cardPrivateData, params: outside } = Pressed.parse(
    typeof content === 'string' ? jsonOf(content) : content,
  )
  const { action, params, ...rest } = cardPrivateData?.params ?? outside ?? {}
  const operation = operationOf(action, cardPrivateData?.actionIds?.[0])
  if (!operation) return undefined
  const input = params === undefined ? rest : inputOf(params)
  return input === undefined ? undefined : { operation, input }
}
function operationOf(action: unknown, actionId: string | undefined): string | undefined {
  if (typeof action === 'string' && action) return action
  return actionId && operationName.test(actionId) ? actionId : undefined
}
/** Undefined when it is text that is not JSON. */
function inputOf(params: unknown): unknown {
  if (typeof params !== 'string') return params
  return params ? jsonOf(params) : {}
}
