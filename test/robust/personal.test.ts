import { entities } from '../../bot/app'
import { withoutNumbers, wordsOf } from '../../bot/core/privacy'
import type { Slice } from '../../bot/core/slice'
import { DigestEntity } from '../../bot/delivery/digest'
import { createLog } from '../../bot/io/log'
import { hintDirectory } from '../../bot/org/sync'
import { slices } from '../../bot/slices'
import { bytesOf, heads } from '../rules/orgSheet'
import { refusal } from '../support/refusal'
import { openTown, secondGrid, shitang, type Town } from '../support/town'
import { engines } from '../support/world'

describe('a text without numbers', () => {
  test.each([
    ['手机 13858610001 登记的是别人', '手机 [number] 登记的是别人'],
    ['手机 10000000100', '手机 [number]'],
    ['{"phone":"13858610001"}', '{"phone":"[number]"}'],
    ['a13858610001b', 'a[number]b'],
    ['+8613858610001', '+[number]'],
    ['138 5861 0001，138-5861-0001', '[number]，[number]'],
    ['１３８５８６１０００１', '[number]'],
    ['331081198001011234 33108119800101123X', '[number] [number]'],
    ['at 1786516080000', 'at 1786516080000'],
    ['33108110522901', '33108110522901'],
    ['0192f138-1234-7678-9abc-def012345678', '0192f138-1234-7678-9abc-def012345678'],
    ['2026-08-12T06:28:00Z', '2026-08-12T06:28:00Z'],
  ])('%s', (text, expected) => {
    expect(withoutNumbers(text)).toBe(expected)
  })
})

/** Everything that a person could be rung by, of all who come into the story. */
const imported = ['13800001111', '13800002222', '13800009999', '10000000100']
const ofDirectory = ['13911110001', '13911110002']
const numberOf = (index: number) => `1385861${String(index).padStart(4, '0')}`
const known = [...Array.from({ length: 11 }, (_, index) => numberOf(index))]
const all = [...imported, ...ofDirectory, ...known]

/** Reacts to a person who looked at a number with a mistake that has the number in it. */
const clumsy: Slice = {
  name: 'clumsy',
  entities: [],
  on: {
    'org.phoneShown': async (ctx) => {
      const row = { day: '2026-08-12', personId: known[0]!, card: '', at: ctx.now }
      await ctx.db.insert(DigestEntity, row)
      await ctx.db.insert(DigestEntity, row)
    },
  },
}

describe.each(engines)('personal data on %s', (engine) => {
  let town: Town
  const lines: string[] = []
  beforeAll(async () => {
    town = await openTown(engine, {
      log: createLog('trace', { write: (line) => void lines.push(line) }),
      house: { slices: [...slices, clumsy] },
    })
  })
  afterAll(() => town.close())

  const listOf = (...people: [string, string][]) =>
    bytesOf([
      heads,
      ...people.map(([name, phone]) => [
        '石塘镇',
        '里箬村',
        '第一网格',
        '网格员',
        '',
        name,
        phone,
        '',
        '',
        '',
      ]),
    ])
  async function importList(key: string, ...people: [string, string][]) {
    const file = (await listOf(...people)).toString('base64')
    return town.as('ying', key).org.importPosts({ unitPath: shitang, file })
  }
  /** Every statement about people fails, with all that it carries. */
  async function withoutPeople(work: () => Promise<unknown>) {
    const rename = (from: string, to: string) =>
      town.app.io.transact((ctx) => ctx.db.query(`alter table ${from} rename to ${to}`))
    await rename('person', 'hidden')
    await work().catch(() => undefined)
    await rename('hidden', 'person')
  }

  test('is in no log line and in no column but sealed, whatever was done and whatever failed', async () => {
    await town.admin('tenant', {
      departments: [],
      users: [
        { userId: 'new1', name: '新一', mobile: ofDirectory[0] },
        { userId: 'new2', name: '新二', mobile: ofDirectory[1] },
        { userId: 'ying', name: '应敏' },
      ],
    })
    await hintDirectory(town.app.io, ['new1', 'new2'])
    const taken = await importList('list', ['王阿芬', imported[0]!], ['李四', imported[0]!])
    expect(taken).toMatchObject({ taken: 1, refused: [expect.anything()] })
    await importList('list2', ['赵 13800009999', ''], ['钱', '10000000100 13800002222'])

    const nobody = { object: '', personId: null, deputyId: null, until: null }
    await town
      .as('ying', 'assign')
      .org.assign({ unitPath: secondGrid, kind: 'gridMember', ...nobody })

    const personId = town.ids.get('蒋根法')!
    const look = () => town.as('ying', 'look').org.phone({ personId, reason: '核对号码' })
    const { phone } = await look()
    expect(all).toContain(phone)
    expect(await look()).toEqual({ phone })
    await town.settled() // and the clumsy reaction fails

    await withoutPeople(() => importList('list3', ['孙', imported[1]!]))
    const doubled = { day: '2026-08-13', personId: known[1]!, card: '', at: town.now() }
    const error: unknown = await town.app.io
      .transact((ctx) => ctx.db.insert(DigestEntity, [doubled, doubled]))
      .catch((failed: unknown) => failed)
    expect(JSON.stringify(error)).toContain(known[1])
    expect(wordsOf(error)).toMatch(/^QueryFailedError (ER_DUP_ENTRY|SQLITE_CONSTRAINT\w*)/)

    const forbidden = { code: 'access.forbidden', operation: 'org.importPosts', way: 'app' }
    const leader = town.ids.get('周国平')!
    const { token } = town.app.io.ports.session.open(leader, town.now())
    const headers = { authorization: `Bearer ${token}` }
    const asked = town.post('org.importPosts', { unitPath: shitang, file: '' }, headers)
    expect(await refusal(asked)).toBe(forbidden.code)
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(logged.filter((line) => line['msg'] === 'refused')).toEqual([
      expect.objectContaining({ ...forbidden, personId: leader }),
    ])
    expect(lines.join()).toContain('QueryFailedError')
    expect(all.filter((number) => lines.some((line) => line.includes(number)))).toEqual([])
    expect(lines.filter((line) => line.includes('王阿芬') || line.includes('李四'))).toEqual([])
    const reactions = await town.rows<{ error: string }>('select error from reaction')
    expect(reactions.map((row) => row.error)).toEqual([
      expect.stringMatching(/^QueryFailedError /) as string,
    ])
    for (const { options } of entities) {
      const rows = JSON.stringify(await town.rows(`select * from \`${options.tableName!}\``))
      expect([options.name, all.filter((number) => rows.includes(number))]).toEqual([
        options.name,
        [],
      ])
    }
    const kept = await town.rows<{ reply: string }>('select reply from seen')
    expect(kept.length).toBeGreaterThan(0)
    for (const { reply } of kept) expect(reply).toMatch(/^\{"sealed":"v1:[^"]+"\}$/)
  })
})

test('a bug is told with its place and without what it carries', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  const error = Object.assign(new Error(`nobody has 13800001111\nnor 13800002222`), {
    parameters: ['王阿芬', '13800001111'],
    cause: { phone: '13800001111' },
  })
  log.error({ err: error, phone: '13800001111', file: '13800001111.xml' }, 'no 13800001111')
  log.error({ err: 'thrown 13800001111' }, 'a text')
  const [first, second] = lines.map((line) => JSON.parse(line) as { err: { at?: string[] } })
  expect(first!.err).toEqual({
    type: 'Error',
    message: 'Error: nobody has [number]\nnor [number]',
    at: expect.arrayContaining([expect.stringContaining('personal.test')]) as string[],
  })
  expect(second!.err).toEqual({ message: 'thrown [number]' })
  expect(lines.join()).not.toMatch(/1380000|王阿芬/)
})
