import { createSigner, createVerifier } from 'fast-jwt'
import type { Session } from '../core/ports'

const hours = 12
type Claims = { sub: string; exp: number; ended?: number }

/**
 * A signed token that names a person and nothing else; what the person may do, and whether the
 * session was ended meanwhile, is read anew for every call.
 */
export function createSession(secret: Buffer): Session {
  const sign = createSigner({ key: secret, algorithm: 'HS256' })
  const claimsOf = (token: string, now: Date) =>
    createVerifier({
      key: secret,
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp'],
      clockTimestamp: now.getTime(),
    })(token) as Claims
  return {
    open(personId, now, ended = 0) {
      const iat = Math.floor(now.getTime() / 1_000)
      const exp = iat + hours * 3_600
      return { token: sign({ sub: personId, iat, exp, ended }), until: new Date(exp * 1_000) }
    },
    read(token, now) {
      try {
        const { sub, ended = 0 } = claimsOf(token, now)
        return { personId: sub, ended }
      } catch {
        return null
      }
    },
  }
}
