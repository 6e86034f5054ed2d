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
  // One for all calls: to make one costs as much as to use it. The time is looked at by our clock.
  const verify = createVerifier({
    key: secret,
    algorithms: ['HS256'],
    requiredClaims: ['sub', 'exp'],
    ignoreExpiration: true,
  })
  return {
    open(personId, now, ended = 0) {
      const iat = Math.floor(now.getTime() / 1_000)
      const exp = iat + hours * 3_600
      return { token: sign({ sub: personId, iat, exp, ended }), until: new Date(exp * 1_000) }
    },
    read(token, now) {
      try {
        const { sub, exp, ended = 0 } = verify(token) as Claims
        return exp * 1_000 > now.getTime() ? { personId: sub, ended } : null
      } catch {
        return null
      }
    },
  }
}
