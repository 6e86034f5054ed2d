import { uuid } from '../../bot/core/ids'
import { PersonEntity, PostEntity } from '../../bot/org/entities'
import { shitang, town, wenling, type Town } from './town'
import type { Engine } from './world'

export const eight = '2026-09-01T00:00:00Z' // 08:00 in Shanghai on the first
export const monthly = { template: 'monthlyOffice', period: '2026-09', until: null }
/** An answer to the first item of the office. */
export const studied = { held: { yes: true }, risks: 4, advice: '台风季查低洼处' }

/** The small town on the evening before the first of September, with an office at the county that reviews. */
export async function month(engine: Engine, options: Parameters<typeof town>[1] = {}) {
  const it = await town(engine, { at: '2026-08-31T12:00:00Z', ...options })
  await join(it, '王办', 'wang', 'commandOffice', wenling)
  await it.tick()
  const moveTo = async (moment: string) => {
    it.standin.clock.move({ now: Date.parse(moment) })
    await it.tick()
  }
  const listOf = async (
    userId: string,
    unitPath: string,
    template = 'monthlyOffice',
    period = '2026-09',
  ) =>
    (await it.as(userId).checklists.lists({ unitPath, period })).find(
      (list) => list.template === template,
    )!
  const study = async (userId = 'ying') => ({
    checklistId: (await listOf(userId, shitang)).id,
    item: 'riskStudy',
  })
  const pushesOn = (userId: string, day: string) =>
    it
      .chat(userId)
      .filter((entry) => new Date(entry.at + 8 * 3_600_000).toISOString().startsWith(day))
  return { ...it, moveTo, listOf, study, pushesOn }
}
export async function join(
  it: Town,
  name: string,
  userId: string,
  kind: string,
  unitPath: string,
): Promise<string> {
  const id = uuid()
  const since = new Date('2026-04-15T00:00:00Z')
  await it.app.io.transact(async (ctx) => {
    await ctx.db.insert(PersonEntity, {
      id,
      name,
      directoryKey: userId,
      phoneSealed: null,
      phoneIndex: null,
      leftAt: null,
      syncedAt: null,
    })
    await ctx.db.insert(PostEntity, {
      id: uuid(),
      kind,
      unitPath,
      object: '',
      personId: id,
      deputyId: null,
      since,
      until: null,
      verifiedAt: null,
      endedAt: null,
    })
  })
  await it.admin('users', { users: [{ userId, name }] })
  return id
}
