import { Problem } from '../../../shared/problem'
import { isSign } from '../text'

/**
 * A tag as it stands: its name without the prefix of a namespace, which is the writer's own choice;
 * `start` and `end` are its place in the text.
 */
export type Tag = {
  name: string
  prefix: string
  kind: 'open' | 'close' | 'empty'
  attributes: string
  start: number
  end: number
}
export type Visitor = { tag: (tag: Tag) => void; text?: (text: string) => void }

const broken = () => new Problem('file.broken')
const sign = { quote: 34, apostrophe: 39, less: 60, more: 62, stroke: 47 }

/** Goes through XML once, from the front to the back; what it costs grows with its length alone. */
export function walk(xml: string, { tag, text = () => undefined }: Visitor) {
  let at = 0
  while (at < xml.length) {
    const start = xml.indexOf('<', at)
    if (start < 0) return
    if (start > at) text(unescaped(xml.slice(at, start)))
    at =
      xml.startsWith('<!', start) || xml.startsWith('<?', start)
        ? skipped(xml, start, text)
        : read(xml, start, tag)
  }
}
/** Behind a comment, an instruction, or words that are not escaped. */
function skipped(xml: string, start: number, text: (text: string) => void): number {
  if (xml.startsWith('<!--', start)) return behind(xml, '-->', start + 4)
  if (xml.startsWith('<?', start)) return behind(xml, '?>', start + 2)
  // No workbook has a document type: it is the way to entities that grow.
  if (!xml.startsWith('<![CDATA[', start)) throw broken()
  const end = behind(xml, ']]>', start + 9)
  text(xml.slice(start + 9, end - 3))
  return end
}
function behind(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from)
  if (at < 0) throw broken()
  return at + mark.length
}
function read(xml: string, start: number, tag: (tag: Tag) => void): number {
  const end = endOfTag(xml, start + 1)
  const isClose = xml.charCodeAt(start + 1) === sign.stroke
  const isEmpty = xml.charCodeAt(end - 2) === sign.stroke
  const inside = xml.slice(start + (isClose ? 2 : 1), isEmpty ? end - 2 : end - 1)
  const space = inside.search(/\s/)
  const fullName = space < 0 ? inside : inside.slice(0, space)
  const colon = fullName.indexOf(':')
  const kind = isEmpty ? 'empty' : 'open'
  tag({
    name: fullName.slice(colon + 1),
    prefix: fullName.slice(0, colon + 1),
    kind: isClose ? 'close' : kind,
    attributes: space < 0 ? '' : inside.slice(space + 1),
    start,
    end,
  })
  return end
}
/** Behind the sign that ends a tag; one within quotes ends nothing. */
function endOfTag(xml: string, from: number): number {
  let quote = 0
  for (let at = from; at < xml.length; at++) {
    const code = xml.charCodeAt(at)
    if (quote) {
      if (code === quote) quote = 0
    } else if (code === sign.more) return at + 1
    else if (code === sign.quote || code === sign.apostrophe) quote = code
    else if (code === sign.less) throw broken()
  }
  throw broken()
}

/** Attributes by their names, without prefixes. */
export function attributesOf({ attributes }: Tag): Map<string, string> {
  const found = new Map<string, string>()
  let at = 0
  for (let is = attributes.indexOf('='); is >= 0; is = attributes.indexOf('=', at)) {
    const name = attributes.slice(at, is).trim()
    let open = is + 1
    while (/\s/.test(attributes.charAt(open))) open++
    const quote = attributes.charAt(open)
    const close = quote === '"' || quote === "'" ? attributes.indexOf(quote, open + 1) : -1
    if (close < 0) throw broken()
    found.set(name.slice(name.indexOf(':') + 1), unescaped(attributes.slice(open + 1, close)))
    at = close + 1
  }
  return found
}

const named = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])
/** An entity that nobody knows stays as it stands. */
const unescaped = (text: string) =>
  text.includes('&')
    ? text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,4});/gi, (whole, name: string) => {
        if (!name.startsWith('#')) return named.get(name) ?? whole
        const code = Number(/^#x/i.test(name) ? `0${name.slice(1)}` : name.slice(1))
        return isSign(code) ? String.fromCodePoint(code) : whole
      })
    : text
export const escaped = (text: string) =>
  text
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** XML says by its first bytes how it is written; of what is met in workbooks. */
export function xmlText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return Buffer.from(bytes.subarray(2)).swap16().toString('utf16le')
  }
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}
