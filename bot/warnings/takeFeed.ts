import { createHash } from 'node:crypto'
import type { Policy } from '../../config/policy'
import { Problem } from '../../shared/problem'
import { commonPath, depth, parentPath, topsOf } from '../../shared/vocabulary'
import {
  maxReason,
  maxText,
  maxTodo,
  maxUnits,
  type WarningDraft,
  type WarningText,
} from '../../shared/warning'
import { warningOperations, type FeedReply } from '../../shared/warningOperations'
import { system, type Ctx } from '../core/slice'
import { cut } from '../core/text'
import { approversFor, dutyAt } from '../org/audience'
import { oversees } from '../org/rules'
import { topUnit, unitsByPath } from '../org/units'
import { issuerOf, writeDraft } from './draft'
import type { StoredWarning } from './entities'
import { pathOfCode, readFeed, type FeedWarning } from './feed'
import { lift } from './lift'
import { drillMark, fullTitle, hasExpired } from './rules'
import * as store from './store'
import { tellInWords } from './tell'

type FeedFile = { file: string }
type Chain = readonly StoredWarning[]
/** A file as it is read, and what tells its bytes from all others. */
type Posted = FeedWarning & { digest: string }

function feedIn({ file }: FeedFile): Posted {
  const bytes = Buffer.from(file, 'base64')
  return { ...readFeed(bytes), digest: createHash('sha256').update(bytes).digest('hex') }
}
/** What all files about one warning have in common: the number of the first of them. */
const rootOf = ({ references, identifier }: FeedWarning) => references ?? identifier
const refusal = (what: string) => new Problem('feed.invalid', { what })

/**
 * A file of the national feed: a draft, a draft in the place of what it changes, or the end of what
 * it calls off. The same bytes twice are known; other bytes under a number that was there before are
 * a draft as well, and people are told to compare the two.
 */
export async function takeFeed(ctx: Ctx, input: FeedFile): Promise<FeedReply> {
  const feed = feedIn(input)
  const { chain, namesakes } = await chainOf(ctx, feed)
  if (feed.message === 'Cancel') return callOff(ctx, feed, chain)

  const own = namesakes.filter((warning) => isInReach(ctx, warning))
  const copy = own.find(({ feedDigest }) => feedDigest === null || feedDigest === feed.digest)
  if (copy) return { warningId: copy.id, outcome: 'known' }

  const taken = await draftOrUpdate(ctx, feed, chain)
  if (namesakes.length) await tellOfConflict(ctx, taken.warning, namesakes)
  return { warningId: taken.warning.id, outcome: own.length ? 'conflict' : taken.outcome }
}

const { roles: feeders } = warningOperations.takeFeed
const isInReach = ({ actor }: Ctx, { unitPath }: StoredWarning) =>
  oversees(actor, feeders, unitPath)

/**
 * `chain`: what the file carries on, as far as who posts it reaches; where that is nothing, all, so
 * that it is refused. `namesakes` have its number, whoever posted them.
 */
async function chainOf(ctx: Ctx, feed: FeedWarning): Promise<{ chain: Chain; namesakes: Chain }> {
  const all = await store.holdChain(ctx, [rootOf(feed), feed.identifier])
  const namesakes = all.filter(({ feedId }) => feedId === feed.identifier)
  if (!feed.references) return { chain: [], namesakes }
  const { references: root } = feed
  const whole = all.filter(
    (warning) => !namesakes.includes(warning) && [warning.feedRoot, warning.feedId].includes(root),
  )
  const own = whole.filter((warning) => isInReach(ctx, warning))
  return { chain: own.length ? own : whole, namesakes }
}

type Taken = { warning: StoredWarning; outcome: FeedReply['outcome'] }
async function draftOrUpdate(ctx: Ctx, feed: Posted, chain: Chain): Promise<Taken> {
  if (feed.message === 'Update') return update(ctx, feed, chain)
  return { warning: await draftFromFeed(ctx, feed, null), outcome: 'drafted' }
}

const isLive = ({ state }: StoredWarning) => state !== 'refused' && state !== 'lifted'

/** The new one takes the place of the newest that is out; what is not out yet is withdrawn. */
async function update(ctx: Ctx, feed: Posted, chain: Chain): Promise<Taken> {
  const live = chain.filter(isLive)
  const out = live.filter((warning) => warning.state === 'sent' && !warning.replacedBy).at(-1)
  const warning = await draftFromFeed(ctx, feed, out?.id ?? null)
  for (const { id, state } of live) {
    if (state !== 'sent') await lift(ctx, { warningId: id, reason: '国家预警有更新' })
  }
  return { warning, outcome: chain.length ? 'updated' : 'drafted' }
}

async function callOff(ctx: Ctx, { note }: FeedWarning, chain: Chain): Promise<FeedReply> {
  const newest = chain.at(-1)
  if (!newest) throw refusal('要解除的那一条没有收到过')
  const live = chain.filter(isLive)
  const reason = cut(note, maxReason) || '发布单位已解除'
  for (const { id } of live) await lift(ctx, { warningId: id, reason })
  return { warningId: newest.id, outcome: live.length ? 'lifted' : 'known' }
}

async function draftFromFeed(ctx: Ctx, feed: Posted, replaces: string | null) {
  const { hazards, audience } = ctx.policy.warnings
  const hazard = hazards.find(({ codes }) => codes.includes(feed.eventType))
  if (!hazard) throw refusal(`灾种代码 ${feed.eventType} 不认得`)
  if (hasExpired({ validUntil: feed.expiresAt }, ctx.now)) throw refusal('已经过了失效时间')

  const units = await areaOfFeed(ctx, feed)
  const unitPath = commonPath(units)
  const color = feed.color!
  const input: WarningDraft = {
    kind: 'live',
    hazard: hazard.name,
    color,
    drill: feed.drill,
    todo: todoOf(feed, color, hazard),
    deadline: '',
    text: cut(feed.text, maxText),
    unitPath,
    replaces,
    audience: { units, posts: audience[color] },
    validUntil: feed.expiresAt,
  }
  const warning = await writeDraft(ctx, input, {
    source: 'feed',
    issuer: feed.sender || (await issuerOf(ctx, unitPath)),
    draftedBy: ctx.actor.personId === system.personId ? 'feed' : ctx.actor.personId,
    feedId: feed.identifier,
    feedRoot: rootOf(feed),
    feedDigest: feed.digest,
  })
  await tellDutyIfAlone(ctx, warning)
  return warning
}

type Hazard = Policy['warnings']['hazards'][number]
/** The order of the file where it is short enough, else the sentence of our own policy. */
function todoOf(
  { instruction, headline }: FeedWarning,
  color: WarningText['color'],
  hazard: Hazard,
): string {
  if (instruction && instruction.length <= maxTodo) return instruction
  const own = hazard.todo[color]
  return own || cut(instruction, maxTodo) || cut(headline, maxTodo) || hazard.title
}

/** A file that nobody may approve must not lie unseen. */
async function tellDutyIfAlone(ctx: Ctx, warning: StoredWarning) {
  const approvers = await store.approversOf(ctx, warning)
  if (approvers.length) return
  const duty = await dutyAt(ctx, warning.unitPath)
  await tellInWords(
    ctx,
    warning,
    duty.map((member) => member.personId),
    {
      words: `${drillMark(warning)}${warning.issuer}发来一条预警，名单里没有能批准的人，请找上级值班室`,
      priority: 'approval',
    },
  )
}

/** The same number on other bytes: those at a desk over both are to say which is right. */
async function tellOfConflict(ctx: Ctx, warning: StoredWarning, namesakes: Chain) {
  const place = commonPath([warning, ...namesakes].map(({ unitPath }) => unitPath))
  const members = [...(await dutyAt(ctx, place)), ...(await approversFor(ctx, place))]
  const title = fullTitle(ctx.policy.warnings, warning)
  await tellInWords(
    ctx,
    warning,
    members.map((member) => member.personId),
    {
      words: `${title}：编号 ${warning.feedId} 来过不同的文件，请核对，批准对的，退回错的`,
      priority: 'approval',
    },
  )
}

/** For the check of scope: where the file reaches, and where what it changes or calls off lies. */
export async function placeOfFeed(ctx: Ctx, input: FeedFile): Promise<string[]> {
  const feed = feedIn(input)
  const { chain } = await chainOf(ctx, feed)
  const before = chain.map((warning) => warning.unitPath)
  if (feed.message !== 'Cancel') return [...before, ...(await areaOfFeed(ctx, feed))]
  return before.length ? before : [await topUnit(ctx)]
}

/** Our units among the codes of a file; where they are too many, the units above them. */
async function areaOfFeed(ctx: Ctx, { codes }: FeedWarning): Promise<string[]> {
  const top = await topUnit(ctx)
  const places = codes.map((code) => placesOfCode(code, top))
  const known = await unitsByPath(ctx, places.flat())
  let units = topsOf(places.flatMap((paths) => paths.find((path) => known.has(path)) ?? []))
  if (!units.length) throw new Problem('feed.unknownArea', { what: codes.slice(0, 3).join('、') })
  while (units.length > maxUnits) units = topsOf(units.map((path) => parentPath(path) ?? path))
  return units
}
const provinceDigits = 2
const villageDepth = 4
/**
 * Where a code lies: our whole city for its province; a village, or its township where we do not
 * know the village.
 */
function placesOfCode(code: string, top: string): string[] {
  const path = pathOfCode(code)
  if (!path) return []
  if (path.length === provinceDigits && top.startsWith(path)) return [top]
  return depth(path) === villageDepth ? [path, parentPath(path)!] : [path]
}
