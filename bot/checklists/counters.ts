import type { Policy } from '../../config/policy'
import type { Counter } from '../../shared/checklist'
import { holds, type Answers } from '../../shared/form'
import { parentPath } from '../../shared/vocabulary'
import { groupBy } from '../core/groups'
import type { Ctx } from '../core/slice'
import { ItemEntity, QuestionEntity } from './entities'
import { spanOf } from '../../shared/periods'
import { given } from './rules'
import { below, inParts, oneOf, read } from '../core/sql'
import { dayOf, momentOf } from '../../shared/time'

type Span = { from: Date; to: Date }
type Counted = NonNullable<Policy['checklists']['counted'][Counter]>
type Count = (ctx: Ctx, paths: readonly string[], span: Span) => Promise<Map<string, number>>

/** What lies at these units or below, counted for each: every level of the tree has paths of one length. */
async function sumBelow(
  ctx: Ctx,
  paths: readonly string[],
  column: string,
  count: string,
  from: string,
  values: readonly unknown[],
): Promise<Map<string, number>> {
  const sums = new Map<string, number>()
  for (const length of new Set(paths.map((path) => path.length))) {
    const rows = await inParts(
      paths.filter((path) => path.length === length),
      (part) => {
        const these = oneOf(`substr(${column}, 1, ${length})`, part)
        return read<{ path: string; n: number }>(
          ctx,
          `select substr(${column}, 1, ${length}) path, ${count} n from ${from} and ${these.sql} group by substr(${column}, 1, ${length})`,
          [...values, ...these.values],
        )
      },
    )
    for (const { path, n } of rows) sums.set(path, Number(n))
  }
  return sums
}
const factsOf =
  (kind: string, count = 'count(*)'): Count =>
  (ctx, paths, { from, to }) =>
    sumBelow(ctx, paths, 'unit_path', count, 'fact where kind = ? and at >= ? and at < ?', [
      kind,
      from.getTime(),
      to.getTime(),
    ])
const few = 50
/** What the policy says is counted from answers: they are few enough to be read. What was returned does not count. */
const answersOf =
  ({ templates, sum, since }: Counted): Count =>
  async (ctx, paths, { from, to }) => {
    const lists = oneOf('c.template', templates)
    const handed = oneOf('i.state', given)
    const range = paths.length > few ? { sql: '1 = 1', values: [] } : below('i.unit_path', paths)
    const start = since === 'year' ? momentOf(`${dayOf(from).slice(0, 4)}-01-01`) : from
    const rows = await read<{ path: string; answers: string }>(
      ctx,
      `select i.unit_path path, i.answers answers from checklist_item i join checklist c on c.id = i.checklist_id
    where ${lists.sql} and ${range.sql} and ${handed.sql} and i.at >= ? and i.at < ?${sum ? ' and i.item = ?' : ''}`,
      [
        ...lists.values,
        ...range.values,
        ...handed.values,
        start.getTime(),
        to.getTime(),
        ...(sum ? [sum.item] : []),
      ],
    )
    const sums = new Map<string, number>()
    const asked = new Set(paths)
    for (const { path: unitPath, answers } of rows) {
      const n = sum ? numberIn(JSON.parse(answers) as Answers, sum) : 1
      for (let path: string | null = unitPath; path; path = parentPath(path)) {
        if (asked.has(path)) sums.set(path, (sums.get(path) ?? 0) + n)
      }
    }
    return sums
  }
const numberIn = (answers: Answers, { field, if: condition }: NonNullable<Counted['sum']>) =>
  !condition || holds(condition, answers) ? Number(answers[field] ?? 0) : 0
/** How the system counts what nobody is asked for; what is not in the answer is 0. A counter that neither is here nor in the policy waits for its register: nobody knows, and 0 would be a lie. */
const counters: Partial<Record<Counter, Count>> = {
  confirmedWarnings: factsOf('warning.acknowledged'),
  verifiedPosts: factsOf('org.verified', 'count(distinct data)'),
  submittedItems: factsOf('checklist.submitted'),
}
/** Is there something to count it from? */
export const isCounted = (ctx: Ctx, counter: Counter) => counterOf(ctx, counter) !== null
function counterOf({ policy }: Ctx, counter: Counter): Count | null {
  const counted = policy.checklists.counted[counter]
  return counted ? answersOf(counted) : (counters[counter] ?? null)
}
/** What a counter says of these units in a period; of a list that was ordered, since it was issued. Null: nothing is there to count it from. */
export async function countFor(
  ctx: Ctx,
  counter: Counter,
  paths: readonly string[],
  { period, issuedAt }: { period: string; issuedAt: Date },
): Promise<Map<string, number> | null> {
  const span = spanOf(period)
  const count = counterOf(ctx, counter)
  return count
    ? count(
        ctx,
        paths,
        span
          ? { from: momentOf(span.from), to: momentOf(span.to) }
          : { from: issuedAt, to: ctx.now },
      )
    : null
}

/** What the system holds of these units: villages, grids, and people who answer for something. */
export async function knownOf(
  ctx: Ctx,
  paths: readonly string[],
): Promise<Map<string, Record<string, number>>> {
  const inside = (kind: string) =>
    sumBelow(ctx, paths, 'path', 'count(*)', 'unit where kind = ? and ended_at is null', [kind])
  const counts = {
    villages: await inside('village'),
    grids: await inside('grid'),
    people: await sumBelow(
      ctx,
      paths,
      'unit_path',
      'count(distinct person_id)',
      'post where ended_at is null',
      [],
    ),
  }
  return new Map(
    paths.map((path) => [
      path,
      Object.fromEntries(Object.entries(counts).map(([name, sums]) => [name, sums.get(path) ?? 0])),
    ]),
  )
}

type Auto = {
  checklistId: string
  item: string
  unitPath: string
  template: string
  version: number
  period: string
  issuedAt: number
}
/** Writes down each night what the system has counted, so that a list that is over keeps its numbers. */
export async function fillCounts(ctx: Ctx) {
  const rows = await read<Auto>(
    ctx,
    `select i.checklist_id checklistId, i.item item, i.unit_path unitPath, c.template template, c.version version, c.period period, c.issued_at issuedAt
    from checklist_item i join checklist c on c.id = i.checklist_id where i.state = 'auto' and i.closes_at > ?`,
    [ctx.now.getTime()],
  )
  const questions = new Map((await ctx.db.find(QuestionEntity)).map((it) => [it.id, it.body]))
  const groups = groupBy(rows, (row) => `${row.template} ${row.version} ${row.item}|${row.period}`)
  for (const [key, group] of groups) {
    const counter = questions.get(key.split('|')[0]!)?.counts
    if (!counter) continue
    const counts = await countFor(
      ctx,
      counter,
      group.map((it) => it.unitPath),
      { period: group[0]!.period, issuedAt: new Date(Number(group[0]!.issuedAt)) },
    )
    if (!counts) continue
    for (const [n, those] of groupBy(group, (it) => counts.get(it.unitPath) ?? 0)) {
      await keep(ctx, those, n)
    }
  }
}
async function keep(ctx: Ctx, rows: readonly Auto[], n: number) {
  for (let start = 0; start < rows.length; start += 500) {
    const part = rows.slice(start, start + 500)
    for (const [item, those] of groupBy(part, (row) => row.item)) {
      await ctx.db
        .createQueryBuilder()
        .update(ItemEntity)
        .set({ answers: { count: n }, at: ctx.now })
        .where('checklist_id in (:...ids) and item = :item', {
          ids: those.map((it) => it.checklistId),
          item,
        })
        .execute()
    }
  }
}
