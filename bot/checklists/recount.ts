import { insertAll } from '../core/insert'
import type { Ctx } from '../core/slice'
import { read } from '../core/sql'
import { TallyEntity, type Tally } from './entities'

type RawTally = Omit<Tally, 'dueAt'> & { dueAt: number | string }

/**
 * Counts are derived: compared with the items, and what differs is counted again. Says what
 * differed, as it is now.
 */
export async function recount(ctx: Ctx, template: string | null = null): Promise<Tally[]> {
  const wrong = await differing(ctx, template)
  for (const tally of wrong) {
    const { template: name, period, unitPath, dueAt, ...counts } = tally
    const key = { template: name, period, unitPath, dueAt }
    const { affected } = await ctx.db.update(TallyEntity, key, counts)
    if (!affected) await insertAll(ctx, TallyEntity, [tally])
  }
  return wrong
}

/**
 * Every item and every counter in one pile, grouped: a join of the two takes one engine or the
 * other minutes in a city of a year.
 */
async function differing(ctx: Ctx, template: string | null): Promise<Tally[]> {
  const only = template === null ? '' : 'and c.template = ?'
  const isGiven = `i.state in ('submitted', 'passed')`
  const rows = await read<RawTally>(
    ctx,
    `select template, period, unitPath, dueAt,
      sum(total) total, sum(done) done, sum(late) late, sum(returned) returned
    from (
      select c.template template, c.period period, i.unit_path unitPath, i.due_at dueAt,
        1 total,
        case when ${isGiven} then 1 else 0 end done,
        case when ${isGiven} and i.late = 1 then 1 else 0 end late,
        case when i.state = 'returned' then 1 else 0 end returned,
        0 keptTotal, 0 keptDone, 0 keptLate, 0 keptReturned
      from checklist_item i
      join checklist c on c.id = i.checklist_id
      where i.state <> 'auto' ${only}
      union all
      select c.template, c.period, c.unit_path, c.due_at,
        0, 0, 0, 0,
        c.total, c.done, c.late, c.returned
      from checklist_tally c
      where 1 = 1 ${only}
    ) pile
    group by template, period, unitPath, dueAt
    having sum(total) <> sum(keptTotal)
      or sum(done) <> sum(keptDone)
      or sum(late) <> sum(keptLate)
      or sum(returned) <> sum(keptReturned)`,
    template === null ? [] : [template, template],
  )
  return rows.map(tallyFrom)
}
/** The engines give large numbers and sums as text. */
const tallyFrom = ({ template, period, unitPath, ...numbers }: RawTally): Tally => ({
  template,
  period,
  unitPath,
  dueAt: new Date(Number(numbers.dueAt)),
  total: Number(numbers.total),
  done: Number(numbers.done),
  late: Number(numbers.late),
  returned: Number(numbers.returned),
})
