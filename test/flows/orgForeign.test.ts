import ExcelJS, { type CellValue } from 'exceljs'
import type { Actor, Ctx, Io } from '../../bot/core/slice'
import { assign } from '../../bot/org/assign'
import { cover } from '../../bot/org/cover'
import { people } from '../../bot/org/people'
import { phone } from '../../bot/org/phone'
import { posts } from '../../bot/org/posts'
import { importPosts } from '../../bot/org/sheets/importPosts'
import { syncDirectory } from '../../bot/org/sync'
import { daysAfter } from '../../shared/time'
import { refusal } from '../support/refusal'
import {
  actorAt,
  engines,
  linhai,
  liruo,
  openHouse,
  phones,
  shitang,
  songmen,
  xinsha,
  type House,
} from './orgHouse'

const heads = ['岗位', '对象', '姓名', '手机', 'AB角姓名', 'AB角手机', '任期至']
type Line = Partial<Record<(typeof heads)[number], CellValue>>
async function sheetOf(lines: readonly Line[]) {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('名单')
  sheet.addRows([heads, ...lines.map((line) => heads.map((head) => line[head] ?? ''))])
  return Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')
}

/** People of elsewhere, by what they are there. */
const elsewhere = {
  holder: '13900000011',
  deputy: '13900000012',
  left: '13900000013',
}
/** People who are in the organisation and have no post anywhere. */
const idle = { here: '13900000014', gone: '13900000015' }
const foreigner = '外乡人'
const unknown = '13900000099'
const other = '13900000098'
const patrol = { 岗位: '水库巡查员', 对象: '东水库' }
/** Rows that could tell one number from another, with the name as it is registered or another one. */
const probes: [string, (number: string, name: string) => Line[]][] = [
  ['a good row', (手机, 姓名) => [{ ...patrol, 姓名, 手机 }]],
  ['a wrong term', (手机, 姓名) => [{ ...patrol, 姓名, 手机, 任期至: '明年' }]],
  ['an unknown post', (手机, 姓名) => [{ 岗位: '无此岗位', 姓名, 手机 }]],
  [
    'as the deputy',
    (number, name) => [
      { ...patrol, 姓名: '新来人', 手机: other, AB角姓名: name, AB角手机: number },
    ],
  ],
  [
    'as holder and deputy',
    (手机, 姓名) => [{ ...patrol, 姓名, 手机, AB角姓名: '新来人', AB角手机: 手机 }],
  ],
  [
    'twice, with two names',
    (手机, 姓名) => [
      { ...patrol, 姓名, 手机 },
      { ...patrol, 对象: '西水库', 姓名: '新来人', 手机 },
    ],
  ],
  [
    'then by the name alone',
    (手机, 姓名) => [
      { ...patrol, 姓名, 手机 },
      { ...patrol, 对象: '西水库', 姓名 },
    ],
  ],
  [
    'twice for one post',
    (手机, 姓名) => [
      { ...patrol, 姓名, 手机 },
      { ...patrol, 姓名, 手机 },
    ],
  ],
]

/** Takes back what was done, and tells what came of it. */
class Undone extends Error {
  constructor(readonly told: unknown) {
    super('undone')
  }
}

describe.each(engines)('of people elsewhere nothing is told, on %s', (engine) => {
  let house: House
  let head: Actor
  const ids = new Map<string, string>()
  async function open() {
    house = await openHouse(engine)
    for (const [name, number] of Object.entries(elsewhere)) {
      const leftAt = name === 'left' ? house.now() : null
      const directoryKey = `key-${name}`
      ids.set(name, await house.person(foreigner, { directoryKey, ...phones(number), leftAt }))
    }
    for (const [name, number] of Object.entries(idle)) {
      const leftAt = name === 'gone' ? house.now() : null
      await house.person('闲着的', { directoryKey: `idle-${name}`, ...phones(number), leftAt })
    }
    await house.post('villageHead', `${songmen}/331081101201`, ids.get('holder')!)
    await house.post('dutyOfficer', linhai, null, { deputyId: ids.get('deputy')! })
    await house.post('gridMember', `${songmen}/1/1`, ids.get('left')!)
    const jiang = await house.person('蒋根法', phones('13900000007'))
    ids.set('jiang', jiang)
    await house.post('villageHead', liruo, jiang)
    head = actorAt(jiang, 'villageHead', liruo)
  }
  const as = <I, R>(who: Actor, action: (ctx: Ctx, input: I) => Promise<R>, input: I) =>
    house.transact((ctx) => action(ctx, input), who)
  const take = async (lines: readonly Line[]) =>
    importPosts(house.io, { unitPath: liruo, file: await sheetOf(lines) }, head)
  /** All that is done with it is part of this one transaction. */
  const inside = (ctx: Ctx): Io => ({
    ...house.io,
    transact: (run) => run(ctx),
    look: (run) => run(ctx),
  })
  /** What the sender hears and sees afterwards, whatever the number was; nothing of it stays. */
  async function seen(lines: readonly Line[], number: string, name: string) {
    const file = await sheetOf(lines)
    const wanted = { unitPath: liruo, below: true, kind: null, vacant: false, after: null }
    const undone = house.transact(async (ctx) => {
      const { taken, refused } = await importPosts(inside(ctx), { unitPath: liruo, file }, head)
      const held = (await posts(ctx, wanted)).posts.map((post) => [
        post.title,
        post.object,
        post.holder,
        post.deputy,
      ])
      const found = (await people(ctx, { unitPath: liruo, name })).map((one) => [
        one.phone?.slice(-4),
        one.posts,
      ])
      throw new Undone({ taken, refused, held: held.sort(), found })
    }, head)
    const told = await undone.catch((error: unknown) => {
      if (error instanceof Undone) return error.told
      throw error
    })
    return JSON.stringify(told).replaceAll(number, 'NUMBER').replaceAll(number.slice(-4), 'TAIL')
  }

  describe('by the import', () => {
    beforeAll(open)
    afterAll(() => house.close())
    test.each(probes)('%s', async (_, linesOf) => {
      for (const name of [foreigner, '别的名']) {
        const ofNobody = await seen(linesOf(unknown, name), unknown, name)
        for (const number of Object.values({ ...elsewhere, ...idle })) {
          expect(await seen(linesOf(number, name), number, name)).toBe(ofNobody)
        }
      }
    })
    test('nor is the number of somebody without a post known by the right name, once gone', async () => {
      const lines = (手机: string) => [{ ...patrol, 姓名: '闲着的', 手机 }]
      const ofNobody = await seen(lines(unknown), unknown, '闲着的')
      expect(await seen(lines(idle.gone), idle.gone, '闲着的')).toBe(ofNobody)
    })
  })

  describe('and for who is near', () => {
    beforeEach(open)
    afterEach(() => house.close())

    test('a number of somebody of the own village under another name is still refused', async () => {
      expect(await take([{ ...patrol, 姓名: '蒋根发', 手机: '13900000007' }])).toMatchObject({
        taken: 0,
        refused: [{ row: 2, reason: '手机 13900000007 登记的是别人，请核对姓名和号码' }],
      })
    })

    test('a number that stands in two lists belongs to who has its name in the directory', async () => {
      await take([{ ...patrol, 姓名: '王阿芬', 手机: unknown }])
      await house.person('王啊芬', { ...phones(unknown), directoryKey: null })
      house.directory.set({
        里箬村: [
          { key: 'u1', name: '王阿芬', mobile: unknown },
          ...['holder', 'deputy'].map((name) => ({ key: `key-${name}`, name: foreigner })),
          { key: 'key-蒋根法', name: '蒋根法' },
          { key: 'idle-here', name: '闲着的' },
        ],
      })
      await syncDirectory(house.io)
      const rows = await house.look((ctx) =>
        ctx.db.query<{ name: string; directory_key: string | null }[]>(
          'select name, directory_key from person where phone_index = ? order by name',
          [phones(unknown).phoneIndex],
        ),
      )
      expect(rows.map(({ name, directory_key: key }) => [name, key])).toEqual(
        expect.arrayContaining([
          ['王阿芬', 'u1'],
          ['王啊芬', null],
        ]),
      )
      expect(rows).toHaveLength(2)
    })

    test('nobody is put on a post or asked to cover by an id of elsewhere, and no phone is read by it', async () => {
      const seat = { unitPath: liruo, kind: 'otherKeeper', object: '', deputyId: null, until: null }
      const jiang = ids.get('jiang')!
      const { postId } = await as(head, assign, { ...seat, personId: jiang })
      const span = { from: house.now(), until: daysAfter(house.now(), 1) }
      for (const personId of [
        ...Object.keys(elsewhere).map((name) => ids.get(name)!),
        crypto.randomUUID(),
      ]) {
        expect([
          await refusal(as(head, assign, { ...seat, object: '甲', personId })),
          await refusal(as(head, assign, { ...seat, personId: jiang, deputyId: personId })),
          await refusal(as(head, cover, { postId, personId, ...span })),
        ]).toEqual(['person.notFound', 'person.notFound', 'person.notFound'])
        expect(await refusal(as(head, phone, { personId, reason: '看一看' }))).not.toBe('done')
      }
    })

    test('an office moves people within its own area, and takes who has no post anywhere', async () => {
      const office = actorAt(ids.get('jiang')!, 'emergencyOfficeHead', shitang)
      const fresh = await house.person('新来人')
      const seat = { unitPath: xinsha, kind: 'villageHead', object: '', until: null }
      expect([
        await refusal(
          as(office, assign, { ...seat, personId: ids.get('jiang')!, deputyId: fresh }),
        ),
        await refusal(
          as(head, assign, { ...seat, unitPath: liruo, personId: fresh, deputyId: null }),
        ),
      ]).toEqual(['done', 'person.notFound'])
    })
  })
})
