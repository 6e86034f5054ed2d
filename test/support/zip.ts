import { crc32, deflateRawSync } from 'node:zlib'

/** A zip of these parts; `claim`: the size that its heads state, whatever it is. */
export function zip(entries: Record<string, Buffer | string>, claim?: number): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(entries)) {
    const data = deflateRawSync(content)
    const size = claim ?? Buffer.byteLength(content)
    const local = Buffer.alloc(30)
    const central = Buffer.alloc(46)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(crc32(content), 14)
    local.writeUInt32LE(data.length, 18)
    local.writeUInt32LE(size, 22)
    local.writeUInt16LE(name.length, 26)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(8, 10)
    central.writeUInt32LE(crc32(content), 16)
    central.writeUInt32LE(data.length, 20)
    central.writeUInt32LE(size, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(at, 42)
    locals.push(local, Buffer.from(name), data)
    directory.push(central, Buffer.from(name))
    at += 30 + name.length + data.length
  }
  const end = Buffer.alloc(22)
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const count = Object.keys(entries).length
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, ...directory, end])
}

/** The same zip as programs write it that leave room for 64 bits, also where the file is small. */
export function in64(bytes: Buffer): Buffer {
  const end = bytes.length - 22
  const count = bytes.readUInt16LE(end + 10)
  const start = bytes.readUInt32LE(end + 16)
  const heads: Buffer[] = []
  for (let at = start; at < end; at += 46 + bytes.readUInt16LE(at + 28)) {
    const central = Buffer.from(bytes.subarray(at, at + 46 + bytes.readUInt16LE(at + 28)))
    const extra = Buffer.alloc(28)
    extra.writeUInt16LE(1, 0)
    extra.writeUInt16LE(24, 2)
    for (const [index, place] of [24, 20, 42].entries()) {
      extra.writeBigUInt64LE(BigInt(central.readUInt32LE(place)), 4 + index * 8)
      central.writeUInt32LE(0xffffffff, place)
    }
    central.writeUInt16LE(extra.length, 30)
    heads.push(central, extra)
  }
  const directory = Buffer.concat(heads)
  const tail = Buffer.alloc(56 + 20 + 22)
  tail.writeUInt32LE(0x06064b50, 0)
  tail.writeBigUInt64LE(44n, 4)
  tail.writeBigUInt64LE(BigInt(count), 24)
  tail.writeBigUInt64LE(BigInt(count), 32)
  tail.writeBigUInt64LE(BigInt(directory.length), 40)
  tail.writeBigUInt64LE(BigInt(start), 48)
  tail.writeUInt32LE(0x07064b50, 56)
  tail.writeBigUInt64LE(BigInt(start + directory.length), 64)
  tail.writeUInt32LE(1, 72)
  tail.writeUInt32LE(0x06054b50, 76)
  tail.fill(255, 84, 96)
  return Buffer.concat([bytes.subarray(0, start), directory, tail])
}
