import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { FaultInput, Injection } from '../faults'
import type { Connection } from '../stream'
import { setFaults, type World } from '../world'
import { act } from './act'
import { tellDeed, tellFaults } from './told'

const Deed = z.enum([
  'disconnect',
  'kill',
  'halfOpen',
  'malformed',
  'noHeaders',
  'ping',
  'duplicate',
  'hold',
  'release',
])
export const Deeds = z.object({
  do: Deed,
  connectionId: z.string().optional(),
  reverse: z.boolean().default(false),
})

const deeds: Record<
  Exclude<z.infer<typeof Deed>, 'hold' | 'release'>,
  (world: World, connection: Connection) => void
> = {
  disconnect: (world, connection) => world.stream.leave(connection),
  kill: (_world, connection) => connection.socket.terminate(),
  halfOpen: (_world, connection) => {
    connection.dead = true
    connection.socket.pause()
  },
  malformed: (world, connection) =>
    world.stream.write(connection, '{"specVersion":"1.0","type":"EVENT","headers":{', false),
  noHeaders: (world, connection) =>
    world.stream.write(
      connection,
      JSON.stringify({ specVersion: '1.0', type: 'EVENT', data: '{}' }),
      false,
    ),
  ping: (world, connection) => world.stream.ping(connection),
  duplicate: (world, connection) => {
    const last =
      connection.last ??
      JSON.stringify({
        specVersion: '1.0',
        type: 'SYSTEM',
        headers: { topic: 'KEEPALIVE', messageId: randomUUID() },
        data: '{}',
      })
    world.stream.write(connection, last)
  },
}

/** Does something to the connections of now: all of them, or the one named. */
export function disturb(world: World, input: z.infer<typeof Deeds>) {
  if (input.do === 'hold') world.stream.hold()
  if (input.do === 'release') return { connections: world.stream.release(input.reverse) }
  const hit = [...world.stream.connections].filter(
    (connection) => !input.connectionId || connection.id === input.connectionId,
  )
  if (input.do !== 'hold') for (const connection of hit) deeds[input.do](world, connection)
  return { connections: hit.length }
}

/** What goes wrong: switches, one-off faults, templates that are checked, quotas that run out. */
export const faults = [
  act('POST /_admin/faults', FaultInput, (world, input) => {
    const before = { on: { ...world.faults.on }, offline: new Set(world.faults.offline) }
    setFaults(world, input)
    tellFaults(world, input, before)
    return world.faults.all()
  }),
  act('GET /_admin/faults', z.looseObject({}), (world) => world.faults.all()),
  act('POST /_admin/inject', Injection, (world, injection) => {
    world.faults.injections.push(injection)
    return { waiting: world.faults.injections.length }
  }),
  act('POST /_admin/stream', Deeds, (world, input) => {
    const done = disturb(world, input)
    tellDeed(world, input.do, done.connections)
    return done
  }),
  act(
    'POST /_admin/templates',
    z.object({
      templateId: z.string(),
      variables: z.record(z.string(), z.enum(['public', 'private'])).default({}),
      published: z.boolean().default(true),
    }),
    (world, { templateId, variables, published }) => {
      const sides = new Map(Object.entries(variables))
      world.cards.templates.set(templateId, { variables: sides, published })
      return { templateId }
    },
  ),
  act('GET /_admin/meter', z.looseObject({}), (world) => world.meter.read()),
  act(
    'POST /_admin/meter',
    z.object({
      api: z.object({ used: z.number().optional(), limit: z.number().optional() }).optional(),
      stream: z.object({ used: z.number().optional(), limit: z.number().optional() }).optional(),
      ding: z.object({ sms: z.number().optional(), phone: z.number().optional() }).optional(),
    }),
    (world, { ding, ...monthly }) => {
      for (const kind of ['api', 'stream'] as const) {
        world.meter.used[kind] = monthly[kind]?.used ?? world.meter.used[kind]
        world.meter.limits[kind] = monthly[kind]?.limit ?? world.meter.limits[kind]
      }
      Object.assign(world.meter.ding, ding)
      return world.meter.read()
    },
  ),
]
