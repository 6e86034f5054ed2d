import { SignJWT, jwtVerify } from 'jose'
import type { Session } from '../core/ports'

const hours = 12
/** A signed token that names a person and nothing else; what the person may do is read anew for every call. */
export function createSession(secret: Buffer): Session {
  return {
    async open(personId, now) {
      const until = new Date(now.getTime() + hours * 3_600_000)
      const token = await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject(personId).setIssuedAt(now).setExpirationTime(until).sign(secret)
      return { token, until }
    },
    read: (token, now) => jwtVerify(token, secret, { algorithms: ['HS256'], currentDate: now }).then(({ payload }) => payload.sub ?? null, () => null),
  }
}
