import { createSecretKey } from 'node:crypto'
import { SignJWT, jwtVerify } from 'jose'
import type { Session } from '../core/ports'

const hours = 12, most = 20_000
/** A signed token that names a person and nothing else; what the person may do is read anew for every call. */
export function createSession(secret: Buffer): Session {
  const key = createSecretKey(secret), proven = new Map<string, { personId: string; until: number }>()
  /** A signature that was right once is right for good: only the end of the session is looked at again. */
  async function prove(token: string, now: Date) {
    const { payload: { sub, exp } } = await jwtVerify(token, key, { algorithms: ['HS256'], currentDate: now, requiredClaims: ['sub', 'exp'] })
    const it = { personId: sub!, until: exp! * 1_000 }
    if (proven.size >= most) proven.clear()
    proven.set(token, it)
    return it
  }
  return {
    async open(personId, now) {
      const until = new Date(now.getTime() + hours * 3_600_000)
      const token = await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject(personId).setIssuedAt(now).setExpirationTime(until).sign(key)
      return { token, until }
    },
    async read(token, now) {
      const it = proven.get(token) ?? await prove(token, now).catch(() => null)
      return it && it.until > now.getTime() ? it.personId : null
    },
  }
}
