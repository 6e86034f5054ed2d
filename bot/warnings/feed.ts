import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'
import { Problem } from '../../shared/problem'
import { lastMoment, type Color } from '../../shared/vocabulary'
import { cut, isSign } from '../core/text'

/**
 * A file of the national warning system (domain sheet C.2) as far as we use it. `color` is null
 * only where a warning is called off.
 */
export type FeedWarning = {
  identifier: string
  message: 'Alert' | 'Update' | 'Cancel'
  drill: boolean
  references: string | null
  note: string
  sender: string
  sentAt: Date
  eventType: string
  color: Color | null
  headline: string
  text: string
  instruction: string
  expiresAt: Date | null
  codes: string[]
}

const maxBytes = 1_048_576
const refusal = (what: string) => new Problem('feed.invalid', { what })
/** Of several, the first counts. */
const firstOf = <T extends z.ZodType>(schema: T) =>
  z.preprocess((one) => (Array.isArray(one) ? (one[0] as unknown) : one), schema)
const Text = z.string().transform((text) => decoded(text).trim())
const optional = Text.optional().transform((text) => text ?? '')
const Moment = Text.transform((text, context) => {
  const found =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text)
  const at = new Date(found ? `${found[1]}T${found[2]}${found[3] ?? '+08:00'}` : NaN)
  if (Number.isNaN(at.getTime()) || at > lastMoment) {
    context.addIssue('不是时间')
    return z.NEVER
  }
  return at
})
const maybeMoment = z.preprocess((text) => text || undefined, Moment.optional())
const Areas = z.union([
  z.object({ geocode: z.union([Text, z.array(Text)]) }).loose(),
  z.array(z.object({ geocode: z.union([Text, z.array(Text)]) }).loose()),
])
const Info = z
  .object({
    eventType: Text,
    severity: optional,
    expires: maybeMoment,
    senderName: optional,
    headline: optional,
    description: optional,
    instruction: optional,
    area: Areas.optional(),
  })
  .loose()
const Alert = z
  .object({
    identifier: Text.pipe(z.string().min(1).max(64)),
    sender: optional,
    sendTime: Moment,
    status: Text.pipe(z.enum(['Actual', 'Test'])),
    msgType: Text.pipe(z.enum(['Alert', 'Update', 'Cancel'])),
    note: optional,
    references: optional,
    info: firstOf(Info),
    area: Areas.optional(),
  })
  .loose()
const fieldNames = new Map(
  Object.entries({
    identifier: '编号',
    sendTime: '发送时间',
    status: '状态',
    msgType: '类型',
    info: '内容',
    eventType: '灾种代码',
    expires: '失效时间',
    area: '区划',
    geocode: '区划代码',
  }),
)
const colorOfSeverity = new Map<string, Color>([
  ['Red', 'red'],
  ['Orange', 'orange'],
  ['Yellow', 'yellow'],
  ['Blue', 'blue'],
])

/**
 * Bytes of a file as a warning, or a sentence on why not. Nothing in it is looked up outside,
 * nothing is expanded.
 */
export function readFeed(bytes: Uint8Array): FeedWarning {
  if (bytes.length > maxBytes) throw new Problem('input.tooLarge')
  const parsed = Alert.safeParse(alertOf(textOf(bytes)))
  if (!parsed.success) throw refusal(faultOf(parsed.error))
  const { info, ...alert } = parsed.data
  const feed: FeedWarning = {
    identifier: alert.identifier,
    message: alert.msgType,
    drill: alert.status === 'Test',
    references: alert.references || null,
    note: alert.note,
    sender: cut(info.senderName || alert.sender, 64),
    sentAt: alert.sendTime,
    eventType: info.eventType,
    color: colorOfSeverity.get(info.severity) ?? null,
    headline: info.headline,
    text: info.description,
    instruction: info.instruction,
    expiresAt: info.expires ?? null,
    codes: codesOf(info.area, alert.area),
  }
  const gap = gapOf(feed, info.severity)
  if (gap) throw refusal(gap)
  return feed
}
/** What a message of its kind cannot do without, in words. */
function gapOf(
  { message, references, color, codes }: FeedWarning,
  severity: string,
): string | null {
  if (message === 'Cancel') return references ? null : '没有写解除哪一条'
  if (!color) return `颜色“${severity}”不认得`
  return codes.length ? null : '没有区划代码'
}
type AreaList = z.output<typeof Areas> | undefined
/** Each division once, wherever in the file it stands. */
function codesOf(...areas: AreaList[]): string[] {
  const lists = areas.flat().flatMap((area) => area?.geocode ?? [])
  return [...new Set(lists.flatMap((text) => text.split(/[\s,，;]+/)).filter(Boolean))]
}

/**
 * Where a division code (6, 9 or 12 digits, the rest noughts) lies in the tree; a province is its
 * two digits.
 */
export function pathOfCode(code: string): string | null {
  if (!/^\d{6}(\d{3}){0,2}\d{0,2}$/.test(code)) return null
  if (code.slice(2, 4) === '00') return code.slice(0, 2)
  const ends = [4, 6, 9, 12].filter(
    (end, level) => code.length >= end && !/^0+$/.test(code.slice([2, 4, 6, 9][level], end)),
  )
  return ends.map((end) => code.slice(0, end)).join('/')
}

const parser = new XMLParser({
  processEntities: false,
  ignoreAttributes: true,
  parseTagValue: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 16,
})
function alertOf(text: string): unknown {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new Problem('feed.unsafe')
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new Problem('feed.notXml', { what: `第 ${valid.err.line} 行不完整` })
  try {
    const { alert } = parser.parse(text) as { alert?: unknown }
    if (alert === undefined || typeof alert === 'string') throw refusal('没有 alert')
    return alert
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('feed.notXml', { what: '层数太多' })
  }
}

/**
 * The encoding is what the first bytes say, else the XML declaration, else UTF-8; a byte that does
 * not belong to it is refused.
 */
function textOf(bytes: Uint8Array): string {
  const label = encodingOf(bytes)
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch {
    throw new Problem('feed.notXml', { what: `文字编码不是 ${label.toUpperCase()}` })
  }
}
function encodingOf(bytes: Uint8Array): string {
  const opening = Buffer.from(bytes.slice(0, 200))
  return encodingOfMark(opening.toString('hex', 0, 2)) ?? declaredEncoding(opening) ?? 'utf-8'
}
/** By a byte order mark, or by how `<` stands in UTF-16. */
function encodingOfMark(firstTwoBytes: string): string | null {
  switch (firstTwoBytes) {
    case 'efbb':
      return 'utf-8'
    case 'fffe':
    case '3c00':
      return 'utf-16le'
    case 'feff':
    case '003c':
      return 'utf-16be'
    default:
      return null
  }
}
function declaredEncoding(opening: Buffer): string | undefined {
  const declaration = /^[^<]{0,3}<\?xml[^>]*encoding\s*=\s*["']([\w-]{1,20})["']/
  return declaration.exec(opening.toString('latin1'))?.[1]!.toLowerCase()
}

const signs = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
type SignName = keyof typeof signs
/** The five signs of XML and characters by number; there are no others without a DOCTYPE. */
const decoded = (text: string) =>
  text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|quot|apos|amp));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name) return signs[name.toLowerCase() as SignName]
      const code = decimal ? Number(decimal) : parseInt(hex!, 16)
      return isSign(code) ? String.fromCodePoint(code) : whole
    },
  )

/** The innermost field that is wrong, by its Chinese name. */
function faultOf(error: z.ZodError): string {
  const path = error.issues[0]!.path.map(String).reverse()
  const field = path.find((part) => fieldNames.has(part))
  return field ? `${fieldNames.get(field)}不对` : '不是预警的格式'
}
