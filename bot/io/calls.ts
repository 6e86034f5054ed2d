import { Problem } from '../../shared/problem'
import { Role } from '../../shared/vocabulary'
import { mayAct, mayReach } from '../core/scope'
import type { Actor, Ctx, Io, Route, Way } from '../core/slice'
import type { Boundary } from './boundary'

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
  then?: (ctx: Ctx, reply: never, input: never) => Promise<unknown>
}
type Options = {
  routes: readonly Route[]
  boundary: Boundary
  io: Io
  actorOf: (personId: string) => Promise<Actor | null>
}
export type Calls = ReturnType<typeof createCalls>

/**
 * HTTP, card buttons and chat all end here: who it is, whether it fits, whether it is allowed, then
 * the action, then the answer after the commit.
 */
export function createCalls({ routes, boundary, io, actorOf }: Options) {
  const byName = new Map(routes.map((route) => [route.name, route]))

  function routeOf(name: string): Route {
    const route = byName.get(name)
    if (!route) throw new Problem('access.foreign')
    return route
  }

  async function call({ name, personId, way, input: raw, id, then }: Call): Promise<unknown> {
    const route = routeOf(name)
    const input = parse(route, raw)
    const known = isOpenToAll(route) ? { personId, name: '', posts: [] } : await actorOf(personId)
    if (!known) throw new Problem('access.notListed')
    const actor = { ...known, way }
    if (!isOpenToAll(route)) check(route, actor, input)

    const { run: action, runLong } = route
    if (runLong) return route.operation.reply.encode(await runLong(io, input, actor))

    async function run(ctx: Ctx) {
      await checkPlace(ctx, route, actor, input)
      const reply = await action!(ctx, input)
      return then ? then(ctx, reply as never, input) : route.operation.reply.encode(reply)
    }
    if (route.operation.reads && !id) return boundary.look(run, actor)
    const request = {
      actor,
      messageId: id && `${personId}:${id}`,
      run,
      ...(route.needs && { needs: route.needs(actor, input) }),
    }
    return route.hot ? boundary.hot(request) : boundary.alone(request)
  }
  return { call }
}

function parse({ operation }: Route, raw: unknown): never {
  const parsed = operation.input.safeDecode(raw)
  if (parsed.success) return parsed.data as never
  const { issues } = parsed.error
  throw new Problem('input.invalid', { what: issues.map(said).slice(0, 3).join('；'), issues })
}

/**
 * What everybody may do with rows of their own needs no look at their posts: the action finds the
 * row, or refuses.
 */
const isOpenToAll = ({ operation }: Route) =>
  operation.scope === 'self' && operation.roles.length === Role.options.length && !operation.reads

/**
 * A thing is looked up only for who could be allowed at all: the answer must not tell others
 * whether it exists.
 */
function check({ operation }: Route, actor: Actor, input: never) {
  const allowed =
    typeof operation.scope === 'function'
      ? mayReach(actor, operation.roles, operation.scope(input))
      : mayAct(actor, operation.roles)
  if (!allowed) throw new Problem('access.forbidden')
}
/** A thing that is named by its id lies somewhere: may the actor reach that place? */
async function checkPlace(ctx: Ctx, { operation, locate }: Route, actor: Actor, input: never) {
  if (operation.scope !== 'thing') return
  const places = await locate!(ctx, input)
  if (!mayReach(actor, operation.roles, places)) throw new Problem('access.forbidden')
}

const said = ({ path, message }: { path: PropertyKey[]; message: string }) =>
  path.length ? `${path.join('.')} ${message}` : message
