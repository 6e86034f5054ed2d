import { uuid } from '../../bot/core/ids'
import { PersonEntity, PostEntity } from '../../bot/org/entities'
import { dayOf } from '../../shared/time'
import { openTown, personOf, postOf, shitang, wenling, type Town } from './town'
import type { Engine, WorldOptions } from './world'

export const eight = '2026-09-01T00:00:00Z' // 08:00 in Shanghai on the first
export const monthly = { template: 'monthlyOffice', period: '2026-09', until: null }
/** An answer to the first item of the office. */
export const studied = { held: { yes: true }, risks: 4, advice: '台风季查低洼处' }

export type Month = Awaited<ReturnType<typeof openMonth>>

/**
 * The small town on the evening before the first of September, with an office at the county that
 * reviews.
 */
export async function openMonth(engine: Engine, options: WorldOptions = {}) {
  const town = await openTown(engine, { at: '2026-08-31T12:00:00Z', ...options })
  await join(town, { name: '王办', userId: 'wang', kind: 'commandOffice', unitPath: wenling })
  await town.settled()
  async function listOf(
    userId: string,
    unitPath: string,
    template = 'monthlyOffice',
    period = '2026-09',
  ) {
    const lists = await town.as(userId).checklists.lists({ unitPath, period })
    return lists.find((list) => list.template === template)!
  }
  const study = async (userId = 'ying') => ({
    checklistId: (await listOf(userId, shitang)).id,
    item: 'riskStudy',
  })
  const pushesOn = (userId: string, day: string) =>
    town.chat(userId).filter((entry) => dayOf(new Date(entry.at)) === day)
  return Object.assign(town, { listOf, study, pushesOn })
}

type Joining = { name: string; userId: string; kind: string; unitPath: string }
/** One more person of the town with a post; gives the person's id. */
export async function join(town: Town, { name, userId, kind, unitPath }: Joining): Promise<string> {
  const id = uuid()
  await town.app.io.transact(async (ctx) => {
    await ctx.db.insert(PersonEntity, personOf(id, name, userId))
    await ctx.db.insert(PostEntity, postOf(kind, unitPath, id))
  })
  await town.admin('users', { users: [{ userId, name }] })
  return id
}
