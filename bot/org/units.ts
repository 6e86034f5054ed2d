import { In, IsNull } from 'typeorm'
import type { Unit, orgOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { covers, upwards } from '../../shared/vocabulary'
import type { Ctx } from '../core/slice'
import { below, inParts, read } from '../core/sql'
import { tight } from '../core/text'
import { UnitEntity } from './entities'
import { means, possibleNames, spokenName } from './rules'

type Org = typeof orgOperations
type Row = Omit<Unit, 'endedAt'>
const existing = (rows: readonly Row[]): Unit[] => rows.map((row) => ({ ...row, endedAt: null }))

/** The unit and its direct children. */
export async function units(
  ctx: Ctx,
  { unitPath }: Input<Org['units']>,
): Promise<Reply<Org['units']>> {
  return { unit: await mustFindUnit(ctx, unitPath), children: await childrenOf(ctx, unitPath) }
}

export async function mustFindUnit(ctx: Ctx, path: string): Promise<Unit> {
  const unit = (await unitsByPath(ctx, [path])).get(path)
  if (!unit || unit.endedAt) throw new Problem('unit.notFound', { name: path })
  return unit
}

/** Units that are gone are among them: history speaks of them. */
export async function unitsByPath(ctx: Ctx, paths: Iterable<string>): Promise<Map<string, Unit>> {
  const found = await inParts(paths, (part) => ctx.db.findBy(UnitEntity, { path: In(part) }))
  return new Map(found.map((unit) => [unit.path, unit]))
}

/** The units directly below this one that still exist, in path order. */
export async function childrenOf(ctx: Ctx, path: string): Promise<Unit[]> {
  const sql = `
    select path, kind, name
    from unit
    where path >= ? and path < ? and path not like ?
    and ended_at is null
    order by path`
  return existing(await read<Row>(ctx, sql, [`${path}/`, `${path}0`, `${path}/%/%`]))
}
/** This unit with all below it that still exist, in path order. */
export async function subtreeOf(ctx: Ctx, path: string): Promise<Unit[]> {
  const here = below('path', [path])
  const sql = `
    select path, kind, name
    from unit
    where ended_at is null
    and ${here.sql}
    order by path`
  return existing(await read<Row>(ctx, sql, here.values))
}

/** 「石塘镇里箬村」 for many units. */
export async function fullNames(ctx: Ctx, paths: Iterable<string>): Promise<Map<string, string>> {
  const wanted = [...new Set(paths)]
  const found = await unitsByPath(ctx, wanted.flatMap(upwards))
  const names = new Map([...found].map(([path, unit]) => [path, unit.name]))
  return new Map(wanted.map((path) => [path, spokenName(path, names)]))
}
export const fullName = async (ctx: Ctx, path: string): Promise<string> =>
  (await fullNames(ctx, [path])).get(path)!

/**
 * The one unit that somebody means, below the units `within`: by its name, with or without 镇, 村 …,
 * and names above it in front if it takes them.
 */
export async function findUnitByName(
  ctx: Ctx,
  name: string,
  within: readonly string[],
): Promise<Unit> {
  const text = tight(name)
  const candidates = await unitsNamed(ctx, possibleNames(text), within)
  const known = await unitsByPath(
    ctx,
    candidates.flatMap((unit) => upwards(unit.path)),
  )
  const namesUp = (unit: Unit) => upwards(unit.path).map((path) => known.get(path)?.name ?? '')
  const exact = candidates.filter((unit) => means(text, namesUp(unit), false))
  const found = exact.length ? exact : candidates.filter((unit) => means(text, namesUp(unit), true))
  if (!found[0]) throw new Problem('unit.notFound', { name })
  if (found.length > 1) throw new Problem('unit.ambiguous', { name, count: found.length })
  return found[0]
}
async function unitsNamed(ctx: Ctx, names: readonly string[], within: readonly string[]) {
  const found = await inParts(names, (part) =>
    ctx.db.findBy(UnitEntity, { name: In(part), endedAt: IsNull() }),
  )
  return found.filter((unit) => within.some((path) => covers(path, unit.path)))
}

/** The unit above all: where facts lie that belong to no unit below. */
export async function topUnit(ctx: Ctx): Promise<string> {
  const [top] = await read<{ path: string | null }>(ctx, 'select min(path) path from unit', [])
  return top?.path ?? '0'
}
