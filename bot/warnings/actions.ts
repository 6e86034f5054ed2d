import { Problem } from '../../shared/problem'
import { covers, parentPath } from '../../shared/vocabulary'
import type { WarningDraft } from '../../shared/warning'
import type { Ctx } from '../core/slice'
import { send } from '../delivery/outbox'
import { dutyAt } from '../org/audience'
import { findUnitByName, topUnit, unitsByPath } from '../org/units'
import { issuerOf, liftWarning, openDraft } from './course'
import type { StoredWarning } from './entities'
import { pathOfCode, readFeed, type FeedWarning } from './feed'
import { hazardOf } from './rules'
import * as store from './store'
import { mayNamePlace, meansOwnUnit, namesPlace, readWords } from './words'

const writers = ['duty', 'office', 'approver'] as const

/** A draft from the app, where it may take the place of one that is out. */
export async function draftWarning(ctx: Ctx, input: WarningDraft): Promise<StoredWarning> {
  if (input.replaces) await checkReplaced(ctx, input.replaces, input.unitPath)
  return openDraft(ctx, input, {
    source: 'app',
    issuer: await issuerOf(ctx, input.unitPath),
    draftedBy: ctx.actor.personId,
    feedId: null,
    feedRoot: null,
  })
}
async function checkReplaced(ctx: Ctx, id: string, unitPath: string) {
  const before = await store.findWarning(ctx, id)
  if (!covers(unitPath, before.unitPath)) throw new Problem('warning.notFound')
  if (before.state !== 'sent') {
    throw new Problem(before.state === 'lifted' ? 'warning.lifted' : 'warning.notSent')
  }
}

/** A draft from one line of chat: it is issued by the writer's own unit. */
export async function draftByWords(ctx: Ctx, input: { words: string }): Promise<StoredWarning> {
  const draft = await draftOf(ctx, input.words)
  return openDraft(ctx, draft, {
    source: 'chat',
    issuer: await issuerOf(ctx, draft.unitPath),
    draftedBy: ctx.actor.personId,
    feedId: null,
    feedRoot: null,
  })
}
export const placeOfWords = async (ctx: Ctx, { words }: { words: string }) => {
  const draft = await draftOf(ctx, words)
  return [draft.unitPath, ...draft.audience.units]
}

async function draftOf(ctx: Ctx, line: string): Promise<WarningDraft> {
  const { drill, kind, hazard, color, words, deadline } = readWords(line, ctx.policy.warnings)
  const { units, unitPath, rest } = await areaOf(ctx, words)
  const said = rest.join('，')
  const todo = said || hazardOf(ctx.policy.warnings, hazard).todo[color]
  if (!todo) throw new Problem('warning.unclear')
  const audience = { units, posts: ctx.policy.warnings.audience[color] }
  return {
    kind,
    hazard,
    color,
    drill,
    todo: todo.slice(0, 60),
    deadline,
    text: todo.length > 60 ? todo.slice(0, 1000) : '',
    audience,
    validUntil: null,
    unitPath,
    replaces: null,
  }
}

/** The first words are units as long as they name some; without any it is the writer's own. A unit that must be one and is not known stops it. */
async function areaOf(ctx: Ctx, words: readonly string[]) {
  const own = ctx.actor.posts
    .filter((post) => writers.some((role) => post.roles.includes(role)))
    .map((post) => post.unitPath)
  const units: string[] = []
  let taken = 0
  for (const word of words) {
    const path = meansOwnUnit(word) ? onlyOne(own) : await pathOf(ctx, word, own)
    if (!path) break
    units.push(path)
    taken++
  }
  const reach = units.length ? units : [onlyOne(own)]
  const unitPath = own
    .filter((path) => reach.every((unit) => covers(path, unit)))
    .sort((one, other) => other.length - one.length)[0]
  if (!unitPath) throw new Problem('access.forbidden')
  return { units: topsOf(reach), unitPath, rest: words.slice(taken) }
}
function onlyOne(own: readonly string[]): string {
  const [path, ...others] = [...new Set(own)]
  if (!path || others.length) throw new Problem('warning.unclear')
  return path
}
async function pathOf(ctx: Ctx, word: string, within: readonly string[]): Promise<string | null> {
  if (!mayNamePlace(word)) return null
  try {
    return (await findUnitByName(ctx, word, within)).path
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'unit.notFound') throw error
    return namesPlace(word) ? (await findUnitByName(ctx, word, [await topUnit(ctx)])).path : null // a unit of others is not unknown: it is refused
  }
}

/** A file of the national feed: a draft, a draft in the place of what it changes, or the end of what it calls off. The same file twice is known. */
export async function takeFeed(
  ctx: Ctx,
  { file }: { file: string },
): Promise<{ warningId: string; outcome: 'drafted' | 'updated' | 'lifted' | 'known' }> {
  const feed = readFeed(Buffer.from(file, 'base64'))
  const root = feed.references ?? feed.identifier
  const chain = await store.holdChain(ctx, root)
  const copy = chain.find((it) => it.feedId === feed.identifier)
  if (copy) return { warningId: copy.id, outcome: 'known' }
  const live = chain.filter((it) => it.state !== 'refused' && it.state !== 'lifted')
  if (feed.message === 'Cancel') return callOff(ctx, feed, chain, live)
  const before = live.filter((it) => it.state === 'sent' && !it.replacedBy).at(-1)
  const warning = await openFeedDraft(
    ctx,
    feed,
    root,
    feed.message === 'Update' ? (before?.id ?? null) : null,
  )
  if (feed.message === 'Update') {
    for (const it of live) {
      if (it.state !== 'sent') {
        await liftWarning(ctx, { warningId: it.id, reason: '国家预警有更新' })
      }
    }
  }
  return {
    warningId: warning.id,
    outcome: chain.length && feed.message === 'Update' ? 'updated' : 'drafted',
  }
}

async function callOff(
  ctx: Ctx,
  { note }: FeedWarning,
  chain: readonly StoredWarning[],
  live: readonly StoredWarning[],
) {
  const newest = chain.at(-1)
  if (!newest) throw new Problem('feed.invalid', { what: '要解除的那一条没有收到过' })
  for (const { id } of live) {
    await liftWarning(ctx, { warningId: id, reason: note.slice(0, 100) || '发布单位已解除' })
  }
  return { warningId: newest.id, outcome: live.length ? ('lifted' as const) : ('known' as const) }
}

async function openFeedDraft(ctx: Ctx, feed: FeedWarning, root: string, replaces: string | null) {
  const hazard = ctx.policy.warnings.hazards.find((it) => it.codes.includes(feed.eventType))
  const color = feed.color!
  if (!hazard) throw new Problem('feed.invalid', { what: `灾种代码 ${feed.eventType} 不认得` })
  if (feed.expiresAt && feed.expiresAt <= ctx.now) {
    throw new Problem('feed.invalid', { what: '已经过了失效时间' })
  }
  const units = await areaOfFeed(ctx, feed)
  const unitPath = commonOf(units)
  const todo =
    (feed.instruction.length <= 60 ? feed.instruction : '') ||
    hazard.todo[color] ||
    feed.instruction.slice(0, 60) ||
    feed.headline.slice(0, 60) ||
    hazard.title
  const draft: WarningDraft = {
    kind: 'live',
    hazard: hazard.name,
    color,
    drill: feed.drill,
    todo,
    deadline: '',
    text: feed.text.slice(0, 1000),
    unitPath,
    replaces,
    audience: { units, posts: ctx.policy.warnings.audience[color] },
    validUntil: feed.expiresAt,
  }
  const warning = await openDraft(ctx, draft, {
    source: 'feed',
    issuer: feed.sender || (await issuerOf(ctx, unitPath)),
    draftedBy: 'feed',
    feedId: feed.identifier,
    feedRoot: root,
  })
  if (!(await store.approversOf(ctx, warning)).length) await tellDuty(ctx, warning)
  return warning
}

/** A file that nobody may approve must not lie unseen. */
async function tellDuty(ctx: Ctx, { id, issuer, drill, unitPath }: StoredWarning) {
  const duty = await dutyAt(ctx, unitPath)
  const words = `${drill ? '【演练】' : ''}${issuer}发来一条预警，名单里没有能批准的人，请找上级值班室`
  if (duty.length) {
    await send(
      ctx,
      {
        subject: id,
        drill,
        words,
        channel: 'text',
        priority: ctx.policy.delivery.priorities.approval,
      },
      duty.map((it) => it.personId),
    )
  }
}

/** For the check of scope: where the file reaches, or where what it calls off lies. */
export async function placeOfFeed(ctx: Ctx, { file }: { file: string }): Promise<string[]> {
  const feed = readFeed(Buffer.from(file, 'base64'))
  const chain = await store.holdChain(ctx, feed.references ?? feed.identifier)
  if (chain.length) return chain.map((it) => it.unitPath)
  return feed.message === 'Cancel' ? [await topUnit(ctx)] : areaOfFeed(ctx, feed)
}

/** Our units among the codes of a file; a village that we do not know stands for its township, a province for the city. */
async function areaOfFeed(ctx: Ctx, { codes }: FeedWarning): Promise<string[]> {
  const top = await topUnit(ctx)
  const paths = codes
    .flatMap((code) => pathOfCode(code) ?? [])
    .map((path) => (path.length === 2 && top.startsWith(path) ? top : path))
  const known = await unitsByPath(
    ctx,
    paths.flatMap((path) => [path, ...villageAbove(path)]),
  )
  let units = topsOf(
    paths.flatMap((path) => [path, ...villageAbove(path)].find((it) => known.has(it)) ?? []),
  )
  if (!units.length) throw new Problem('feed.unknownArea', { what: codes.slice(0, 3).join('、') })
  while (units.length > 200) units = topsOf(units.map((path) => parentPath(path) ?? path))
  return units
}
const villageAbove = (path: string) => (path.split('/').length === 4 ? [parentPath(path)!] : [])
/** Without those that lie below another of them. */
const topsOf = (paths: readonly string[]) =>
  [...new Set(paths)].filter(
    (path, _, all) => !all.some((other) => other !== path && covers(other, path)),
  )
function commonOf([first, ...others]: readonly string[]): string {
  let common = first!
  while (!others.every((path) => covers(common, path))) common = parentPath(common)!
  return common
}
