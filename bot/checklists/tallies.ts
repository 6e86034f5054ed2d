import type { Ctx } from '../core/slice'
import { insertAll } from '../core/insert'
import { TallyEntity, type Tally } from './entities'
import { read } from '../core/sql'

type Raw = Omit<Tally, 'dueAt'> & { dueAt: number | string }
const columns = ['total', 'done', 'late', 'returned'] as const
const tallyOf = ({
  template,
  period,
  unitPath,
  dueAt,
  total,
  done,
  late,
  returned,
}: Raw): Tally => ({
  template,
  period,
  unitPath,
  dueAt: new Date(Number(dueAt)),
  total: Number(total),
  done: Number(done),
  late: Number(late),
  returned: Number(returned),
})

/** Every item and every counter in one pile, grouped: a join of the two takes one engine or the other minutes in a city of a year. */
function differing(only: string): string {
  const given = "case when i.state in ('submitted', 'passed') then 1 else 0 end"
  return `select template, period, unitPath, dueAt, ${columns.map((it) => `sum(${it}) ${it}`).join()} from (
    select c.template template, c.period period, i.unit_path unitPath, i.due_at dueAt, 1 total, ${given} done, case when i.late = 1 then ${given} else 0 end late, case when i.state = 'returned' then 1 else 0 end returned,
      0 keptTotal, 0 keptDone, 0 keptLate, 0 keptReturned from checklist_item i join checklist c on c.id = i.checklist_id where i.state <> 'auto' ${only}
    union all select c.template, c.period, c.unit_path, c.due_at, 0, 0, 0, 0, c.total, c.done, c.late, c.returned from checklist_tally c where 1 = 1 ${only}
  ) pile group by template, period, unitPath, dueAt having sum(total) <> sum(keptTotal) or sum(done) <> sum(keptDone) or sum(late) <> sum(keptLate) or sum(returned) <> sum(keptReturned)`
}

/** Counts are derived: compared with the items, and what differs is counted again. Says what differed, as it is now. */
export async function recount(ctx: Ctx, template: string | null = null): Promise<Tally[]> {
  const wrong = (
    await read<Raw>(
      ctx,
      differing(template === null ? '' : 'and c.template = ?'),
      template === null ? [] : [template, template],
    )
  ).map(tallyOf)
  for (const { template: name, period, unitPath, dueAt, ...counts } of wrong) {
    const { affected } = await ctx.db.update(
      TallyEntity,
      { template: name, period, unitPath, dueAt },
      counts,
    )
    if (!affected) {
      await insertAll(ctx, TallyEntity, [{ template: name, period, unitPath, dueAt, ...counts }])
    }
  }
  return wrong
}
