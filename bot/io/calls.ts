import type { Operation } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { Role } from '../../shared/vocabulary'
import type { Holder } from '../core/ports'
import { mayAct, mayReach } from '../core/scope'
import { seenKey } from '../core/seen'
import type { Actor, Ctx, Io, Route, Way } from '../core/slice'
import type { Boundary } from './boundary'
import { parseInput, type Bounds } from './input'

/**
 * One call of an operation, whichever way it came in. `id` is the sender's own id of it; `then`
 * turns the reply into what goes back.
 */
export type Call = {
  name: string
  personId: string
  way: Way
  input: unknown
  id: string | null
  /** Whom `greet` has let in: is not looked up again. */
  greeted?: Actor
  then?: (ctx: Ctx, reply: never, input: never) => Promise<unknown>
}
type Named = Pick<Call, 'name' | 'personId' | 'way' | 'input' | 'greeted'>
type Options = {
  routes: readonly Route[]
  boundary: Boundary
  io: Io
  /** Somebody with all posts; nobody who has left. */
  actorOf: (personId: string) => Promise<Actor | null>
  /** Has this person not left? */
  isHere: (personId: string) => Promise<boolean>
  bounds: Bounds
}
export type Calls = ReturnType<typeof createCalls>

/**
 * HTTP, card buttons and chat all end here: who it is, whether it fits, whether it is allowed, then
 * the action, then the answer after the commit.
 */
export function createCalls({ routes, boundary, io, actorOf, isHere, bounds }: Options) {
  const byName = new Map(routes.map((route) => [route.name, route]))

  function routeOf(name: string): Route {
    const route = byName.get(name)
    if (!route) throw new Problem('access.foreign')
    return route
  }

  /**
   * Who asks by a session, before anything of the body is read: could this person ask for this at
   * all?
   */
  async function greet(operation: Operation, { personId, ended }: Holder): Promise<Actor> {
    const actor = await actorOf(personId)
    if (!actor) throw new Problem('access.notListed')
    if ((actor.ended ?? 0) !== ended) throw new Problem('access.unknown')
    if (!isOpenToAll(operation) && !mayAct(actor, operation.roles)) {
      throw new Problem('access.forbidden')
    }
    return actor
  }

  /** Who asks, if an operation may be asked for at all. */
  async function admit(
    operation: Operation,
    { personId, greeted }: Pick<Call, 'personId' | 'greeted'>,
    input: never,
  ): Promise<Actor> {
    if (isOpenToAll(operation)) {
      if (greeted ?? (await isHere(personId))) return { personId, name: '', posts: [] }
      throw new Problem('access.notListed')
    }
    const actor = greeted ?? (await actorOf(personId))
    if (!actor) throw new Problem('access.notListed')
    check(operation, actor, input)
    return actor
  }

  async function admitted({ name, way, input: raw, ...who }: Named) {
    const route = routeOf(name)
    const input = parseInput(route.operation, raw, bounds)
    return { route, input, actor: { ...(await admit(route.operation, who, input)), way } }
  }

  async function call({ id, then, ...named }: Call): Promise<unknown> {
    const { route, input, actor } = await admitted(named)

    const { run: action } = route
    if (!action) return callLong({ boundary, io }, route, actor, input)

    const run = async (ctx: Ctx) => {
      await checkPlace(ctx, route, actor, input)
      const reply = await action(ctx, input)
      return then ? then(ctx, reply as never, input) : route.operation.reply.encode(reply)
    }
    // Who reads gets what there is now, also the second time.
    if (route.operation.reads && !then) return boundary.look(run, actor)
    const messageId = id && seenKey(actor.personId, id)
    const needs = route.needs?.(actor, input)
    const request = { actor, messageId, run, ...(needs && { needs }) }
    return route.hot ? boundary.hot(request) : boundary.alone(request)
  }
  /** Shows what an operation is about to whoever may ask for it, and does nothing. */
  async function look<R>(named: Named, show: (ctx: Ctx, input: never) => Promise<R>): Promise<R> {
    const { route, input, actor } = await admitted(named)
    return boundary.look(async (ctx) => {
      await checkPlace(ctx, route, actor, input)
      return show(ctx, input)
    }, actor)
  }
  return { call, look, greet, admit, isHere }
}

/** A long action makes its own transactions, once it is clear that the actor may reach the place. */
async function callLong(
  { boundary, io }: Pick<Options, 'boundary' | 'io'>,
  route: Route,
  actor: Actor,
  input: never,
): Promise<unknown> {
  await boundary.look((ctx) => checkPlace(ctx, route, actor, input), actor)
  return route.operation.reply.encode(await route.runLong!(io, input, actor))
}

/**
 * What everybody who is here may do with rows of their own needs no look at their posts: the action
 * finds the row, or refuses.
 */
const isOpenToAll = ({ scope, roles, reads }: Operation) =>
  scope === 'self' && roles.length === Role.options.length && !reads

/**
 * A thing is looked up only for who could be allowed at all: the answer must not tell others
 * whether it exists.
 */
function check({ scope, roles }: Operation, actor: Actor, input: never) {
  const allowed =
    typeof scope === 'function' ? mayReach(actor, roles, scope(input)) : mayAct(actor, roles)
  if (!allowed) throw new Problem('access.forbidden')
}
/** A thing that is named by its id lies somewhere: may the actor reach that place? */
async function checkPlace(ctx: Ctx, { operation, locate }: Route, actor: Actor, input: never) {
  if (operation.scope !== 'thing') return
  const places = await locate!(ctx, input)
  if (!mayReach(actor, operation.roles, places)) throw new Problem('access.forbidden')
}
