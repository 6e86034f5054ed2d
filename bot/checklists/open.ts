import type { ItemForm } from '../../shared/checklist'
import type { checklistOperations } from '../../shared/checklistOperations'
import type { Answers } from '../../shared/form'
import type { Input, Reply } from '../../shared/operation'
import { dayOf } from '../../shared/time'
import type { Ctx } from '../core/slice'
import { namesOf } from '../org/people'
import { countOf } from './count'
import { AnswerEntity } from './entities'
import * as rules from './rules'
import { itemByKey, lastAnswers } from './store'

type Operations = typeof checklistOperations
/** What was stored as JSON is JSON. */
const asJson = <K extends string>(stored: Record<K, Answers | null>) => stored as Record<K, never>

/** Everything a phone needs to fill an item without asking again. */
export async function open(ctx: Ctx, ref: Input<Operations['open']>): Promise<ItemForm> {
  const { list, item, question } = await itemByKey(ctx, ref)
  const last = await lastAnswers(ctx, { list, item })
  const given = item.state === 'auto' ? null : item.answers
  const answers = given ?? rules.prefilled(question.fields, last, list.known)
  return {
    ...ref,
    title: question.title,
    help: question.help ?? '',
    unitName: String(list.known['unitName'] ?? ''),
    period: list.period,
    dueAt: item.dueAt,
    state: item.state,
    revision: item.revision,
    evidence: question.evidence,
    fields: question.fields,
    ...asJson({ answers, last, known: list.known }),
    today: dayOf(ctx.now),
    reason: item.reason,
    count: await countOf(ctx, { list, item, question }),
    mayAnswer: !rules.refusalOf(item, list) && rules.mayAnswer(ctx.actor, item),
    mayReview: item.revision > 0 && !list.withdrawnAt && rules.mayReview(ctx.actor, item.unitPath),
  }
}

/**
 * Who answered what when, what was returned and why, the first first; in one and the same
 * millisecond what was submitted comes before what was said of it.
 */
export async function trail(
  ctx: Ctx,
  ref: Input<Operations['trail']>,
): Promise<Reply<Operations['trail']>> {
  const rows = await ctx.db.find(AnswerEntity, {
    where: ref,
    order: { revision: 'ASC', at: 'ASC', what: 'DESC' },
  })
  const names = await namesOf(
    ctx,
    rows.map((row) => row.byId),
  )
  return rows.map(({ revision, at, byId, what, answers, reason }) => ({
    revision,
    at,
    by: names.get(byId) ?? '',
    what,
    ...asJson({ answers }),
    reason,
  }))
}
