import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import Koa from 'koa'
import helmet from 'koa-helmet'
import { serveApp } from '../../bot/io/http/app'
import { openWorld, type World } from '../support/world'

describe('the phone pages', () => {
  let folder: string
  let server: Server
  let address: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yjd-app-'))
    mkdirSync(join(folder, 'h5', 'js'), { recursive: true })
    writeFileSync(join(folder, 'secret.txt'), 'secret')
    writeFileSync(join(folder, 'h5', 'index.html'), '<!doctype html>')
    writeFileSync(join(folder, 'h5', 'index.html.gz'), gzipSync('<!doctype html>'))
    writeFileSync(join(folder, 'h5', 'js', 'app.0123abcd.js'), 'let a')
    const koa = new Koa()
    koa.use(helmet()).use(serveApp(join(folder, 'h5'), ['http://127.0.0.1:7401']))
    server = createServer(koa.callback())
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    rmSync(folder, { recursive: true, force: true })
  })

  test('open with the folder, and may be framed by the given pages alone', async () => {
    const answer = await fetch(`${address}/app/?authCode=1`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/html')
    expect(answer.headers.get('content-security-policy')).toContain(
      "frame-ancestors 'self' http://127.0.0.1:7401",
    )
    expect(answer.headers.get('x-frame-options')).toBeNull()
    expect(answer.headers.get('cache-control')).toBe('no-cache')
  })
  test('are asked for again only where their names stay the same', async () => {
    expect(
      (await fetch(`${address}/app/js/app.0123abcd.js`)).headers.get('cache-control'),
    ).toContain('immutable')
    const first = await fetch(`${address}/app/`)
    // fetch would ask past every cache as soon as this head is set by hand
    const second = await new Promise((done, fail) => {
      get(
        `${address}/app/`,
        { headers: { 'if-modified-since': first.headers.get('last-modified')! } },
        (it) => {
          it.resume()
          done(it.statusCode)
        },
      ).on('error', fail)
    })
    expect(second).toBe(304)
  })
  test('phone pages are sent packed to whoever can unpack, and are the same', async () => {
    const [packed, plain] = await Promise.all(
      ['gzip, br', 'identity'].map((encoding) =>
        fetch(`${address}/app/`, { headers: { 'accept-encoding': encoding } }),
      ),
    )
    expect([packed, plain].map((it) => it!.headers.get('content-encoding'))).toEqual(['gzip', null])
    expect(packed!.headers.get('vary')).toMatch(/accept-encoding/i)
    expect(packed!.headers.get('content-type')).toBe(plain!.headers.get('content-type'))
    expect(await packed!.text()).toBe(await plain!.text())
  })
  test('what was not packed is sent as it is', async () => {
    const answer = await fetch(`${address}/app/js/app.0123abcd.js`, {
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(answer.headers.get('content-type')).toContain('javascript')
    expect(await answer.text()).toBe('let a')
  })
  test.each([
    '/app/../secret.txt',
    '/app/%2e%2e/secret.txt',
    '/app/..%2fsecret.txt',
    '/app/%00',
    '/app/%',
    '/app/js',
    '/app/js/',
    '/app//secret.txt',
    '/app/none.js',
  ])('%s is not found', async (path) => {
    const answer = await fetch(address + path)
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toContain('secret')
  })
})

describe('an answer in an envelope', () => {
  let it: World
  beforeAll(async () => {
    it = await openWorld('sqlite')
  })
  afterAll(() => it.close())
  const ask = async (headers: Record<string, string>) => {
    const answer = await fetch(`${it.address}/api/session.me`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
    })
    return { status: answer.status, body: (await answer.json()) as unknown }
  }
  test('is 200 with the problem inside, for whoever asks so', async () => {
    expect(await ask({ 'x-envelope': '1' })).toEqual({
      status: 200,
      body: {
        ok: false,
        at: expect.stringMatching(/^20.*Z$/),
        problem: expect.objectContaining({
          code: 'access.unknown',
          message: expect.stringContaining('登录'),
        }),
      },
    })
  })
  test('is not made for others', async () => {
    expect(await ask({})).toEqual({
      status: 401,
      body: expect.objectContaining({ code: 'access.unknown' }),
    })
  })
  test('holds a good answer too', async () => {
    const answer = await fetch(`${it.address}/api/session.open`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-envelope': '1' },
      body: '{"authCode":"none"}',
    })
    expect(await answer.json()).toEqual({
      ok: false,
      at: expect.stringMatching(/^20.*Z$/),
      problem: expect.objectContaining({ code: 'access.codeExpired' }),
    })
  })
})
