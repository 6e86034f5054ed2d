import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { Problem } from '../../../shared/problem'
import { limits } from './book'

const broken = () => new Problem('file.broken')
/** The signatures of a zip, and the length of each of its heads. */
const zip = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: Buffer.from([0x50, 0x4b, 5, 6]),
  end64: 0x06064b50,
  pointer64: 0x07064b50,
  localLength: 30,
  centralLength: 46,
  endLength: 22,
  pointer64Length: 20,
}
const packedBy = { nothing: 0, deflate: 8 }
const flags = { sealed: 1, sizesFollow: 8 }
/** A number that did not fit into 32 bits, or was not known yet, stands among the extras. */
const elsewhere = 0xffffffff
const extraOf64 = 1

type Entry = {
  name: string
  flags: number
  method: number
  crc: number
  size: number
  data: Buffer
}

export const isZip = (bytes: Buffer) =>
  bytes.length >= zip.endLength && bytes.readUInt32LE(0) === zip.local

/**
 * The parts of a zip by its directory, each unpacked only when asked; all of them together never to
 * more than the limit, whatever sizes the file states.
 */
export class Archive {
  private readonly entries = new Map<string, Entry>()
  private left = limits.bytes

  constructor(bytes: Buffer) {
    const { count, start } = directoryOf(bytes)
    if (count > limits.entries) throw new Problem('input.tooLarge')
    let at = start
    for (let n = 0; n < count; n++) {
      const { entry, next } = entryAt(bytes, at)
      this.entries.set(keyOf(entry.name), entry)
      at = next
    }
  }

  has(name: string): boolean {
    return this.entries.has(keyOf(name))
  }
  read(name: string): Buffer {
    const entry = this.entries.get(keyOf(name))
    if (!entry) throw broken()
    if (entry.flags & flags.sealed) throw new Problem('file.encrypted')
    const content = unpack(entry, this.left)
    this.left -= content.length
    if (crc32(content) !== entry.crc) throw broken()
    return content
  }
  /** The same file with other content in these parts; every other part is copied as it is. */
  replacing(contents: ReadonlyMap<string, Buffer>): Buffer {
    const changed = new Map([...contents].map(([name, content]) => [keyOf(name), content]))
    const parts = [...this.entries].map(([key, entry]) => {
      const content = changed.get(key)
      return content ? packed(entry, content) : entry
    })
    return zipped(parts)
  }
}
/** Names differ by case and by the stroke, depending on who wrote the file. */
const keyOf = (name: string) => name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase()

/** Where the directory is, and how long: the last head says so, or the one of 64 bits above it. */
function directoryOf(bytes: Buffer): { count: number; start: number } {
  const end = bytes.lastIndexOf(zip.end)
  if (end < 0 || end + zip.endLength > bytes.length) throw broken()
  const pointer = end - zip.pointer64Length
  if (pointer < 0 || bytes.readUInt32LE(pointer) !== zip.pointer64) {
    return { count: bytes.readUInt16LE(end + 10), start: bytes.readUInt32LE(end + 16) }
  }
  const end64 = numberAt(bytes, pointer + 8)
  if (bytes.readUInt32LE(end64) !== zip.end64) throw broken()
  return { count: numberAt(bytes, end64 + 32), start: numberAt(bytes, end64 + 48) }
}
/** A number of 64 bits; one that no file is long enough for is none. */
function numberAt(bytes: Buffer, at: number): number {
  const number = bytes.readBigUInt64LE(at)
  if (number > bytes.length) throw broken()
  return Number(number)
}
function entryAt(bytes: Buffer, at: number): { entry: Entry; next: number } {
  const nameAt = at + zip.centralLength
  if (nameAt > bytes.length || bytes.readUInt32LE(at) !== zip.central) throw broken()
  const method = bytes.readUInt16LE(at + 10)
  const nameEnd = nameAt + bytes.readUInt16LE(at + 28)
  const extraEnd = nameEnd + bytes.readUInt16LE(at + 30)
  const sizes = [at + 24, at + 20, at + 42].map((place) => bytes.readUInt32LE(place))
  const [size, length, head] = in64(sizes, bytes.subarray(nameEnd, extraEnd))
  const start = dataAt(bytes, head!)
  if (!Object.values(packedBy).includes(method) || start + length! > bytes.length) throw broken()
  const entry = {
    name: bytes.toString('utf8', nameAt, nameEnd),
    flags: bytes.readUInt16LE(at + 8),
    method,
    crc: bytes.readUInt32LE(at + 16),
    size: size!,
    data: bytes.subarray(start, start + length!),
  }
  return { entry, next: extraEnd + bytes.readUInt16LE(at + 32) }
}
/** Programs that write as they go leave room for 64 bits, also where the file is small. */
function in64(sizes: readonly number[], extras: Buffer): number[] {
  if (!sizes.includes(elsewhere)) return [...sizes]
  let at = 0
  while (at + 4 <= extras.length && extras.readUInt16LE(at) !== extraOf64) {
    at += 4 + extras.readUInt16LE(at + 2)
  }
  at += 4
  return sizes.map((size) => {
    if (size !== elsewhere) return size
    at += 8
    return Number(extras.readBigUInt64LE(at - 8))
  })
}
/** Where the data of an entry begin: behind its own head, its name and what else stands there. */
function dataAt(bytes: Buffer, head: number): number {
  const headEnd = head + zip.localLength
  if (headEnd > bytes.length) throw broken()
  return headEnd + bytes.readUInt16LE(head + 26) + bytes.readUInt16LE(head + 28)
}
function unpack({ data, method }: Entry, most: number): Buffer {
  if (method === packedBy.deflate) return inflated(data, most)
  if (data.length > most) throw new Problem('input.tooLarge')
  return data
}
function inflated(data: Buffer, most: number): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, most) })
  } catch (error) {
    const isTooLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
    throw new Problem(isTooLarge ? 'input.tooLarge' : 'file.broken')
  }
}

const packed = (entry: Entry, content: Buffer): Entry => ({
  ...entry,
  method: packedBy.deflate,
  crc: crc32(content),
  size: content.length,
  data: deflateRawSync(content),
})
function zipped(entries: readonly Entry[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const shared = sharedHead(entry, name.length)
    const local = Buffer.alloc(zip.localLength)
    local.writeUInt32LE(zip.local, 0)
    shared.copy(local, 4)
    const central = Buffer.alloc(zip.centralLength)
    central.writeUInt32LE(zip.central, 0)
    central.writeUInt16LE(20, 4)
    shared.copy(central, 6)
    central.writeUInt32LE(at, 42)
    locals.push(local, name, entry.data)
    directory.push(central, name)
    at += local.length + name.length + entry.data.length
  }
  return Buffer.concat([...locals, ...directory, endFor(entries.length, directory, at)])
}
/** What both heads of an entry say of it in the same order. */
function sharedHead(entry: Entry, nameLength: number): Buffer {
  const head = Buffer.alloc(26)
  head.writeUInt16LE(20, 0)
  head.writeUInt16LE(entry.flags & ~flags.sizesFollow, 2)
  head.writeUInt16LE(entry.method, 4)
  head.writeUInt16LE(0x21, 8) // the first day of 1980
  head.writeUInt32LE(entry.crc, 10)
  head.writeUInt32LE(entry.data.length, 14)
  head.writeUInt32LE(entry.size, 18)
  head.writeUInt16LE(nameLength, 22)
  return head
}
function endFor(count: number, directory: readonly Buffer[], at: number): Buffer {
  const end = Buffer.alloc(zip.endLength)
  zip.end.copy(end)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(
    directory.reduce((sum, part) => sum + part.length, 0),
    12,
  )
  end.writeUInt32LE(at, 16)
  return end
}
