import { z } from 'zod'
import type { Call } from '../http'
import type { Entry } from '../phones'
import type { World } from '../world'
import { act, refusal } from './act'
import { tellClock } from './told'

/** A chat line as the page draws it: a card with the variables this viewer sees. */
function shown(
  world: World,
  userId: string,
  { outTrackId, pressing, toast, key: _key, ...entry }: Entry,
) {
  if (!outTrackId) return entry
  const card = {
    outTrackId,
    templateId: world.cards.find(outTrackId)?.templateId ?? '',
    vars: world.phones.varsOf(userId, outTrackId) ?? {},
    ...(pressing && { pressing }),
    ...(toast && { toast }),
  }
  return { ...entry, card }
}

export function state(world: World, userIds: readonly string[]) {
  return {
    now: world.clock.now(),
    started: world.started,
    clockVersion: world.clock.version,
    version: world.journal.version,
    clockStopped: world.clock.stopped,
    faults: world.faults.all(),
    meter: world.meter.read(),
    connections: world.stream.connections.size,
    users: userIds.map((userId) => {
      const user = world.directory.users.get(userId)
      return {
        userId,
        name: user?.name ?? userId,
        title: user?.title ?? '',
        mobile: user?.mobile ?? '',
        net: !world.faults.offline.has(userId),
        chats: world.phones.chatOf(userId).map((entry) => shown(world, userId, entry)),
      }
    }),
    journal: world.journal.story.list().slice(-50),
  }
}

/** Server-sent events for the page. */
function follow(world: World, _input: unknown, { response }: Call) {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  })
  response.write(': hello\n\n')
  const stop = world.journal.listen((happening) =>
    response.write(`data: ${JSON.stringify(happening)}\n\n`),
  )
  const beat = setInterval(() => response.write(': still here\n\n'), 20_000).unref()
  response.on('close', () => {
    stop()
    clearInterval(beat)
  })
  return undefined
}

const clockOf = (world: World) => ({
  now: world.clock.now(),
  offsetMs: world.clock.offset,
  version: world.clock.version,
  stopped: world.clock.stopped,
})

/** Answers when the clock has been moved after `after`, at the latest after 25 s. */
function awaitClock(world: World, { after }: { after: number }, { response }: Call) {
  if (world.clock.version > after) return clockOf(world)
  return new Promise<unknown>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      stop()
      resolve(clockOf(world))
    }
    const timer = setTimeout(done, 25_000).unref()
    const stop = world.clock.onMove(done)
    response.on('close', done)
  })
}

function forgetOrganisation({ directory, roles, callbacks }: World) {
  directory.replace([], [])
  roles.replace([], [])
  callbacks.clear()
}

const number = z.coerce.number()

/** What is seen from outside, and the clock. */
export const watch = [
  act('GET /_admin/state', z.object({ users: z.string().default('') }), (world, { users }) =>
    state(world, users.split(',').filter(Boolean)),
  ),
  act('GET /_admin/events', z.looseObject({}), follow),
  act('GET /_admin/clock', z.object({ after: number.default(0) }), awaitClock),
  act(
    'POST /_admin/clock',
    z.union([
      z.strictObject({ addMs: z.number() }),
      z.strictObject({ now: z.number() }),
      z.strictObject({ reset: z.literal(true) }),
    ]),
    (world, change) => {
      if (!world.clock.reaches(change)) return refusal('the clock stays between 2000 and 2099')
      world.clock.move(change)
      tellClock(world, change)
      return clockOf(world)
    },
  ),
  act(
    'GET /_admin/journal',
    z.object({
      after: number.default(0),
      path: z.string().optional(),
      kind: z.enum(['call', 'story']).default('call'),
    }),
    (world, { after, path, kind }) =>
      (kind === 'call'
        ? world.journal.calls.list().filter((line) => !path || line.path.startsWith(path))
        : world.journal.story.list()
      ).filter((line) => line.seq > after),
  ),
  act('GET /_admin/cards/:outTrackId', z.looseObject({}), (world, _input, call) => {
    const card = world.cards.find(call.params['outTrackId']!)
    return (
      card && { ...card, private: Object.fromEntries(card.private), viewers: [...card.viewers] }
    )
  }),
  act(
    'POST /_admin/reset',
    z.object({ keepDirectory: z.boolean().default(false) }),
    (world, { keepDirectory }) => {
      for (const userId of world.faults.clear()) world.phones.switched(userId)
      for (const part of [
        world.phones,
        world.cards,
        world.messages,
        world.notices,
        world.todos,
        world.journal,
        world.meter,
        world.dings,
        world.webhooks,
      ]) {
        part.clear()
      }
      world.failedEvents.length = 0
      if (!keepDirectory) forgetOrganisation(world)
      world.journal.emit({ type: 'faults' })
      return { ok: true }
    },
  ),
]
