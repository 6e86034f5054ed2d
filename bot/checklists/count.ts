import type { Policy } from '../../config/policy'
import type { Counter } from '../../shared/checklist'
import { holds, type Answers } from '../../shared/form'
import { spanOf } from '../../shared/periods'
import { dayOf, momentOf } from '../../shared/time'
import { own } from '../../shared/own'
import { parentPath } from '../../shared/vocabulary'
import type { Ctx } from '../core/slice'
import { below, inParts, oneOf, read, type Condition } from '../core/sql'
import { given } from './rules'
import type { ItemInList } from './store'

type Span = { from: Date; to: Date }
type Counted = NonNullable<Policy['checklists']['counted'][Counter]>
type Count = (ctx: Ctx, paths: readonly string[], span: Span) => Promise<Map<string, number>>
/** What is counted, of which rows, and the column of the unit at which each lies. */
type Rows = { count: string; from: string; where: Condition; unitPath: string }

/**
 * What lies at these units or below, counted for each: every level of the tree has paths of one
 * length.
 */
async function sumBelow(
  ctx: Ctx,
  paths: readonly string[],
  { count, from, where, unitPath }: Rows,
): Promise<Map<string, number>> {
  const sums = new Map<string, number>()
  for (const length of new Set(paths.map((path) => path.length))) {
    const unit = `substr(${unitPath}, 1, ${length})`
    const level = paths.filter((path) => path.length === length)
    const rows = await inParts(level, (part) => {
      const these = oneOf(unit, part)
      return read<{ path: string; n: number }>(
        ctx,
        `select ${unit} path, ${count} n
        from ${from}
        where ${where.sql} and ${these.sql}
        group by ${unit}`,
        [...where.values, ...these.values],
      )
    })
    for (const { path, n } of rows) sums.set(path, Number(n))
  }
  return sums
}

const factsOf =
  (kind: string, count = 'count(*)'): Count =>
  (ctx, paths, { from, to }) =>
    sumBelow(ctx, paths, {
      count,
      from: 'fact',
      where: {
        sql: 'kind = ? and at >= ? and at < ?',
        values: [kind, from.getTime(), to.getTime()],
      },
      unitPath: 'unit_path',
    })

/**
 * What the policy says is counted from answers: they are few enough to be read. What was returned
 * does not count.
 */
const answersOf =
  (counted: Counted): Count =>
  async (ctx, paths, span) => {
    const sums = new Map<string, number>()
    const asked = new Set(paths)
    for (const { path: unitPath, answers } of await answersIn(ctx, paths, counted, span)) {
      const n = counted.sum ? numberIn(JSON.parse(answers) as Answers, counted.sum) : 1
      for (let path: string | null = unitPath; path; path = parentPath(path)) {
        if (asked.has(path)) sums.set(path, (sums.get(path) ?? 0) + n)
      }
    }
    return sums
  }
/** Above so many units a range for each would cost more than it saves. */
const maxRanges = 50
const always: Condition = { sql: '1 = 1', values: [] }
function answersIn(
  ctx: Ctx,
  paths: readonly string[],
  { templates, sum, since }: Counted,
  { from, to }: Span,
) {
  const start = since === 'year' ? momentOf(`${dayOf(from).slice(0, 4)}-01-01`) : from
  const lists = oneOf('c.template', templates)
  const handed = oneOf('i.state', given)
  const range = paths.length > maxRanges ? always : below('i.unit_path', paths)
  const item = sum ? { sql: 'i.item = ?', values: [sum.item] } : always
  return read<{ path: string; answers: string }>(
    ctx,
    `select i.unit_path path, i.answers answers
    from checklist_item i
    join checklist c on c.id = i.checklist_id
    where ${lists.sql}
      and ${range.sql}
      and ${handed.sql}
      and i.at >= ? and i.at < ?
      and ${item.sql}`,
    [
      ...lists.values,
      ...range.values,
      ...handed.values,
      start.getTime(),
      to.getTime(),
      ...item.values,
    ],
  )
}
const numberIn = (answers: Answers, { field, if: condition }: NonNullable<Counted['sum']>) =>
  !condition || holds(condition, answers) ? Number(own(answers, field) ?? 0) : 0

/**
 * How the system counts what nobody is asked for; what is not in the answer is 0. A counter that
 * neither is here nor in the policy waits for its register: nobody knows, and 0 would be a lie.
 */
const counters: Partial<Record<Counter, Count>> = {
  confirmedWarnings: factsOf('warning.acknowledged'),
  verifiedPosts: factsOf('org.verified', 'count(distinct data)'),
  submittedItems: factsOf('checklist.submitted'),
}
function counterOf({ policy }: Ctx, counter: Counter): Count | null {
  const counted = policy.checklists.counted[counter]
  return counted ? answersOf(counted) : (counters[counter] ?? null)
}
/** Is there something to count it from? */
export const isCounted = (ctx: Ctx, counter: Counter) => counterOf(ctx, counter) !== null

/**
 * What a counter says of these units in a period; of a list that was ordered, since it was issued.
 * Null: nothing is there to count it from.
 */
export async function countFor(
  ctx: Ctx,
  counter: Counter,
  paths: readonly string[],
  { period, issuedAt }: { period: string; issuedAt: Date },
): Promise<Map<string, number> | null> {
  const count = counterOf(ctx, counter)
  if (!count) return null
  const span = spanOf(period)
  if (!span) return count(ctx, paths, { from: issuedAt, to: ctx.now })
  return count(ctx, paths, { from: momentOf(span.from), to: momentOf(span.to) })
}

/** What is counted for an item: now while the period lasts, afterwards what was written down. */
export async function countOf(
  ctx: Ctx,
  { list, item, question }: ItemInList,
): Promise<number | null> {
  if (!question.counts) return null
  if (item.closesAt <= ctx.now) {
    const kept = item.answers?.['count']
    return typeof kept === 'number' ? kept : null
  }
  const found = await countFor(ctx, question.counts, [item.unitPath], list)
  return found && (found.get(item.unitPath) ?? 0)
}

/** What the system holds of these units: villages, grids, and people who answer for something. */
export async function knownOf(
  ctx: Ctx,
  paths: readonly string[],
): Promise<Map<string, Record<string, number>>> {
  const unitsOf = (kind: string): Rows => ({
    count: 'count(*)',
    from: 'unit',
    where: { sql: 'kind = ? and ended_at is null', values: [kind] },
    unitPath: 'path',
  })
  const people: Rows = {
    count: 'count(distinct person_id)',
    from: 'post',
    where: { sql: 'ended_at is null', values: [] },
    unitPath: 'unit_path',
  }
  const villageCounts = await sumBelow(ctx, paths, unitsOf('village'))
  const gridCounts = await sumBelow(ctx, paths, unitsOf('grid'))
  const peopleCounts = await sumBelow(ctx, paths, people)
  return new Map(
    paths.map((path) => [
      path,
      {
        villages: villageCounts.get(path) ?? 0,
        grids: gridCounts.get(path) ?? 0,
        people: peopleCounts.get(path) ?? 0,
      },
    ]),
  )
}
