import { groupBy } from '../core/groups'
import type { Ctx } from '../core/slice'
import { read } from '../core/sql'
import { countFor } from './count'
import { ItemEntity, QuestionEntity, questionId } from './entities'

type AutoItem = {
  checklistId: string
  item: string
  unitPath: string
  template: string
  version: number
  period: string
  issuedAt: number
}

/**
 * Writes down each night what the system has counted, so that a list that is over keeps its
 * numbers.
 */
export async function fillCounts(ctx: Ctx) {
  const questions = new Map(
    (await ctx.db.find(QuestionEntity)).map((question) => [question.id, question.body]),
  )
  const sameQuestion = (row: AutoItem) => `${questionId(row, row.item)}|${row.period}`
  for (const items of groupBy(await openAutoItems(ctx), sameQuestion).values()) {
    const { item, template, version, period, issuedAt } = items[0]!
    const counter = questions.get(questionId({ template, version }, item))?.counts
    if (!counter) continue
    const paths = items.map((row) => row.unitPath)
    const issued = { period, issuedAt: new Date(Number(issuedAt)) }
    const counts = await countFor(ctx, counter, paths, issued)
    if (!counts) continue
    for (const [count, same] of groupBy(items, (row) => counts.get(row.unitPath) ?? 0)) {
      await keepCount(ctx, item, same, count)
    }
  }
}
const openAutoItems = (ctx: Ctx) =>
  read<AutoItem>(
    ctx,
    `select i.checklist_id checklistId, i.item item, i.unit_path unitPath,
      c.template template, c.version version, c.period period, c.issued_at issuedAt
    from checklist_item i
    join checklist c on c.id = i.checklist_id
    where i.state = 'auto' and i.closes_at > ?`,
    [ctx.now.getTime()],
  )

const partSize = 500
async function keepCount(ctx: Ctx, item: string, rows: readonly AutoItem[], count: number) {
  for (let start = 0; start < rows.length; start += partSize) {
    const ids = rows.slice(start, start + partSize).map((row) => row.checklistId)
    await ctx.db
      .createQueryBuilder()
      .update(ItemEntity)
      .set({ answers: { count }, at: ctx.now })
      .where('checklist_id in (:...ids) and item = :item', { ids, item })
      .execute()
  }
}
