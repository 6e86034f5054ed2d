import { In } from 'typeorm'
import type { Ctx } from '../core/slice'
import { below, read } from '../core/sql'
import { WarningEntity, type StoredWarning } from './entities'
import { titleOf } from './rules'

type Wanted = { unitPath: string; drill: boolean }

/**
 * The newest hundred warnings of a unit: its own, those of units below, and those from above that
 * reach into it.
 */
export async function list(
  ctx: Ctx,
  { unitPath, drill }: Wanted,
): Promise<(StoredWarning & { title: string })[]> {
  const own = below('w.unit_path', [unitPath])
  const reached = below('t.unit_path', [unitPath])
  const rows = await read<{ id: string }>(
    ctx,
    `select w.id
    from warning w
    where w.drill = ? and (
      ${own.sql}
      or exists (select 1 from warning_tally t where t.warning_id = w.id and ${reached.sql})
    )
    order by w.drafted_at desc, w.id desc
    limit 100`,
    [drill ? 1 : 0, ...own.values, ...reached.values],
  )
  const found = await ctx.db.findBy(WarningEntity, { id: In(rows.map((row) => row.id)) })
  const warnings = new Map(found.map((warning) => [warning.id, warning]))
  return rows.map((row) => {
    const warning = warnings.get(row.id)!
    return { ...warning, title: titleOf(ctx.policy.warnings, warning) }
  })
}
