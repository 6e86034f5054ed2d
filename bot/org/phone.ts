import { IsNull } from 'typeorm'
import type { orgOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { record, type Ctx } from '../core/slice'
import { oneOf, read } from '../core/sql'
import { isOnDutyAbove } from './audience'
import { PersonEntity } from './entities'
import { placesByPerson } from './near'
import { masked, mayCall } from './rules'
import { topUnit } from './units'

type Org = typeof orgOperations

/** One phone in full, for a reason: who looked at whose, and why, is kept. */
export async function phone(
  ctx: Ctx,
  { personId, reason }: Input<Org['phone']>,
): Promise<Reply<Org['phone']>> {
  const person = await ctx.db.findOneBy(PersonEntity, { id: personId, leftAt: IsNull() })
  if (!person) throw new Problem('person.notFound')
  const paths = await placesOf(ctx, personId)
  if (!(await mayLook(ctx, personId, paths))) throw new Problem('access.forbidden')
  record(ctx, { kind: 'org.phoneShown', unitPath: paths[0]!, data: { personId, reason } })
  return { phone: person.phoneSealed && ctx.seal.open(person.phoneSealed) }
}
async function mayLook(ctx: Ctx, personId: string, paths: readonly string[]): Promise<boolean> {
  if (personId === ctx.actor.personId || mayCall(ctx.actor, paths)) return true
  return isOnDutyAbove(ctx, personId)
}

/**
 * The units where somebody has a post, as holder or deputy; the top of the tree for who has none.
 */
export async function placesOf(ctx: Ctx, personId: string): Promise<string[]> {
  const places = await placesByPerson(ctx, [personId])
  return places.get(personId) ?? [await topUnit(ctx)]
}

/** Masked phones for a list: 138****1234. */
export async function maskedPhonesOf(
  ctx: Ctx,
  personIds: readonly string[],
): Promise<Map<string, string>> {
  const these = oneOf('id', personIds)
  const sql = `
    select id, phone_sealed sealed
    from person
    where phone_sealed is not null
    and ${these.sql}`
  const rows = await read<{ id: string; sealed: string }>(ctx, sql, these.values)
  return new Map(rows.map(({ id, sealed }) => [id, masked(ctx.seal.open(sealed))]))
}
