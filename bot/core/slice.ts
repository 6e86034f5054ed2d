import type { EntityManager, EntitySchema, FindOptionsWhere } from 'typeorm'
import type { Policy } from '../../config/policy'
import type { Fact, FactKind } from '../../shared/facts'
import type { Input, Operation, Reply } from '../../shared/operation'
import type { Role } from '../../shared/vocabulary'
import type { CardKind } from './card'
import type { Command } from './command'
import type { Entry } from './entry'
import type { Gate } from './gate'
import type { Channels, Ports, Seal } from './ports'
import type { Need, Rows } from './rows'
import type { Today } from './today'

/** A post that somebody may act for, as holder, deputy (B角) or cover (顶岗). */
export type Held = { postId: string; kind: string; unitPath: string; roles: readonly Role[] }
/**
 * Who acts, and by which way; `ended`: how often all sessions of the person were ended. The system
 * itself holds no posts and is never checked.
 */
export type Actor = {
  personId: string
  name: string
  posts: readonly Held[]
  way?: Way
  ended?: number
}
export type Way = 'app' | 'card' | 'chat'
export const system: Actor = { personId: 'system', name: '系统', posts: [] }

/**
 * The part of TypeORM that stays inside the transaction it was given: no save, no transaction, no
 * repositories.
 */
export type Db = Pick<
  EntityManager,
  | 'find'
  | 'findBy'
  | 'findOne'
  | 'findOneBy'
  | 'countBy'
  | 'delete'
  | 'createQueryBuilder'
  | 'query'
> & {
  insert<T extends object>(
    entity: EntitySchema<T>,
    rows: NoInfer<T> | NoInfer<T>[],
  ): Promise<unknown>
  update<T extends object>(
    entity: EntitySchema<T>,
    where: FindOptionsWhere<T>,
    set: { [K in keyof T]?: T[K] | (() => string) },
  ): Promise<{ affected?: number }>
}
/** Spread into find options. SQLite has one writer, so both are empty there. */
export type Locks = { row: Lock; skip: Lock }
type Lock = { lock?: { mode: 'pessimistic_write'; onLocked?: 'skip_locked' } }

/**
 * What an action may touch: one transaction, one moment, one actor, the policy, how channels
 * behave; the facts it leaves, and the workers it wakes with its commit.
 */
export type Ctx = {
  db: Db
  locks: Locks
  now: Date
  actor: Actor
  policy: Policy
  channels: Channels
  seal: Seal
  facts: Fact[]
  wakes: Set<string>
  rows: Rows
}
/** A hot action reaches rows by key only, so that many requests can share one commit. */
export type HotCtx = Omit<Ctx, 'db' | 'locks'>
export type Action<I = void, R = unknown> = (ctx: Ctx, input: I) => Promise<R>
export type HotAction<I, R = unknown> = (ctx: HotCtx, input: I) => Promise<R>
/**
 * An action that is too long for one transaction: it opens a file aside and saves in parts. The
 * same input again must change nothing.
 */
export type LongAction<I, R = unknown> = (io: Io, input: I, actor: Actor) => Promise<R>

/**
 * What has to call out: transactions to take and give back work, and the ports in between. Never a
 * port inside a transaction. `calling`: the gate that all calls to people pass.
 */
export type Io = {
  transact: Transact
  look: Transact
  ports: Ports
  calling: Gate
  policy: Policy
  cards: ReadonlyMap<string, CardKind>
}
export type Transact = <R>(work: (ctx: Ctx) => Promise<R>, actor?: Actor) => Promise<R>

/**
 * `locate` tells the units of a thing named by id, for the check of scope. A thing that the actor
 * may not know of is refused by it just as one that is not there.
 */
export type Route = {
  name: string
  operation: Operation
  hot: boolean
  needs?: (actor: Actor, input: never) => Need[]
  locate?: (ctx: Ctx, input: never) => Promise<readonly string[]>
} & ({ run: Action<never>; runLong?: never } | { runLong: LongAction<never>; run?: never })
/**
 * A way in that must call out first, such as a log-in. Unless its scope is `open`, it is told who
 * asks, who may do so.
 */
export type Door = {
  name: string
  operation: Operation
  run: (io: Io, input: never, personId: string) => Promise<unknown>
}
/**
 * `every` in milliseconds or `at` as a cron line in Asia/Shanghai; `run` says true while more is
 * due. So many `lanes` of a worker run side by side.
 */
export type Job = { name: string; run: (ctx: Ctx) => Promise<boolean | void> } & When
export type Worker = {
  name: string
  lanes?: number
  run: (io: Io) => Promise<boolean | void>
} & When
type When = { every: number; at?: never } | { at: string; every?: never }
export type Reactions = { [K in FactKind]?: (ctx: Ctx, fact: Fact<K>) => Promise<unknown> }

export type Slice = {
  name: string
  // EntitySchema<never>[] accepts nothing and EntitySchema<object>[] everything that is a row.
  entities: EntitySchema<object>[]
  routes?: Route[]
  doors?: Door[]
  cards?: Record<string, CardKind>
  /** Operation → the card kind that answers a press of it, loaded with the operation's input. */
  presses?: Record<string, string>
  commands?: Command[]
  jobs?: Job[]
  workers?: Worker[]
  on?: Reactions
  /** What the actor has to do today, of this room. */
  today?: Today
  /** The pages of the app that are entered from its first page. */
  entries?: readonly Entry[]
  /** The moment of the oldest thing that should have been done by now, for the health page. */
  overdue?: (ctx: Ctx) => Promise<Date | null>
  /** How much waits for a moment that a wrong clock has set, for the health page. */
  ahead?: (ctx: Ctx) => Promise<number>
}

type Operations = Record<string, Operation>
type Actions<T extends Operations> = {
  [K in keyof T as T[K]['scope'] extends 'open' ? never : K]: Action<Input<T[K]>, Reply<T[K]>>
}
type Located<T extends Operations> = {
  [K in keyof T as T[K]['scope'] extends 'thing' ? K : never]: (
    ctx: Ctx,
    input: Input<T[K]>,
  ) => Promise<readonly string[]>
}
type Needed<T extends Operations> = {
  [K in keyof T]?: (actor: Actor, input: Input<T[K]>) => Need[]
}
type LongActions<T extends Operations, L extends keyof T> = {
  [K in L]: LongAction<Input<T[K]>, Reply<T[K]>>
}
/**
 * `places`: where the things lie that operations name by id. `needs`: the rows of hot operations.
 */
type Around<T extends Operations> = { needs?: Needed<T> } & (keyof Located<T> extends never
  ? { places?: Located<T> }
  : { places: Located<T> })

/**
 * Binds a slice's part of the contract to actions; leaving one out, or the place of a thing, is a
 * type error.
 */
export function implement<T extends Operations, L extends keyof T = never>(
  slice: string,
  operations: T,
  actions: Omit<Actions<T>, L>,
  around: Around<T> & { long?: LongActions<T, L> },
): Route[] {
  const places: Record<string, Route['locate']> = { ...around.places }
  const needs: Record<string, Route['needs']> = { ...around.needs }
  const long: Record<string, LongAction<never>> = { ...around.long }
  const short = actions as Record<string, Action<never>>
  return [...Object.keys(short), ...Object.keys(long)].map((name) => ({
    name: `${slice}.${name}`,
    operation: operations[name]!,
    hot: name in needs,
    ...(long[name] ? { runLong: long[name] } : { run: short[name]! }),
    ...(needs[name] && { needs: needs[name] }),
    ...(places[name] && { locate: places[name] }),
  }))
}

/** Leaves a fact: it is written, with a row per reacting slice, when the transaction commits. */
export const record = (ctx: HotCtx, fact: Fact) => void ctx.facts.push(fact)
