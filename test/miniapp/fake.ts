import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Koa from 'koa'
import { serveApp } from '../../bot/io/http/app'
import { root } from '../../config/root'
import { contract } from '../../shared/contract'
import type { Input, Operation, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { at } from './dayIds'

type Table = typeof contract
/**
 * What a service answers, by operation; typed by the contract, so that a change of it does not
 * compile here.
 */
export type Answers = {
  [S in keyof Table]?: { [K in keyof Table[S]]?: (input: Input<Table[S][K]>) => Reply<Table[S][K]> }
}

/**
 * The built pages, and a service that answers by a table; what was asked is kept. Nobody answers
 * while its `line` is not up.
 */
export async function fakeService(answers: Answers) {
  const asked: { name: string; input: unknown; id: string }[] = []
  const line = { up: true }
  const koa = new Koa()
  koa.use((http, next) => {
    if (line.up) return next()
    http.respond = false
    http.req.socket.destroy()
    return undefined
  })
  koa.use(serveApp(join(root, 'miniapp/dist/h5'), []))
  koa.use(async (http) => {
    const name = http.path.slice('/api/'.length)
    const [slice, key] = name.split('.') as [keyof Table, never]
    const operation = contract[slice]?.[key] as Operation | undefined
    const answer = answers[slice]?.[key] as ((input: unknown) => unknown) | undefined
    const chunks: Buffer[] = []
    for await (const chunk of http.req) chunks.push(chunk as Buffer)
    if (!operation) return
    const input = operation.input.decode(JSON.parse(Buffer.concat(chunks).toString()) as never)
    asked.push({ name, input, id: http.get('idempotency-key') })
    try {
      if (!answer) throw new Problem('access.foreign')
      http.body = { ok: true, at, reply: operation.reply.encode(answer(input)) }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      http.body = {
        ok: false,
        at,
        problem: { code: error.code, message: error.message, details: error.details },
      }
    }
  })
  const server = createServer(koa.callback())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const close = () =>
    new Promise<void>((done) => {
      server.closeAllConnections()
      server.close(() => done())
    })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/app/`,
    asked,
    line,
    close,
    answers,
  }
}
