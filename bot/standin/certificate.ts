import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { dayMs } from '../../shared/time'

/** The hosts of DingTalk that programs in use call; the stream is opened where they are told to. */
export const hosts = ['api.dingtalk.com', 'oapi.dingtalk.com'] as const

const tags = { bool: 1, integer: 2, bits: 3, bytes: 4, oid: 6, utf8: 12, set: 0x31, sequence: 0x30 }
const utcTime = 23

/** DER: what it is, how long it is, what is inside. */
function der(tag: number, ...inner: (Buffer | number[])[]): Buffer {
  const content = Buffer.concat(inner.map((part) => Buffer.from(part)))
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content)]), content])
}

function lengthOf({ length }: Buffer): number[] {
  if (length < 128) return [length]
  return length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
}

const sequence = (...inner: Buffer[]) => der(tags.sequence, ...inner)
const yes = der(tags.bool, [255])
/** Names of extensions all begin with 2.5.29. */
const extension = (last: number, critical: boolean, value: Buffer) =>
  sequence(der(tags.oid, [0x55, 0x1d, last]), ...(critical ? [yes] : []), der(tags.bytes, value))

const ecdsaWithSha256 = sequence(der(tags.oid, [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]))
const commonName = (name: string) =>
  sequence(der(tags.set, sequence(der(tags.oid, [0x55, 4, 3]), der(tags.utf8, Buffer.from(name)))))
const timeOf = (at: number) =>
  der(utcTime, Buffer.from(`${new Date(at).toISOString().replace(/\D/g, '').slice(2, 14)}Z`))

/** What strict readers (Python 3.13, Java) want to see of a certificate that vouches for itself. */
const extensionsOf = (key: Buffer) =>
  sequence(
    extension(0x13, true, sequence(yes)),
    // signs calls and certificates
    extension(0x0f, true, der(tags.bits, [2, 0x84])),
    extension(0x0e, false, der(tags.bytes, createHash('sha1').update(key).digest())),
    extension(0x11, false, sequence(...hosts.map((host) => der(0x82, Buffer.from(host))))),
  )

/**
 * A key of this moment and a certificate for the hosts of DingTalk that nobody has signed but it. By
 * hand: the libraries that do it bring fifteen packages to every start.
 */
export function makeCertificate() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const name = commonName('the DingTalk stand-in')
  // the machine's clock: whoever calls has no other
  const now = Date.now()
  const told = sequence(
    der(0xa0, der(tags.integer, [2])),
    der(tags.integer, [1]),
    ecdsaWithSha256,
    name,
    sequence(timeOf(now - dayMs), timeOf(now + 365 * dayMs)),
    name,
    key,
    der(0xa3, extensionsOf(key)),
  )
  const signature = der(tags.bits, [0], sign('sha256', told, privateKey))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: pem(sequence(told, ecdsaWithSha256, signature)),
  }
}

const pem = (content: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${content.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
