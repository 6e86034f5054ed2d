import type { Input, Reply } from '../../shared/operation'
import type { checklistOperations } from '../../shared/checklist'
import { check, type Answers } from '../../shared/form'
import { Problem } from '../../shared/problem'
import { record, type Ctx, type HotCtx } from '../core/slice'
import { holdersOf } from '../org/audience'
import { PersonEntity } from '../org/entities'
import {
  AnswerEntity,
  ItemEntity,
  TallyEntity,
  itemKey,
  tallyKey,
  type StoredItem,
} from './entities'
import * as rules from './rules'
import { held, lastOf, type Held } from './store'
import { dayOf } from '../../shared/time'

type Operations = typeof checklistOperations
type Given = Reply<Operations['submit']>
/** What one answer may weigh: a column of text in every database. */
const mostBytes = 60_000

/** 交上去: rows by key only, so that the submissions of a busy day share few commits. Another's answer in between is told, never overwritten. */
export async function submit(
  ctx: HotCtx,
  { answers, revision, ...ref }: Input<Operations['submit']>,
): Promise<Given> {
  return give(ctx, await held(ctx, ref), answers, revision, false)
}

/** 没有变化: what was answered last time holds; where nothing is asked, the tap is the answer. */
export async function unchanged(
  ctx: HotCtx,
  { revision, ...ref }: Input<Operations['unchanged']>,
): Promise<Given> {
  const it = await held(ctx, ref)
  const last = it.question.fields.length ? (it.item.answers ?? (await lastOf(ctx, it))) : {}
  if (!last) throw new Problem('checklist.nothingBefore')
  return give(ctx, it, last, revision, true)
}

async function give(
  ctx: HotCtx,
  it: Held,
  raw: Answers,
  revision: number,
  isUnchanged: boolean,
): Promise<Given> {
  const { list, item: before, question } = it
  const { personId } = ctx.actor
  const refusal = rules.refusalOf(before, list)
  if (refusal) throw refusal
  if (!rules.mayAnswer(ctx.actor, before)) {
    throw new Problem('checklist.notYours', { who: postTitle(ctx, before.post) })
  }
  const { answers, complaints } = check(question.fields, raw, {
    today: dayOf(ctx.now),
    known: list.known,
  })
  if (before.revision !== revision) return same(ctx, before, revision, answers)
  if (complaints.length) {
    throw new Problem('checklist.incomplete', { what: complaints[0]!.message, complaints })
  }
  if (Buffer.byteLength(JSON.stringify(answers)) > mostBytes) {
    throw new Problem('checklist.tooLarge')
  }
  const item = rules.give(before, { answers, byId: personId, at: ctx.now, reviewed: list.reviewed })
  const key = itemKey(list.id, item.item)
  const trail = { ...key, revision: item.revision, what: 'submitted' as const }
  ctx.rows.put(ItemEntity, key, item)
  ctx.rows.put(AnswerEntity, trail, {
    ...trail,
    at: ctx.now,
    byId: personId,
    answers,
    reason: null,
  })
  for (const [column, n] of Object.entries(rules.tallyChange(before, item))) {
    ctx.rows.add(TallyEntity, tallyKey(list, item.dueAt), column as 'done', n)
  }
  tell(ctx, it, item, isUnchanged)
  return replyOf(item)
}
const replyOf = ({ checklistId, item, state, revision, at, late }: StoredItem): Given => ({
  checklistId,
  item,
  state,
  revision,
  at: at!,
  late,
})
export const postTitle = (ctx: Pick<Ctx, 'policy'>, kind: string) =>
  ctx.policy.posts.posts.find((post) => post.name === kind)?.title ?? kind

/** A second tap of the same person with the same answers is told the same; anything else is for a human to look at, with both answers before the eyes. */
async function same(
  ctx: HotCtx,
  item: StoredItem,
  revision: number,
  answers: Answers,
): Promise<Given> {
  if (
    item.byId === ctx.actor.personId &&
    item.revision === revision + 1 &&
    JSON.stringify(item.answers) === JSON.stringify(answers)
  ) {
    return replyOf(item)
  }
  const by = item.byId ? await ctx.rows.get(PersonEntity, { id: item.byId }) : null
  throw new Problem('checklist.conflict', {
    who: by?.name ?? '别人',
    at: item.at ? rules.momentWords(item.at, ctx.now) : '',
    theirs: {
      revision: item.revision,
      answers: item.answers,
      by: by?.name ?? '',
      at: item.at?.toISOString() ?? null,
    },
  })
}

function tell(
  ctx: HotCtx,
  { list, question }: Held,
  { item, unitPath, revision, late, answers }: StoredItem,
  isUnchanged: boolean,
) {
  const { personId, way } = ctx.actor
  const files = rules.filesIn(question.fields, answers ?? {})
  record(ctx, {
    kind: 'checklist.submitted',
    unitPath,
    data: { checklistId: list.id, item, revision, late, unchanged: isUnchanged },
  })
  if (question.evidence === 'confirm' && way !== 'card') {
    record(ctx, { kind: 'checklist.cardOutdated', unitPath, data: { checklistId: list.id, item } })
  }
  if (files.length) {
    record(ctx, { kind: 'evidence.used', unitPath, data: { files, byId: personId } })
  }
}

/** 通过 or 退回补正, by the level above; what was returned is asked again, and may be returned again. */
export async function review(
  ctx: Ctx,
  { passed, reason, revision, ...ref }: Input<Operations['review']>,
): Promise<Reply<Operations['review']>> {
  const before = await ctx.db.findOne(ItemEntity, { where: ref, ...ctx.locks.row })
  const { list } = await held(ctx, ref)
  if (!before) throw new Problem('checklist.notFound')
  if (list.withdrawnAt) throw new Problem('checklist.withdrawn')
  if (!rules.mayReview(ctx.actor, before.unitPath)) {
    throw new Problem('checklist.ownReview', { who: await aboveWords(ctx, before.unitPath) })
  }
  const item = rules.review(before, {
    revision,
    passed,
    reason,
    byId: ctx.actor.personId,
    at: ctx.now,
  })
  if (item === before) return { ...ref, state: item.state, revision }
  const { state, reviewedBy, reviewedAt } = item
  await ctx.db.update(ItemEntity, ref, { state, reviewedBy, reviewedAt, reason: item.reason })
  const trail = { ...ref, revision, what: passed ? ('passed' as const) : ('returned' as const) }
  if (!(await ctx.db.countBy(AnswerEntity, trail))) {
    await ctx.db.insert(AnswerEntity, {
      ...trail,
      at: ctx.now,
      byId: ctx.actor.personId,
      answers: null,
      reason: item.reason,
    })
  }
  const change = Object.entries(rules.tallyChange(before, item)).map(
    ([column, n]) => [column, () => `${column} + ${n}`] as const,
  )
  if (change.length) {
    await ctx.db.update(
      TallyEntity,
      { template: list.template, period: list.period, unitPath: list.unitPath, dueAt: item.dueAt },
      Object.fromEntries(change),
    )
  }
  record(ctx, {
    kind: 'checklist.reviewed',
    unitPath: item.unitPath,
    data: { ...ref, passed, reason },
  })
  return { ...ref, state, revision }
}
async function aboveWords(ctx: Ctx, unitPath: string): Promise<string> {
  const kinds = ctx.policy.posts.posts
    .filter((post) => post.roles.some((role) => rules.reviewers.includes(role)))
    .map((post) => post.name)
  const above = unitPath.slice(0, Math.max(0, unitPath.lastIndexOf('/')))
  return above && (await holdersOf(ctx, kinds, above)).length ? '上一级应急办' : '上级值班室'
}
