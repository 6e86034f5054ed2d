import { Problem } from '../../../shared/problem'
import { limits, type Book, type Sheet } from './book'
import type { Shared } from './cells'
import { csvLines, csvText } from './csv'
import { fullBudget, readSheet } from './sheetXml'
import { dayStyles, sharedTexts } from './styles'
import { attributesOf, walk, xmlText } from './xml'
import { Archive, isZip } from './zip'

/**
 * Opens a table that somebody sent: .xlsx in every spelling that programs write, or plain text in
 * columns. What it costs grows with the file alone; whatever else it is has a sentence of its own.
 */
export function readBook(bytes: Buffer): Book {
  const book = readAny(bytes)
  if (!book.sheets.some((sheet) => sheet.lines.length)) throw new Problem('file.empty')
  return book
}
function readAny(bytes: Buffer): Book {
  if (!bytes.length) throw new Problem('file.empty')
  if (isOldContainer(bytes)) throw new Problem(kindOfOld(bytes))
  if (isZip(bytes)) return readWorkbook(bytes)
  const text = csvText(bytes).replace(/^\ufeff/, '')
  if (!text.trim()) throw new Problem('file.empty')
  if (/^\s*</.test(text)) throw new Problem('file.oldExcel')
  if (/^\s*(%PDF|[{[])/.test(text)) throw new Problem('file.notExcel')
  const sheet: Sheet = { name: '', part: '', visible: true, lines: csvLines(text) }
  return { sheets: [sheet], is1904: false }
}

/** What Office wrote before 2007, and in what it keeps a file with a password until today. */
const isOldContainer = (bytes: Buffer) => bytes.toString('hex', 0, 8) === 'd0cf11e0a1b11ae1'
function kindOfOld(bytes: Buffer) {
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) return 'file.encrypted'
  const isTable = ['Workbook', 'Book'].some((name) => bytes.includes(Buffer.from(name, 'utf16le')))
  return isTable ? 'file.oldExcel' : 'file.notExcel'
}

/** Whatever does not hold together, deep inside, is a broken file. */
function readWorkbook(bytes: Buffer): Book {
  try {
    return readParts(new Archive(bytes))
  } catch (error) {
    throw error instanceof RangeError ? new Problem('file.broken') : error
  }
}

type Target = { type: string; part: string }
function readParts(archive: Archive): Book {
  const book = bookPart(archive)
  const targets = targetsOf(archive, book)
  const { sheets, is1904 } = sheetsIn(xmlText(archive.read(book)))
  if (sheets.length > limits.sheets) throw new Problem('input.tooLarge')
  const partOf = (kind: string) =>
    [...targets.values()].find(({ type, part }) => type === kind && archive.has(part))?.part
  const texts = partOf('sharedStrings')
  const styles = partOf('styles')
  const shared: Shared = {
    texts: texts ? sharedTexts(xmlText(archive.read(texts))) : [],
    days: styles ? dayStyles(xmlText(archive.read(styles))) : new Set(),
    is1904,
  }
  const budget = fullBudget()
  const read = sheets.flatMap(({ name, id, visible }): Sheet[] => {
    const target = targets.get(id)
    if (!target) throw new Problem('file.broken')
    // A sheet may also be one chart.
    if (target.type !== 'worksheet') return []
    const said = readSheet(xmlText(archive.read(target.part)), shared, budget)
    return [{ name, part: target.part, visible, ...said }]
  })
  return { sheets: read, is1904 }
}

/** The part that says which sheets there are: where the file says it is, else where it usually is. */
function bookPart(archive: Archive): string {
  const said = [...targetsOf(archive, '').values()]
  const part = said.find(({ type }) => type === 'officeDocument')?.part ?? 'xl/workbook.xml'
  if (/\.bin$/i.test(part) || archive.has('content.xml')) throw new Problem('file.oldExcel')
  if (!archive.has(part)) throw new Problem('file.notExcel')
  return part
}

/** What a part refers to, by id. The type is the last word of its address, of either standard. */
function targetsOf(archive: Archive, part: string): Map<string, Target> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const rels = `${folder}_rels/${part.slice(folder.length)}.rels`
  const targets = new Map<string, Target>()
  if (!archive.has(rels)) return targets
  walk(xmlText(archive.read(rels)), {
    tag(tag) {
      if (tag.name !== 'Relationship' || tag.kind === 'close') return
      const attributes = attributesOf(tag)
      const type = attributes.get('Type') ?? ''
      targets.set(attributes.get('Id') ?? '', {
        type: type.slice(type.lastIndexOf('/') + 1),
        part: resolved(folder, attributes.get('Target') ?? ''),
      })
    },
  })
  return targets
}
function resolved(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1)
  const steps: string[] = []
  for (const step of `${folder}${target}`.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.') steps.push(step)
  }
  return steps.join('/')
}

function sheetsIn(xml: string) {
  const sheets: { name: string; id: string; visible: boolean }[] = []
  let root = ''
  let is1904 = false
  walk(xml, {
    tag(tag) {
      if (tag.kind === 'close') return
      root ||= tag.name
      if (tag.name === 'workbookPr') {
        is1904 = ['1', 'true'].includes(attributesOf(tag).get('date1904') ?? '')
      }
      if (tag.name !== 'sheet') return
      const attributes = attributesOf(tag)
      sheets.push({
        name: attributes.get('name') ?? '',
        id: attributes.get('id') ?? '',
        visible: (attributes.get('state') ?? 'visible') === 'visible',
      })
    },
  })
  if (root !== 'workbook') throw new Problem('file.notExcel')
  if (!sheets.length) throw new Problem('file.broken')
  return { sheets, is1904 }
}
