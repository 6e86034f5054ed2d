import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomFillSync } from 'node:crypto'
import type { Seal } from '../core/ports'

/**
 * AES-256-GCM with a fresh nonce, `v1:` names the key so that it can be changed; the index is an
 * HMAC under a key of its own.
 */
export function createSeal(key: Buffer): Seal {
  const derived = (purpose: string) => Buffer.from(hkdfSync('sha256', key, '', purpose, 32))
  const sealing = derived('seal')
  const indexing = derived('index')
  return {
    close(plain) {
      const nonce = nextNonce()
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce)
      return `v1:${Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')}`
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.replace(/^v1:/, ''), 'base64')
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(-16))
      return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')
    },
    index: (plain) => createHmac('sha256', indexing).update(plain).digest('base64'),
  }
}

/**
 * Random bytes are drawn for many nonces at once: thousands of numbers are sealed when a list comes
 * in.
 */
const pool = Buffer.alloc(12 * 512)
let used = pool.length
function nextNonce() {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += 12
  return Buffer.from(pool.subarray(used - 12, used))
}
