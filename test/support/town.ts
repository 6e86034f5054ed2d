import { uuid } from '../../bot/core/ids'
import { PersonEntity, PostEntity, UnitEntity } from '../../bot/org/entities'
import type { Seal } from '../../bot/core/ports'
import { openWorld, type Engine, type World, type WorldOptions } from './world'

export const city = '3310'
export const wenling = `${city}/331081`
export const shitang = `${wenling}/331081105`
export const songmen = `${wenling}/331081101`
export const linhai = `${city}/331082`
export const liruo = `${shitang}/331081105229`
export const xinsha = `${shitang}/331081105230`
export const firstGrid = `${liruo}/33108110522901`
export const secondGrid = `${liruo}/33108110522902`
const units = [
  [city, 'city', '台州市'],
  [wenling, 'county', '温岭市'],
  [linhai, 'county', '临海市'],
  [shitang, 'township', '石塘镇'],
  [songmen, 'township', '松门镇'],
  [liruo, 'village', '里箬村'],
  [xinsha, 'village', '新沙村'],
  [firstGrid, 'grid', '第一网格'],
  [secondGrid, 'grid', '第二网格'],
  [`${songmen}/331081101201`, 'village', '松建村'],
] as const
/**
 * Who answers for what: name, directory key, post, unit, deputy. Who has no key has no DingTalk.
 */
const posts = [
  ['林海燕', 'lin', 'dutyOfficer', wenling],
  ['周国平', 'zhou', 'dutyLeader', wenling],
  ['钟伟', 'zhong', 'townshipCommander', shitang],
  ['应敏', 'ying', 'emergencyOfficeHead', shitang],
  ['蒋根法', 'jiang', 'villageHead', liruo, '江春林'],
  ['江春林', 'chunlin', 'gridMember', firstGrid],
  ['庄文君', 'zhuang', 'villageHead', xinsha],
  ['李无', null, 'gridMember', secondGrid],
  ['叶平', 'ye', 'villageHead', `${songmen}/331081101201`],
  ['金临', 'jin', 'dutyLeader', linhai],
  ['值临', 'zhilin', 'dutyOfficer', linhai],
] as const
const since = new Date('2026-04-15T00:00:00Z')

export type Town = Awaited<ReturnType<typeof openTown>>

const audience = { units: [shitang], posts: ['villageHead', 'gridMember', 'emergencyOfficeHead'] }
/** What a warning of the town says, unless a test says otherwise. */
const usual = {
  kind: 'live' as const,
  hazard: 'typhoon',
  color: 'orange' as const,
  drill: false,
  todo: '危房、工棚、沿海各户转移',
  deadline: '今天 18:00 前',
  text: '',
  audience,
  validUntil: null,
  unitPath: wenling,
  replaces: null,
}
type Text = Omit<typeof usual, 'kind' | 'color' | 'validUntil' | 'replaces'> & {
  kind: 'live' | 'history' | 'trend' | 'accident'
  color: 'blue' | 'yellow' | 'orange' | 'red'
  validUntil: Date | null
  replaces: string | null
}

/**
 * A small town with its people, in the database and in DingTalk alike; warnings are written at
 * 14:28 on 12 August.
 */
export async function openTown(engine: Engine, options: WorldOptions = {}) {
  const world = await openWorld(engine, options)
  const ids = new Map(posts.map(([name]) => [name as string, uuid()]))
  await settle(world, ids)

  const draft = (more: Partial<Text> = {}) => world.as('lin').warnings.draft({ ...usual, ...more })
  /** Drafted by 林海燕, approved by 周国平 a minute later, delivered. */
  async function issue(more: Partial<Text> = {}) {
    const { id } = await draft(more)
    await world.pass({ minutes: 1 })
    await world.as('zhou').warnings.approve({ warningId: id })
    await world.settled()
    return id
  }
  async function facts(kind: string) {
    const found = await world.rows<{ data: string }>(
      'select data from fact where kind = ? order by id',
      [kind],
    )
    return found.map((row) => JSON.parse(row.data) as Record<string, unknown>)
  }
  return Object.assign(world, { ids, draft, issue, facts, text: usual, ...phonesOf(world) })
}

/** Units, people and posts into the database, and those who have DingTalk into its directory. */
async function settle(world: World, ids: ReadonlyMap<string, string>) {
  const { seal } = world.app.io.ports
  await world.app.io.transact(async (ctx) => {
    await ctx.db.insert(
      UnitEntity,
      units.map(([path, kind, name]) => ({ path, kind, name, endedAt: null })),
    )
    for (const [index, [name, directoryKey, kind, unitPath, deputy]] of posts.entries()) {
      const personId = ids.get(name)!
      await ctx.db.insert(
        PersonEntity,
        personOf(personId, name, directoryKey, phoneOf(seal, index)),
      )
      await ctx.db.insert(
        PostEntity,
        postOf(kind, unitPath, personId, ids.get(deputy ?? '') ?? null),
      )
    }
  })
  await world.admin('tenant', {
    departments: [],
    users: posts.flatMap(([name, userId]) => (userId ? [{ userId, name }] : [])),
  })
}

function phoneOf(seal: Seal, index: number) {
  const phone = `1385861${String(index).padStart(4, '0')}`
  return { phoneSealed: seal.close(phone), phoneIndex: seal.index(phone) }
}
const noPhone = { phoneSealed: null, phoneIndex: null }
export const personOf = (
  id: string,
  name: string,
  directoryKey: string | null,
  phone: { phoneSealed: string | null; phoneIndex: string | null } = noPhone,
) => ({ id, name, directoryKey, ...phone, leftAt: null, syncedAt: null })
export const postOf = (
  kind: string,
  unitPath: string,
  personId: string,
  deputyId: string | null = null,
) => ({
  id: uuid(),
  kind,
  unitPath,
  object: '',
  personId,
  deputyId,
  since,
  until: null,
  verifiedAt: null,
  endedAt: null,
})

/** What is on the phones, and the buttons on them. */
function phonesOf({ chat, standin }: World) {
  const cardsOf = (userId: string) =>
    chat(userId).flatMap((entry) =>
      'card' in entry && entry.card ? [{ id: entry.card.outTrackId, vars: entry.card.vars }] : [],
    )
  /** Texts and DINGs that somebody got, oldest first. */
  const wordsOf = (userId: string, kind = /text|markdown|ding/) =>
    chat(userId)
      .filter((entry) => kind.test(entry.kind))
      .map((entry) => `${entry.title ?? ''}${'text' in entry ? (entry.text ?? '') : ''}`)
  /** Somebody presses the button of the newest card that has one of this operation. */
  async function press(userId: string, operation: string, times = 1) {
    const card = cardsOf(userId)
      .filter(({ vars }) => vars['action'] === operation)
      .at(-1)
    if (!card) {
      throw new Error(`${userId} has no card with ${operation}: ${JSON.stringify(cardsOf(userId))}`)
    }
    return standin.press({
      userId,
      outTrackId: card.id,
      actionId: 'main',
      params: { action: card.vars['action'], params: card.vars['params'] },
      times,
    })
  }
  const newest = (userId: string) => cardsOf(userId).at(-1)?.vars ?? {}
  const cardWith = (userId: string, words: string) =>
    cardsOf(userId)
      .map((card) => card.vars)
      .filter((vars) => JSON.stringify(vars).includes(words))
      .at(-1)
  return { cardsOf, wordsOf, press, newest, cardWith }
}
