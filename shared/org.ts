import { z } from 'zod'
import { here, operation } from './operation'
import {
  PolicyName,
  Role,
  UnitKind,
  UnitPath,
  desks,
  everyone,
  instant,
  keepers,
} from './vocabulary'

/**
 * A node of the tree. A unit that is gone keeps its row (`endedAt`), and the name it had keeps its
 * meaning in history.
 */
export const Unit = z.object({
  path: UnitPath,
  kind: UnitKind,
  name: z.string().min(1).max(64),
  endedAt: instant.nullable(),
})
export type Unit = z.output<typeof Unit>

/**
 * A human being we may write to. `directoryKey` is the messenger's own id of the person, opaque to
 * us; the phone is sealed.
 */
export const Person = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(64),
  directoryKey: z.string().max(64).nullable(),
  phoneSealed: z.string().max(160).nullable(),
  phoneIndex: z.string().max(64).nullable(),
  leftAt: instant.nullable(),
  syncedAt: instant.nullable(),
})
export type Person = z.output<typeof Person>

/**
 * 责任人 on a post at a unit (定格定人定责): who holds it, who stands in (B角), for how long, and when
 * somebody last checked it.
 */
export const Post = z.object({
  id: z.uuid(),
  kind: PolicyName,
  unitPath: UnitPath,
  object: z.string().max(64),
  personId: z.uuid().nullable(),
  deputyId: z.uuid().nullable(),
  since: instant,
  until: instant.nullable(),
  verifiedAt: instant.nullable(),
  endedAt: instant.nullable(),
})
export type Post = z.output<typeof Post>

/** 顶岗: somebody stands in for the holder between two moments; it ends by itself. */
export const Cover = z.object({
  id: z.uuid(),
  postId: z.uuid(),
  personId: z.uuid(),
  from: instant,
  until: instant,
  endedAt: instant.nullable(),
})
export type Cover = z.output<typeof Cover>

/** A post as people see it: with names. */
export const PostView = z.object({
  id: z.uuid(),
  kind: PolicyName,
  title: z.string(),
  unitPath: UnitPath,
  unitName: z.string(),
  object: z.string(),
  holder: z.string().nullable(),
  deputy: z.string().nullable(),
  cover: z.string().nullable(),
  until: instant.nullable(),
  verifiedAt: instant.nullable(),
})
export type PostView = z.output<typeof PostView>

/** A base64 text of at most 6 MB. */
export const FileText = z.base64().max(8_000_000)
const UnitRef = z.object({ unitPath: UnitPath })
const PostRef = z.object({ postId: z.uuid() })
const PersonRef = z.object({ personId: z.uuid() })
const CoverRef = z.object({ coverId: z.uuid() })

const LogIn = z.object({ authCode: z.string().min(1).max(256) })
const Session = z.object({
  token: z.string(),
  until: instant,
  personId: z.string(),
  name: z.string(),
})
const OwnPost = z.object({
  postId: z.uuid(),
  kind: PolicyName,
  title: z.string(),
  unitPath: UnitPath,
  unitName: z.string(),
  roles: z.array(Role),
})
const Myself = z.object({ personId: z.string(), name: z.string(), posts: z.array(OwnPost) })

export const sessionOperations = {
  /** 免登: a one-time code of the messenger for a session of ours. */
  open: operation({
    roles: [],
    scope: 'open',
    input: LogIn,
    reply: Session,
  }),
  /** Who am I, and what may I do where? */
  me: operation({
    roles: everyone,
    scope: 'self',
    reads: true,
    input: z.object({}),
    reply: Myself,
  }),
  /** 退出登录: every session of the caller is over, on every device. */
  close: operation({
    roles: everyone,
    scope: 'self',
    input: z.object({}),
    reply: z.object({}),
  }),
  /** An administrator ends the sessions of somebody who lost a phone. */
  end: operation({
    roles: ['admin'],
    scope: 'thing',
    input: PersonRef,
    reply: z.object({}),
  }),
}

const UnitWithChildren = z.object({ unit: Unit, children: z.array(Unit) })
/** `below`: at units further down too. `after`: the last post of the page before. */
const PostsWanted = UnitRef.extend({
  below: z.boolean(),
  kind: PolicyName.nullable(),
  vacant: z.boolean(),
  after: z.uuid().nullable(),
})
const PostsPage = z.object({ posts: z.array(PostView), next: z.uuid().nullable() })
const Appointment = UnitRef.extend({
  kind: PolicyName,
  object: z.string().trim().max(64),
  personId: z.uuid().nullable(),
  deputyId: z.uuid().nullable(),
  until: instant.nullable(),
})
const CoverWanted = PostRef.extend({ personId: z.uuid(), from: instant, until: instant })
const NameWanted = UnitRef.extend({ name: z.string().trim().min(1).max(64) })
/** The phone is masked; a post is said with its unit. */
const PersonFound = z.object({
  personId: z.uuid(),
  name: z.string(),
  phone: z.string().nullable(),
  posts: z.array(z.string()),
})
const PhoneWanted = z.object({ personId: z.uuid(), reason: z.string().trim().min(2).max(64) })
/** The sheet is named where a file has lists on several. */
const Spot = z.object({ row: z.int(), sheet: z.string().optional() })
const RowRefused = Spot.extend({ reason: z.string() })
const RowRemarked = Spot.extend({ remark: z.string() })
const VacantPost = z.object({ title: z.string(), unitPath: UnitPath, unitName: z.string() })
/**
 * `remarks`: what was seen and should be known, though nothing is wrong. `vacancies`: rows that name
 * nobody. `missing`: posts that must be held and are not, the first of so many.
 */
const Imported = z.object({
  taken: z.int(),
  refused: z.array(RowRefused),
  remarks: z.array(RowRemarked),
  vacancies: z.array(VacantPost.extend({ ...Spot.shape, object: z.string() })),
  missing: z.object({ count: z.int(), posts: z.array(VacantPost) }),
  file: FileText.nullable(),
})

/** So many rows of so many. */
const Importing = z.object({ unitPath: UnitPath, done: z.int(), rows: z.int() })

export const orgOperations = {
  /** The unit and its direct children. */
  units: operation({
    roles: everyone,
    scope: here,
    reads: true,
    input: UnitRef,
    reply: UnitWithChildren,
  }),
  /** Who answers for an area: the posts at a unit, or below it too. */
  posts: operation({
    roles: everyone,
    scope: here,
    reads: true,
    input: PostsWanted,
    reply: PostsPage,
  }),
  /**
   * Puts a person on a post, with deputy and term; the former holder's row is ended, never deleted.
   */
  assign: operation({
    roles: keepers,
    scope: here,
    input: Appointment,
    reply: PostRef,
  }),
  /** 核对: the holder, or the office above, says that the post is still right. */
  verify: operation({
    roles: everyone,
    scope: 'thing',
    input: PostRef,
    reply: z.object({ verifiedAt: instant }),
  }),
  /** 顶岗: somebody stands in for the holder between two moments. */
  cover: operation({
    roles: everyone,
    scope: 'thing',
    input: CoverWanted,
    reply: CoverRef,
  }),
  /** The holder is back before the time is over. */
  endCover: operation({
    roles: everyone,
    scope: 'thing',
    input: CoverRef,
    reply: z.object({}),
  }),
  /** Finds people by name, in the units below; phones are masked. */
  people: operation({
    roles: desks,
    scope: here,
    reads: true,
    input: NameWanted,
    reply: z.array(PersonFound),
  }),
  /** One phone number in full, for one reason; leaves a fact that says who looked. */
  phone: operation({
    roles: everyone,
    scope: 'thing',
    input: PhoneWanted,
    reply: z.object({ phone: z.string().nullable() }),
  }),
  /**
   * 责任人名单 from Excel, or plain text in columns. Good rows are taken; every bad row comes back in the
   * same file with a column 错误原因.
   */
  importPosts: operation({
    roles: keepers,
    scope: here,
    large: true,
    input: UnitRef.extend({ file: FileText }),
    reply: Imported,
  }),
  /**
   * How far the caller's own import is that takes longer than two seconds; null: none does, or it is
   * still being read.
   */
  importing: operation({
    roles: keepers,
    scope: 'self',
    reads: true,
    input: z.object({}),
    reply: z.object({ running: Importing.nullable() }),
  }),
  /** The empty table to fill, with drop-downs. */
  postsTemplate: operation({
    roles: keepers,
    scope: here,
    reads: true,
    input: UnitRef,
    reply: z.object({ file: FileText }),
  }),
}

export const orgFacts = {
  'org.assigned': z.object({
    postId: z.uuid(),
    kind: PolicyName,
    personId: z.uuid().nullable(),
    before: z.uuid().nullable(),
  }),
  'org.verified': PostRef,
  'org.covered': PostRef.extend({ coverId: z.uuid(), personId: z.uuid(), until: instant }),
  'org.coverEnded': PostRef.extend({ coverId: z.uuid() }),
  'org.joined': z.object({ personId: z.uuid() }),
  'org.left': z.object({ personId: z.uuid() }),
  'org.renamed': z.object({ personId: z.uuid(), before: z.string(), after: z.string() }),
  'org.importing': z.object({ done: z.int(), rows: z.int() }),
  'org.imported': z.object({ taken: z.int(), refused: z.int() }),
  'org.synced': z.object({ seen: z.int(), joined: z.int(), left: z.int() }),
  'org.sessionsEnded': z.object({ personId: z.uuid() }),
  'org.phoneShown': z.object({ personId: z.uuid(), reason: z.string() }),
}
