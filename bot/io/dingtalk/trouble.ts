import { z } from 'zod'
import { own } from '../../../shared/own'
import { ChannelError, type ChannelTrouble } from '../../core/ports'

/** What came instead of an answer, before anybody judged it. */
export type Mishap =
  | { from: 'network'; code: string; words: string }
  | { from: 'page'; status: number; text: string }
  | { from: 'new'; status: number; code: string; words: string }
  | { from: 'old'; errcode: number; subcode: string; words: string }

/** Carries a mishap up to where it is judged. */
export class CallRefused extends Error {
  constructor(readonly mishap: Mishap) {
    super(JSON.stringify(mishap))
  }
}

/** The token was not taken: fetch a new one and try once more, nothing has happened. */
export const isStaleToken = (mishap: Mishap) =>
  (mishap.from === 'new' && mishap.status === 400 && mishap.code === 'InvalidAuthentication') ||
  (mishap.from === 'old' &&
    [mishap.errcode, Number(mishap.subcode)].some((code) => code === 40014 || code === 42001))

const waits: Partial<Record<ChannelTrouble, number>> = { throttled: 1_000, banned: 300_000 }

/**
 * What a mishap means for the sender: may it be tried again, when, or does nobody know whether it
 * happened?
 */
export function troubleOf(mishap: Mishap): ChannelError {
  const [kind, reason] = judge(mishap)
  return new ChannelError(kind, reason, waits[kind], mishap)
}

function judge(mishap: Mishap): [ChannelTrouble, string] {
  switch (mishap.from) {
    case 'network':
      return [
        unreached.has(mishap.code) || mishap.code.startsWith('CERT_') ? 'unavailable' : 'unknown',
        `${mishap.code} ${mishap.words}`.trim(),
      ]
    case 'page':
      return judgePage(mishap.status, mishap.text)
    case 'new':
      return [
        judgeNew(mishap.status, mishap.code),
        `${mishap.status} ${mishap.code} ${mishap.words}`.trim(),
      ]
    case 'old':
      return [
        judgeOld(mishap.errcode, mishap.subcode),
        `${mishap.errcode}${mishap.subcode && `/${mishap.subcode}`} ${mishap.words}`.trim(),
      ]
  }
}

/** No byte reached DingTalk. */
const unreached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

const X5 = z.looseObject({ source: z.literal('x5') })
/**
 * Is this the answer of the guard in front of DingTalk, which shuts an address out for five
 * minutes?
 */
export const isBan = (answer: unknown) => X5.safeParse(answer).success

/**
 * A page instead of JSON: from a gateway (5xx) nobody knows what happened behind it; any other page
 * is the ban.
 */
function judgePage(status: number, text: string): [ChannelTrouble, string] {
  if (status === 429) return ['throttled', '429 page']
  const banned = status < 500 && (/^\s*</.test(text) || /"source"\s*:\s*"x5"/.test(text))
  return [banned ? 'banned' : 'unknown', `${status} ${banned ? 'ban page' : 'not JSON'}`]
}

function judgeNew(status: number, code: string): ChannelTrouble {
  if (/ApiCountLimit/i.test(code)) return 'quota'
  if (
    status === 429 ||
    /Q(ps|pm)Limit/i.test(code) ||
    code === 'send.too.fast' ||
    code === 'toomuch.msg'
  ) {
    return 'throttled'
  }
  if (/system\.?busy/i.test(code)) return 'unavailable'
  if (status >= 500) return 'unknown'
  if (status === 401 || status === 403 || denials.has(code)) return 'denied'
  return 'invalid'
}
const denials = new Set([
  'InvalidAuthentication',
  'AuthenticationFailed.MissingParameter',
  'invalidClientIdOrSecret',
  'authFailed',
  'ding.serverquota.insufficient',
  'chatbotId.notAllow.sendOTO',
])

function judgeOld(errcode: number, subcode: string): ChannelTrouble {
  if (errcode === 15 || (errcode === 88 && !subcode)) return 'unknown'
  return own(oldCodes, String(errcode === 88 ? subcode : errcode)) ?? 'invalid'
}
const oldCodes: Record<string, ChannelTrouble> = {
  90018: 'throttled',
  90002: 'throttled',
  90020: 'quota',
  '-1': 'unavailable',
  15: 'unknown',
  60011: 'denied',
  60020: 'denied',
  50002: 'denied',
  50004: 'denied',
  40014: 'denied',
  42001: 'denied',
  40000: 'denied',
  40089: 'denied',
  40001: 'denied',
  40096: 'denied',
}

const Thrown = z
  .object({
    name: z.string().catch(''),
    message: z.string().catch(''),
    code: z.string().catch(''),
    cause: z.unknown().optional(),
  })
  .catch({ name: '', message: '', code: '', cause: undefined })
/**
 * Whatever was thrown on the way to an answer, as a mishap: `fetch` hides the cause, the SDK mixes
 * names and codes.
 */
export function mishapOf(thrown: unknown): Mishap {
  if (thrown instanceof CallRefused) return thrown.mishap
  const outer = Thrown.parse(thrown)
  const inner = Thrown.parse(outer.cause)
  return {
    from: 'network',
    code: outer.code || inner.code || outer.name,
    words: inner.message || outer.message,
  }
}
