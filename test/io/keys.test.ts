import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entities } from '../../bot/app'
import { uuid } from '../../bot/core/ids'
import type { Seal } from '../../bot/core/ports'
import type { Ctx } from '../../bot/core/slice'
import { createBoundary } from '../../bot/io/boundary'
import { openDatabase } from '../../bot/io/db'
import { createSeal } from '../../bot/io/seal'
import { createSession } from '../../bot/io/session'
import { PersonEntity } from '../../bot/org/entities'
import { proveSeal } from '../../bot/org/proveSeal'
import { testPolicy } from '../support/policy'
import { emptyDatabase, engines } from '../support/world'

const seal = createSeal(Buffer.alloc(32, 7))
const other = createSeal(Buffer.alloc(32, 8))

describe('sealed personal data', () => {
  test('comes back only with the key, and never looks the same twice', () => {
    const sealed = seal.close('13800001234')
    expect(sealed).not.toContain('1380')
    expect(seal.close('13800001234')).not.toBe(sealed)
    expect(seal.open(sealed)).toBe('13800001234')
    expect(() => other.open(sealed)).toThrow()
  })
  test('any changed letter is noticed', () => {
    const sealed = seal.close('13800001234')
    for (let index = 3; index < sealed.length - 2; index++) {
      const changed =
        sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1)
      expect(() => seal.open(changed)).toThrow()
    }
  })
  test('the index finds the same number and tells nothing without the key', () => {
    expect(seal.index('13800001234')).toBe(seal.index('13800001234'))
    expect(seal.index('13800001234')).not.toBe(other.index('13800001234'))
  })
})

describe('a session', () => {
  const session = createSession(Buffer.alloc(32, 7))
  const now = new Date('2026-08-12T06:00:00Z')
  test('names its person until it ends', async () => {
    const { token, until } = session.open('p1', now)
    expect(session.read(token, now)).toEqual({ personId: 'p1', ended: 0 })
    expect(session.read(token, new Date(until.getTime() - 1000))?.personId).toBe('p1')
    expect(session.read(token, new Date(until.getTime() + 1000))).toBeNull()
  })
  test.each(['', 'x', 'a.b.c', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJwMSJ9.'])(
    '%j opens nothing',
    async (token) => {
      expect(session.read(token, now)).toBeNull()
    },
  )
  test('whose claims or head were changed opens nothing', async () => {
    const wire = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const [head, claims, signature] = session.open('p1', now).token.split('.')
    const { exp } = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as { exp: number }
    for (const parts of [
      [head, wire({ sub: 'p2', exp }), signature],
      [wire({ alg: 'none' }), claims, ''],
      [wire({ alg: 'none' }), claims, signature],
      [head, claims, ''],
      [head, claims, signature!.slice(0, -2)],
      [head, claims],
    ]) {
      expect(session.read(parts.join('.'), now)).toBeNull()
    }
    expect(session.read([head, claims, signature].join('.'), now)?.personId).toBe('p1')
  })
  test('another key, another house', async () => {
    const { token } = createSession(Buffer.alloc(32, 9)).open('p1', now)
    expect(session.read(token, now)).toBeNull()
  })
})

describe.each(engines)('a service that starts with a key, on %s', (engine) => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yjd-key-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const right = seal
  const wrong = other
  /** Starts it as often as there are steps; each is a key, and what is done meanwhile. */
  async function starts(...steps: [Seal, (ctx: Ctx) => Promise<unknown>][]) {
    const { url, drop } = await emptyDatabase(engine, folder)
    const outcomes: string[] = []
    for (const [key, work] of steps) {
      const database = await openDatabase(url, entities)
      const { transact } = createBoundary(database, {
        now: () => new Date(),
        policy: testPolicy,
        seal: key,
        keep: async () => undefined,
      })
      outcomes.push(
        await transact(proveSeal).then(
          () => 'started',
          (error: Error) => error.name && error.message,
        ),
      )
      await transact(work)
      await database.close()
    }
    await drop()
    return outcomes
  }
  const nothing = () => Promise.resolve()
  const wrongKey = expect.stringMatching(/^SEAL_KEY is not the key /) as string
  const joins = (ctx: Ctx) =>
    ctx.db.insert(PersonEntity, {
      id: uuid(),
      name: '王阿芬',
      directoryKey: null,
      phoneSealed: ctx.seal.close('13800001111'),
      phoneIndex: ctx.seal.index('13800001111'),
      leftAt: null,
      syncedAt: null,
    })

  test('starts again with the same, and never with another', async () => {
    const all = await starts([right, nothing], [right, nothing], [wrong, nothing], [right, nothing])
    expect(all).toEqual(['started', 'started', wrongKey, 'started'])
  })
  test('knows the wrong one by a phone that was sealed before there was a probe', async () => {
    const forget = (ctx: Ctx) => ctx.db.query('delete from seal_probe')
    async function before(ctx: Ctx) {
      await joins(ctx)
      await forget(ctx)
    }
    expect(
      await starts([right, before], [wrong, nothing], [right, nothing], [wrong, nothing]),
    ).toEqual(['started', wrongKey, 'started', wrongKey])
  })
})
