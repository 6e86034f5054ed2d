import type { Ctx } from '../core/slice'
import { insertAll } from '../core/insert'
import { read } from '../org/store'
import { TallyEntity, type Tally } from './entities'

type Raw = Omit<Tally, 'dueAt'> & { dueAt: number | string }
const counted = `select c.template template, c.period period, i.unit_path unitPath, i.due_at dueAt, count(*) total,
  sum(case when i.state in ('submitted', 'passed') then 1 else 0 end) done,
  sum(case when i.state in ('submitted', 'passed') and i.late = 1 then 1 else 0 end) late, sum(case when i.state = 'returned' then 1 else 0 end) returned
  from checklist_item i join checklist c on c.id = i.checklist_id`
const tallyOf = ({ template, period, unitPath, dueAt, total, done, late, returned }: Raw): Tally =>
  ({ template, period, unitPath, dueAt: new Date(Number(dueAt)), total: Number(total), done: Number(done), late: Number(late), returned: Number(returned) })

/** Counts are derived: compared with the items, and what differs is counted again. Says what differed. */
export async function recount(ctx: Ctx, template: string | null = null): Promise<Tally[]> {
  const only = template === null ? { sql: '', values: [] } : { sql: 'and c.template = ?', values: [template] }, real = `(${counted} where i.state <> 'auto' ${only.sql} group by c.template, c.period, i.unit_path, i.due_at) r`
  const isSame = 't.template = r.template and t.period = r.period and t.unit_path = r.unitPath and t.due_at = r.dueAt'
  const wrong = (await read<Raw>(ctx, `select r.* from ${real} left join checklist_tally t on ${isSame}
    where t.total is null or t.total <> r.total or t.done <> r.done or t.late <> r.late or t.returned <> r.returned`, only.values)).map(tallyOf)
  for (const { template: name, period, unitPath, dueAt, ...counts } of wrong) {
    const { affected } = await ctx.db.update(TallyEntity, { template: name, period, unitPath, dueAt }, counts)
    if (!affected) await insertAll(ctx, TallyEntity, [{ template: name, period, unitPath, dueAt, ...counts }])
  }
  const lost = await read<Raw>(ctx, `select t.template template, t.period period, t.unit_path unitPath, t.due_at dueAt, 0 total, 0 done, 0 late, 0 returned from checklist_tally t
    left join ${real} on ${isSame} where t.total > 0 and r.total is null${template === null ? '' : ' and t.template = ?'}`, [...only.values, ...only.values])
  for (const { template: name, period, unitPath, dueAt, ...counts } of lost.map(tallyOf)) await ctx.db.update(TallyEntity, { template: name, period, unitPath, dueAt }, counts)
  return [...wrong, ...lost.map(tallyOf)]
}
