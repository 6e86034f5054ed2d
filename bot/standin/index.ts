import { z } from 'zod'
import { admin } from './admin'
import type { Act } from './admin/act'
import { Deeds, disturb } from './admin/faults'
import { read } from './admin/acts'
import { say, type Say } from './admin/say'
import { state } from './admin/watch'
import { endpoints } from './api'
import { openDoors } from './doors'
import { Injection, type FaultInput } from './faults'
import { isAnswer } from './answers'
import { serve } from './gate'
import { createHttp, type Call, type Handler, type Reply } from './http'
import type { StandinOptions } from './options'
import { press, Press } from './presses'
import { pushEvent, type Push } from './pushes'
import { answerBroken, answerUnknown } from './strays'
import { createWorld, setFaults, type World } from './world'

export type { StandinOptions } from './options'
export type Standin = Awaited<ReturnType<typeof createStandin>>

/** Starts a DingTalk of one's own; port 0 takes any free one. */
export async function createStandin(options: StandinOptions = {}) {
  const world = createWorld(options)
  const { close, ...doors } = await openDoors(world, httpOf(world).callback())
  return {
    ...doors,
    world,
    clock: world.clock,
    faults: (input: FaultInput) => setFaults(world, input),
    inject: (injection: z.input<typeof Injection>) =>
      void world.faults.injections.push(Injection.parse(injection)),
    press: (input: z.input<typeof Press>) => press(world, Press.parse(input)),
    say: (input: z.input<typeof Say>) => say(world, input),
    read: (userId: string, event = false) => read(world, { userId, event }),
    event: (push: Push) => pushEvent(world, push),
    stream: (input: z.input<typeof Deeds>) => disturb(world, Deeds.parse(input)),
    state: (...userIds: string[]) => state(world, userIds),
    async close() {
      world.clock.stop()
      world.stream.close()
      await close()
    },
  }
}

function httpOf(world: World) {
  const routes = new Map<string, Handler>()
  for (const endpoint of endpoints) {
    routes.set(endpoint.route, (call) => serve(world, endpoint, call))
  }
  for (const act of admin) routes.set(act.route, (call) => administer(world, act, call))
  return createHttp(routes, {
    otherwise: answerUnknown,
    broken: (url, error) => answerBroken(world, url, error),
  })
}

async function administer(world: World, act: Act, call: Call): Promise<Reply> {
  if (call.unreadable) return { status: 400, body: { error: 'the body is no JSON' } }
  const input = act.input.safeParse(
    call.method === 'GET' ? Object.fromEntries(call.query) : (call.body ?? {}),
  )
  if (!input.success) return { status: 400, body: { error: z.prettifyError(input.error) } }
  const body = await act.run(world, input.data as never, call)
  if (isAnswer(body)) return body
  if (body !== undefined) return { status: 200, body }
  return call.response.headersSent ? 'taken' : { status: 404, body: { error: 'not found' } }
}
