import { createSigner, createVerifier } from 'fast-jwt'
import type { Session } from '../core/ports'

const hours = 12
type Claims = { sub: string; exp: number }

/**
 * A signed token that names a person and nothing else; what the person may do is read anew for
 * every call.
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
    open(personId, now) {
      const iat = Math.floor(now.getTime() / 1_000)
      const exp = iat + hours * 3_600
      return { token: sign({ sub: personId, iat, exp }), until: new Date(exp * 1_000) }
    },
    read(token, now) {
      try {
        return claimsOf(token, now).sub
      } catch {
        return null
      }
    },
  }
}
