import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** What both ends of an event address know: the word that signs, the key that seals, whose it is. */
export type Sealing = { token: string; aesKey: string; owner: string }

const randomLength = 16
const block = 32

/** AES-256-CBC over 16 random bytes, the length, the text, the owner; padded to 32 bytes. */
export function seal({ aesKey, owner }: Sealing, text: string): string {
  const content = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const whole = Buffer.concat([randomBytes(randomLength), length, content, Buffer.from(owner)])
  const missing = block - (whole.length % block)
  const cipher = createCipheriv('aes-256-cbc', ...keyOf(aesKey)).setAutoPadding(false)
  const padded = Buffer.concat([whole, Buffer.alloc(missing, missing)])
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
}

/** Undefined when it was sealed with another key, or is none of ours. */
export function open({ aesKey }: Sealing, sealed: string): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-cbc', ...keyOf(aesKey)).setAutoPadding(false)
    const whole = Buffer.concat([decipher.update(sealed, 'base64'), decipher.final()])
    const start = randomLength + 4
    const length = whole.readUInt32BE(randomLength)
    return whole.subarray(start, start + length).toString()
  } catch {
    return undefined
  }
}

function keyOf(aesKey: string): [Buffer, Buffer] {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  return [key, key.subarray(0, 16)]
}

/** The four words in order, run together. */
export const sign = ({ token }: Sealing, timestamp: string, nonce: string, sealed: string) =>
  createHash('sha1').update([token, timestamp, nonce, sealed].sort().join('')).digest('hex')
