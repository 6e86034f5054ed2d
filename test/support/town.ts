import { uuid } from '../../bot/core/ids'
import { PersonEntity, PostEntity, UnitEntity } from '../../bot/org/entities'
import { world, type Engine } from './world'

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
] as const
/** Who answers for what: name, directory key, post, unit, deputy. Who has no key has no DingTalk. */
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
export type Town = Awaited<ReturnType<typeof town>>

/** A small town with its people, in the database and in DingTalk alike; warnings are written at 14:28 on 12 August. */
export async function town(engine: Engine, options: Parameters<typeof world>[1] = {}) {
  const it = await world(engine, options)
  const ids = new Map(posts.map(([name]) => [name as string, uuid()]))
  const since = new Date('2026-04-15T00:00:00Z')
  const { seal } = it.app.io.ports
  await it.app.io.transact(async (ctx) => {
    await ctx.db.insert(
      UnitEntity,
      [...units, [`${songmen}/331081101201`, 'village', '松建村'] as const].map(
        ([path, kind, name]) => ({ path, kind, name, endedAt: null }),
      ),
    )
    for (const [index, [name, directoryKey, kind, unitPath, deputy]] of posts.entries()) {
      const phone = `1385861${String(index).padStart(4, '0')}`
      await ctx.db.insert(PersonEntity, {
        id: ids.get(name)!,
        name,
        directoryKey,
        phoneSealed: seal.close(phone),
        phoneIndex: seal.index(phone),
        leftAt: null,
        syncedAt: null,
      })
      await ctx.db.insert(PostEntity, {
        id: uuid(),
        kind,
        unitPath,
        object: '',
        personId: ids.get(name)!,
        deputyId: ids.get(deputy ?? '') ?? null,
        since,
        until: null,
        verifiedAt: null,
        endedAt: null,
      })
    }
  })
  await it.admin('tenant', {
    departments: [],
    users: posts.flatMap(([name, userId]) => (userId ? [{ userId, name }] : [])),
  })

  const audience = { units: [shitang], posts: ['villageHead', 'gridMember', 'emergencyOfficeHead'] }
  const text = {
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
  type Text = Omit<typeof text, 'kind' | 'color' | 'validUntil' | 'replaces'> & {
    kind: 'live' | 'history' | 'trend' | 'accident'
    color: 'blue' | 'yellow' | 'orange' | 'red'
    validUntil: Date | null
    replaces: string | null
  }
  const draft = (more: Partial<Text> = {}) => it.as('lin').warnings.draft({ ...text, ...more })
  /** Drafted by 林海燕, approved by 周国平 a minute later, delivered. */
  const issue = async (more: Partial<Text> = {}) => {
    const { id } = await draft(more)
    await it.later(1)
    await it.as('zhou').warnings.approve({ warningId: id })
    await it.tick()
    return id
  }
  const cardsOf = (userId: string) =>
    it
      .chat(userId)
      .flatMap((entry) =>
        'card' in entry && entry.card ? [{ id: entry.card.outTrackId, vars: entry.card.vars }] : [],
      )
  /** Texts and DINGs that somebody got, oldest first. */
  const wordsOf = (userId: string, kind = /text|markdown|ding/) =>
    it
      .chat(userId)
      .filter((entry) => kind.test(entry.kind))
      .map((entry) => `${entry.title ?? ''}${'text' in entry ? (entry.text ?? '') : ''}`)
  /** Somebody presses the button of the newest card that has one of this operation. */
  const press = async (userId: string, operation: string, times = 1) => {
    const card = cardsOf(userId)
      .filter((it) => it.vars['action'] === operation)
      .at(-1)
    if (!card) {
      throw new Error(`${userId} has no card with ${operation}: ${JSON.stringify(cardsOf(userId))}`)
    }
    return it.standin.press({
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
  const facts = async (kind: string) =>
    (
      await it.rows<{ data: string }>('select data from fact where kind = ? order by id', [kind])
    ).map((row) => JSON.parse(row.data) as Record<string, unknown>)
  return { ...it, ids, draft, issue, press, cardsOf, wordsOf, newest, cardWith, facts, text }
}
