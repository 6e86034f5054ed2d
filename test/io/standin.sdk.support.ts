import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Config } from '@alicloud/openapi-client'
import { RuntimeOptions } from '@alicloud/tea-util'
import { openStandin } from './standinWorld'

type Model = { names(): Record<string, string>; types(): Record<string, unknown> }
const isModel = (type: unknown): type is Model =>
  typeof type === 'function' && 'names' in type && 'types' in type

/** How the SDK's models describe an array or a map. */
type Several = { type: string; itemType?: unknown; valueType?: unknown }
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/**
 * Every way in which an answer differs from the SDK's own model: unknown names, wrong primitive
 * types.
 */
export function strays(type: unknown, value: unknown, path = 'body'): string[] {
  if (type === 'any' || type === undefined) return []
  if (isModel(type)) return straysOfModel(type, value, path)
  if (typeof type === 'string') {
    return typeof value === type ? [] : [`${path} is ${typeof value}, not ${type}`]
  }
  const { type: kind, itemType, valueType } = type as Several
  return kind === 'array'
    ? straysOfArray(itemType, value, path)
    : straysOfMap(valueType, value, path)
}

function straysOfModel(model: Model, value: unknown, path: string): string[] {
  if (!isObject(value) || Array.isArray(value)) return [`${path} is no object`]
  const byWire = new Map(Object.entries(model.names()).map(([name, wire]) => [wire, name]))
  return Object.entries(value).flatMap(([wire, inner]) => {
    const name = byWire.get(wire)
    if (name === undefined) return [`${path}.${wire} is unknown`]
    return strays(model.types()[name], inner, `${path}.${wire}`)
  })
}

function straysOfArray(itemType: unknown, value: unknown, path: string): string[] {
  if (!Array.isArray(value)) return [`${path} is no array`]
  return value.flatMap((item, index) => strays(itemType, item, `${path}[${index}]`))
}

function straysOfMap(valueType: unknown, value: unknown, path: string): string[] {
  if (!isObject(value)) return [`${path} is no map`]
  return Object.entries(value).flatMap(([key, item]) => strays(valueType, item, `${path}.${key}`))
}

/** Passes everything on and keeps the last raw answer: the SDK's own has already been cast. */
function recorder(target: string) {
  const seen = { body: undefined as unknown, chunked: false }
  const server: Server = createServer((incoming, outgoing) => {
    seen.chunked = incoming.headers['transfer-encoding'] === 'chunked'
    const onward = request(
      target + incoming.url,
      { method: incoming.method!, headers: incoming.headers },
      (answer) => {
        const chunks: Buffer[] = []
        answer
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => {
            const raw = Buffer.concat(chunks)
            seen.body = JSON.parse(raw.toString())
            outgoing
              .writeHead(answer.statusCode!, { 'content-type': answer.headers['content-type']! })
              .end(raw)
          })
      },
    )
    incoming.pipe(onward)
  })
  return { seen, server }
}

export const robotCode = 'dingstandin'
export const runtime = new RuntimeOptions({ readTimeout: 5_000, connectTimeout: 5_000 })

/** A stand-in with a group, and the SDK led to it through the recorder. */
export async function openSdk() {
  const world = await openStandin({ faults: { noLimits: true } })
  await world.admin('groups', {
    conversationId: 'cidAAA==',
    title: '防汛网格一组',
    userIds: ['u1', 'u2'],
  })
  const { seen, server } = recorder(world.standin.url)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const config = new Config({
    protocol: 'http',
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    regionId: 'central',
  })

  /** Calls through the SDK and holds the raw answer against the model. */
  async function checked<Answer extends { body?: object }>(
    model: Model,
    call: () => Promise<Answer>,
  ) {
    seen.body = undefined
    const answer = await call()
    expect(seen.body).toBeDefined()
    expect(strays(model, seen.body)).toEqual([])
    return answer.body as NonNullable<Answer['body']>
  }

  async function close() {
    server.closeAllConnections()
    server.close()
    await world.standin.close()
  }

  return { world, config, seen, key: { xAcsDingtalkAccessToken: world.token }, checked, close }
}
export type Sdk = Awaited<ReturnType<typeof openSdk>>
