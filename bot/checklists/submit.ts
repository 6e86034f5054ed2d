import type { checklistOperations } from '../../shared/checklistOperations'
import { check, filesIn, type Answers } from '../../shared/form'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { dayOf, momentWords } from '../../shared/time'
import { record, type HotCtx } from '../core/slice'
import { PersonEntity } from '../org/entities'
import { postTitle } from '../org/postKinds'
import {
  AnswerEntity,
  ItemEntity,
  TallyEntity,
  itemKey,
  tallyKey,
  type StoredItem,
} from './entities'
import * as rules from './rules'
import { itemByKey, lastAnswers, type ItemInList } from './store'

type Operations = typeof checklistOperations
type Given = Reply<Operations['submit']>
type Answer = { raw: Answers; revision: number; isUnchanged: boolean }
/** What one answer may weigh: a column of text in every database. */
const maxBytes = 60_000

/**
 * 交上去: rows by key only, so that the submissions of a busy day share few commits. Another's answer
 * in between is told, never overwritten.
 */
export async function submit(
  ctx: HotCtx,
  { answers, revision, ...ref }: Input<Operations['submit']>,
): Promise<Given> {
  return giveAnswer(ctx, await itemByKey(ctx, ref), { raw: answers, revision, isUnchanged: false })
}

/** 没有变化: what was answered last time holds; where nothing is asked, the tap is the answer. */
export async function unchanged(
  ctx: HotCtx,
  { revision, ...ref }: Input<Operations['unchanged']>,
): Promise<Given> {
  const asked = await itemByKey(ctx, ref)
  const raw = await standingAnswers(ctx, asked)
  if (!raw) throw new Problem('checklist.nothingBefore')
  return giveAnswer(ctx, asked, { raw, revision, isUnchanged: true })
}
async function standingAnswers(ctx: HotCtx, asked: ItemInList): Promise<Answers | null> {
  if (!asked.question.fields.length) return {}
  return asked.item.answers ?? (await lastAnswers(ctx, asked))
}

async function giveAnswer(
  ctx: HotCtx,
  asked: ItemInList,
  { raw, revision, isUnchanged }: Answer,
): Promise<Given> {
  const { list, item: before, question } = asked
  refuseAnswer(ctx, asked)
  const { answers, complaints } = check(question.fields, raw, {
    today: dayOf(ctx.now),
    known: list.known,
  })
  if (before.revision !== revision) return repeatAnswer(ctx, before, revision, answers)
  if (complaints.length) {
    throw new Problem('checklist.incomplete', { what: complaints[0]!.message, complaints })
  }
  if (Buffer.byteLength(JSON.stringify(answers)) > maxBytes) {
    throw new Problem('checklist.tooLarge')
  }
  const given = { answers, byId: ctx.actor.personId, at: ctx.now, reviewed: list.reviewed }
  const item = rules.give(before, given)
  saveAnswer(ctx, asked, item)
  recordAnswer(ctx, { ...asked, item }, isUnchanged)
  return replyOf(item)
}

function refuseAnswer(ctx: HotCtx, { list, item }: ItemInList) {
  const refusal = rules.refusalOf(item, list)
  if (refusal) throw refusal
  if (rules.mayAnswer(ctx.actor, item)) return
  throw new Problem('checklist.notYours', { who: postTitle(ctx, item.post) ?? item.post })
}

/**
 * A second tap of the same person with the same answers is told the same; anything else is for a
 * human to look at, with both answers before the eyes.
 */
async function repeatAnswer(
  ctx: HotCtx,
  item: StoredItem,
  revision: number,
  answers: Answers,
): Promise<Given> {
  const isOwn = item.byId === ctx.actor.personId && item.revision === revision + 1
  if (isOwn && JSON.stringify(item.answers) === JSON.stringify(answers)) return replyOf(item)
  const by = item.byId ? await ctx.rows.get(PersonEntity, { id: item.byId }) : null
  throw new Problem('checklist.conflict', {
    who: by?.name ?? '别人',
    at: item.at ? momentWords(item.at, ctx.now) : '',
    theirs: {
      revision: item.revision,
      answers: item.answers,
      by: by?.name ?? '',
      at: item.at?.toISOString() ?? null,
    },
  })
}

/** The item, its line in the trail, and the counts of its day. */
function saveAnswer(ctx: HotCtx, { list, item: before }: ItemInList, item: StoredItem) {
  const key = itemKey(list.id, item.item)
  const trail = { ...key, revision: item.revision, what: 'submitted' as const }
  ctx.rows.put(ItemEntity, key, item)
  ctx.rows.put(AnswerEntity, trail, {
    ...trail,
    at: ctx.now,
    byId: ctx.actor.personId,
    answers: item.answers,
    reason: null,
  })
  for (const [column, change] of Object.entries(rules.tallyChange(before, item))) {
    ctx.rows.add(TallyEntity, tallyKey(list, item.dueAt), column as 'done', change)
  }
}

function recordAnswer(ctx: HotCtx, { list, item, question }: ItemInList, isUnchanged: boolean) {
  const { personId, way } = ctx.actor
  const { unitPath, revision, late } = item
  const ref = { checklistId: list.id, item: item.item }
  record(ctx, {
    kind: 'checklist.submitted',
    unitPath,
    data: { ...ref, revision, late, unchanged: isUnchanged },
  })
  if (question.evidence === 'confirm' && way !== 'card') {
    record(ctx, { kind: 'checklist.cardOutdated', unitPath, data: ref })
  }
  const files = filesIn(question.fields, item.answers ?? {})
  if (files.length) {
    record(ctx, { kind: 'evidence.used', unitPath, data: { files, byId: personId } })
  }
}

const replyOf = ({ checklistId, item, state, revision, at, late }: StoredItem): Given => ({
  checklistId,
  item,
  state,
  revision,
  at: at!,
  late,
})
