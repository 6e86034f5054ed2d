import type { orgOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import { groupBy } from '../core/groups'
import type { Ctx } from '../core/slice'
import { below, inParts, read, readIn } from '../core/sql'
import { postTitle } from './postKinds'
import { masked } from './rules'
import { fullNames } from './units'

type Org = typeof orgOperations
const most = { rows: 200, people: 50 }

/** Directory key → person; nobody who has left. */
export async function personIdsOf(
  ctx: Ctx,
  directoryKeys: readonly string[],
): Promise<Map<string, string>> {
  const here = 'select directory_key `key`, id from person where left_at is null and'
  const rows = await inParts(directoryKeys, (part) =>
    readIn<{ key: string; id: string }>(ctx, here, 'directory_key', part),
  )
  return new Map(rows.map(({ key, id }) => [key, id]))
}

/** Those of these people who have not left. */
export async function presentAmong(
  ctx: Ctx,
  personIds: readonly string[],
): Promise<Map<string, true>> {
  const here = 'select id from person where left_at is null and'
  const rows = await inParts(personIds, (part) => readIn<{ id: string }>(ctx, here, 'id', part))
  return new Map(rows.map(({ id }) => [id, true]))
}

type Addressed = { id: string; address: string; name: string }
/** Where the messenger finds these people; who has no account or has left is not in the answer. */
export async function addressesOf(
  ctx: Ctx,
  personIds: readonly string[],
): Promise<Map<string, { address: string; name: string }>> {
  const reachable = `
    select id, directory_key address, name
    from person
    where left_at is null and directory_key is not null
    and`
  const rows = await inParts(personIds, (part) => readIn<Addressed>(ctx, reachable, 'id', part))
  return new Map(rows.map(({ id, address, name }) => [id, { address, name }]))
}

export async function namesOf(
  ctx: Ctx,
  personIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await inParts(personIds, (part) =>
    readIn<{ id: string; name: string }>(ctx, 'select id, name from person where', 'id', part),
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/**
 * People with a post here or below whose name has these signs in it; and who has no post anywhere
 * yet, by the full name.
 */
export async function people(
  ctx: Ctx,
  { unitPath, name }: Input<Org['people']>,
): Promise<Reply<Org['people']>> {
  const rows = await searchPeople(ctx, unitPath, name)
  const units = await fullNames(
    ctx,
    rows.flatMap((row) => row.unitPath ?? []),
  )
  const byPerson = groupBy(rows, (row) => row.id)
  const found = [...byPerson].slice(0, most.people)
  return found.map(([personId, seats]) => {
    const person = seats[0]!
    return {
      personId,
      name: person.name,
      phone: person.phoneSealed && masked(ctx.seal.open(person.phoneSealed)),
      posts: seats.flatMap((seat) =>
        seat.kind && seat.unitPath
          ? [`${units.get(seat.unitPath)!} ${postTitle(ctx, seat.kind) ?? seat.kind}`]
          : [],
      ),
    }
  })
}

type Found = {
  id: string
  name: string
  phoneSealed: string | null
  kind: string | null
  unitPath: string | null
}
/** One row for each post of somebody found, one without a post for who has none. */
function searchPeople(ctx: Ctx, unitPath: string, name: string): Promise<Found[]> {
  const here = below('p.unit_path', [unitPath])
  const like = `%${name.replace(/[%_\\]/g, '')}%`
  const seated = (column: string) => `
    select a.id, a.name, a.phone_sealed phoneSealed, p.kind, p.unit_path unitPath
    from person a
    join post p on p.${column} = a.id and p.ended_at is null
    where a.left_at is null and a.name like ?
    and ${here.sql}`
  const sql = `
    ${seated('person_id')}
    union
    ${seated('deputy_id')}
    union
    select a.id, a.name, a.phone_sealed, null, null
    from person a
    where a.left_at is null and a.name = ?
    and not exists (select 1 from post p where p.person_id = a.id and p.ended_at is null)
    and not exists (select 1 from post p where p.deputy_id = a.id and p.ended_at is null)
    order by name, id, unitPath
    limit ${most.rows}`
  return read<Found>(ctx, sql, [like, ...here.values, like, ...here.values, name])
}
