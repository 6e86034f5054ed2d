import { attributesOf, walk } from './xml'

/** The formats that show a day, of those that every workbook has (also under 年月日 systems). */
const builtIn = new Set([14, 15, 16, 17, 22, ...range(27, 36), ...range(50, 58)])
function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
/** Does such a format show a day? What stands in quotes or brackets is no part of it. */
const showsDay = (code: string) =>
  /[yd]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').replace(/general/i, ''))

/** The styles of cells by which a number is a day. */
export function dayStyles(xml: string): Set<number> {
  const formats = new Map<number, string>()
  const days = new Set<number>()
  let inCells = false
  let index = 0
  walk(xml, {
    tag(tag) {
      if (tag.name === 'cellXfs') inCells = tag.kind === 'open'
      if (tag.kind === 'close') return
      if (tag.name === 'numFmt') {
        const { id, code } = formatIn(attributesOf(tag))
        formats.set(id, code)
      }
      if (tag.name !== 'xf' || !inCells) return
      const id = Number(attributesOf(tag).get('numFmtId') ?? 0)
      const code = formats.get(id)
      if (code === undefined ? builtIn.has(id) : showsDay(code)) days.add(index)
      index++
    },
  })
  return days
}
const formatIn = (attributes: Map<string, string>) => ({
  id: Number(attributes.get('numFmtId')),
  code: attributes.get('formatCode') ?? '',
})

/** Texts that many cells share. How to read a word aloud is no part of it. */
export function sharedTexts(xml: string): string[] {
  const texts: string[] = []
  let words: string[] = []
  let inWords = false
  let aloud = 0
  walk(xml, {
    tag({ name, kind }) {
      if (name === 'si' && kind !== 'close') words = []
      if (name === 'rPh' && kind !== 'empty') aloud += kind === 'open' ? 1 : -1
      if (name === 't') inWords = kind === 'open' && !aloud
      if (name === 'si' && kind !== 'open') texts.push(plainText(words.join('')))
    },
    text(text) {
      if (inWords) words.push(text)
    },
  })
  return texts
}
/** What XML cannot hold is written `_x000D_`. */
export const plainText = (text: string) =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-F]{4})_/gi, (_, code: string) =>
        String.fromCharCode(parseInt(code, 16)),
      )
    : text
