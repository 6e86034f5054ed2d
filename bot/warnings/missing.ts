import { desks } from '../../shared/vocabulary'
import type { Ctx } from '../core/slice'
import { below, read } from '../core/sql'
import { board } from './board'
import { missingOf } from './counts'
import type { StoredWarning } from './entities'
import { drillMark, pathsHeld } from './rules'
import { findWarning } from './store'

const maxRows = 3

/** 还差谁, in words: the newest open warning that reaches the caller's own area, the widest first. */
export async function missing(ctx: Ctx) {
  const own = pathsHeld(ctx.actor, desks).sort((one, other) => one.length - other.length)
  for (const unitPath of new Set(own)) {
    const warningId = await newestOpenIn(ctx, unitPath)
    if (warningId) return wordsOf(ctx, await findWarning(ctx, warningId), unitPath)
  }
  return { title: null, missing: 0, rows: [] }
}

async function newestOpenIn(ctx: Ctx, unitPath: string): Promise<string | undefined> {
  const range = below('t.unit_path', [unitPath])
  const [newest] = await read<{ id: string }>(
    ctx,
    `select w.id
    from warning w
    where w.state = 'sent'
      and w.replaced_by is null
      and (w.valid_until is null or w.valid_until > ?)
      and exists (select 1 from warning_tally t where t.warning_id = w.id and ${range.sql})
    order by w.sent_at desc, w.id desc
    limit 1`,
    [ctx.now.getTime(), ...range.values],
  )
  return newest?.id
}

async function wordsOf(ctx: Ctx, warning: StoredWarning, unitPath: string) {
  const place = { warningId: warning.id, unitPath, missing: true }
  const { warning: shown, children, people, total, acknowledged } = await board(ctx, place)
  const units = children.map((child) => `${child.name} ${missingOf(child)} 人`)
  const names = people.map((person) => `${person.unitName} ${person.name}，${person.post}`)
  return {
    title: `${drillMark(warning)}${shown.title}`,
    missing: total - acknowledged,
    rows: [...units, ...names].slice(0, maxRows),
  }
}
