import { connect as dial } from 'node:net'
import { gzipSync } from 'node:zlib'
import { openUnlimited } from './standin.limits.support'
import type { World } from './standinWorld'

/** Whatever comes in, something is answered, the next call works, and no mistake is the stand-in's. */
let world: World
beforeAll(async () => {
  world = await openUnlimited()
})
afterEach(async () => {
  const user = await world.old('/topapi/v2/user/get', { userid: 'u1' })
  expect(user.body).toMatchObject({ errcode: 0 })
  expect(bugs()).toEqual([])
})
afterAll(() => world.standin.close())

const bugs = () => world.standin.world.journal.story.list().filter(({ kind }) => kind === 'bug')

/** The first line that comes back to these bytes; empty when the line is only cut. */
function lineAfter(...parts: (string | Buffer)[]) {
  return new Promise<string>((resolve) => {
    let heard = ''
    const socket = dial(world.standin.port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part)
    })
    socket.setEncoding('latin1')
    socket.on('data', (more: string) => {
      heard += more
      if (heard.includes('\r\n\r\n')) socket.destroy()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(heard.split('\r\n')[0] ?? ''))
  })
}

const host = 'host: standin'
const head = (line: string, ...headers: string[]) => [line, host, ...headers, '', ''].join('\r\n')
const tokenPath = '/v1.0/oauth2/accessToken'

describe('the first line and the headers', () => {
  const cases: [string, string, string | RegExp][] = [
    ...['PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'PUT'].map(
      (method): [string, string, RegExp] => [
        method,
        head(`${method} ${tokenPath} HTTP/1.1`, 'content-length: 0'),
        /^HTTP\/1\.1 404 /,
      ],
    ),
    ['a method nobody knows', head('FOO / HTTP/1.1'), /^HTTP\/1\.1 400 /],
    ['a method in small letters', head('get / HTTP/1.1'), /^HTTP\/1\.1 400 /],
    ['no version', 'GET /\r\n\r\n', /^HTTP\/1\.1 200 /],
    ['a version to come', head('GET / HTTP/9.9'), /^HTTP\/1\.1 (400|505) /],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a header without a colon', head('GET / HTTP/1.1', 'nonsense'), /^HTTP\/1\.1 400 /],
    ['a header with a null', head('GET / HTTP/1.1', 'x: a\0b'), /^HTTP\/1\.1 400 /],
    ['20 kB of header', head('GET / HTTP/1.1', `x: ${'y'.repeat(20_000)}`), /^HTTP\/1\.1 431 /],
    ['a length below nothing', head('POST / HTTP/1.1', 'content-length: -1'), /^HTTP\/1\.1 400 /],
    [
      'two lengths',
      head('POST / HTTP/1.1', 'content-length: 1', 'content-length: 2'),
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a length, and chunks',
      head('POST / HTTP/1.1', 'content-length: 1', 'transfer-encoding: chunked'),
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a chunk of no size',
      `${head(`POST ${tokenPath} HTTP/1.1`, 'transfer-encoding: chunked')}zz\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'an expectation nobody knows',
      head(`POST ${tokenPath} HTTP/1.1`, 'expect: miracles', 'content-length: 0'),
      /^HTTP\/1\.1 417 /,
    ],
    [
      'the upgrade to another protocol',
      head('GET /connect HTTP/1.1', 'connection: upgrade', 'upgrade: h2c'),
      /^HTTP\/1\.1 401 /,
    ],
    [
      'the upgrade by POST',
      head('POST /connect HTTP/1.1', 'connection: upgrade', 'upgrade: websocket'),
      /^HTTP\/1\.1 401 /,
    ],
    ['a percent sign alone', head('GET /_admin/cards/% HTTP/1.1'), /^HTTP\/1\.1 (400|404) /],
    ['a path of 15 kB', head(`GET /${'a'.repeat(15_000)} HTTP/1.1`), /^HTTP\/1\.1 200 /],
    [
      'a query of brackets',
      head(`GET /gettoken?${'a[]='.repeat(2_000)} HTTP/1.1`),
      /^HTTP\/1\.1 200 /,
    ],
    ['the way out of the folder', head('GET /page/../../main.ts HTTP/1.1'), /^HTTP\/1\.1 404 /],
    ['the way out, in code', head('GET /page/..%2f..%2fmain.ts HTTP/1.1'), /^HTTP\/1\.1 404 /],
    ['a null in the path', head('GET /page/%00 HTTP/1.1'), /^HTTP\/1\.1 404 /],
    [
      'a token of other letters',
      head('GET /v1.0/microApp/allInnerApps HTTP/1.1', 'x-acs-dingtalk-access-token: \xff\xfe'),
      /^HTTP\/1\.1 400 /,
    ],
  ]
  test.each(cases)('%s', async (_name, text, expected) => {
    expect(await lineAfter(Buffer.from(text, 'latin1'))).toMatch(expected)
  })
})

describe('bodies', () => {
  const ask = (type: string, body: string | Buffer, ...more: string[]) => {
    const content = Buffer.from(body)
    const length = `content-length: ${content.length}`
    const line = head(`POST ${tokenPath} HTTP/1.1`, `content-type: ${type}`, length, ...more)
    return lineAfter(line, content)
  }
  const json = 'application/json'
  const keys = '"appKey":"dingstandin","appSecret":"standin-secret"'
  test.each<[string, string, string | Buffer, string[], RegExp]>([
    ['bytes that are no letters', json, Buffer.from([0x22, 0xff, 0xfe, 0x22]), [], / 400 /],
    ['a name twice', json, `{"appKey":"x",${keys}}`, [], / 200 /],
    ['a name of every object', json, `{"__proto__":{"appKey":1},${keys}}`, [], / 400 /],
    ['half a letter', json, `{"appKey":"\\ud800","appSecret":"x"}`, [], / 400 /],
    ['numbers for words', json, '{"appKey":1,"appSecret":2}', [], / 400 /],
    ['a list', json, '[]', [], / 400 /],
    ['a number', json, '1e999', [], / 400 /],
    ['nothing at all, said', json, 'null', [], / 400 /],
    ['10 MB of a word', json, `{"appKey":"${'x'.repeat(1e7)}","appSecret":"x"}`, [], / 400 /],
    ['10 MB of brackets', json, '['.repeat(1e7), [], / 400 /],
    ['10 MB of names', json, `{"a":`.repeat(2e6), [], / 400 /],
    ['a mark in front', json, `\ufeff{${keys}}`, [], / (200|400) /],
    ['packed', json, gzipSync(`{${keys}}`), ['content-encoding: gzip'], / 200 /],
    ['packed, and not', json, `{${keys}}`, ['content-encoding: gzip'], / 400 /],
    ['packed nobody knows how', json, `{${keys}}`, ['content-encoding: rot13'], / 400 /],
    [
      '100 MB in a small packet',
      json,
      gzipSync(Buffer.alloc(1e8, 32)),
      ['content-encoding: gzip'],
      / 413 /,
    ],
    ['letters nobody knows', `${json}; charset=klingon`, `{${keys}}`, [], / (200|400) /],
    ['a form of nothing', 'application/x-www-form-urlencoded', '&&&=%&%zz=1', [], / 400 /],
    ['parts without a border', 'multipart/form-data', 'x', [], / 400 /],
    ['parts with a border of signs', 'multipart/form-data; boundary=(*[', '--(*[\r\n', [], / 400 /],
    ['a type of nothing', ';;;', `{${keys}}`, [], / 200 /],
  ])('%s', async (...[, type, body, more, expected]) => {
    expect(await ask(type, body, ...more)).toMatch(expected)
  })

  test.each([
    ['100,000 parts', '--b\r\n\r\n'.repeat(100_000)],
    ['a part without an end', '--b\r\ncontent-disposition: form-data; name="media"'],
    ['a name that does not end', '--b\r\ncontent-disposition: form-data; name="media'],
    ['borders only', '--b--b--b--'],
  ])('an upload of %s', async (_name, body) => {
    const url = `${world.standin.url}/media/upload?access_token=${world.token}&type=file`
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const answer = await fetch(url, { method: 'POST', headers, body })
    expect(await answer.json()).toMatchObject({ errcode: 41005 })
  })

  test.each([
    ['words', 'application/json'],
    ['parts', 'multipart/form-data; boundary=b'],
  ])('who hangs up in the midst of %s is no mistake', async (_name, type) => {
    const path = '/media/upload?access_token=x'
    const socket = dial(world.standin.port, '127.0.0.1')
    const line = head(`POST ${path} HTTP/1.1`, `content-type: ${type}`, 'content-length: 1000')
    // whoever is heard to the end is closed by the other side
    const gone = new Promise((resolve) => socket.resume().once('close', resolve))
    socket.end(`${line}half`)
    await gone
  })
})

describe('pages and departments that are none', () => {
  const query = async (nextToken: unknown) => {
    const openConversationId = 'cidAAA=='
    const named = { robotCode: 'dingstandin', openConversationId }
    const message = { ...named, msgKey: 'sampleText', msgParam: '{"content":"x"}' }
    const { body } = await world.api('POST /v1.0/robot/groupMessages/send', message)
    const asked = { ...named, processQueryKey: body['processQueryKey'], nextToken }
    return world.api('POST /v1.0/robot/groupMessages/query', asked)
  }
  test.each(['-1', 'abc', '1e999', '0x10', ' 1', '9'.repeat(10), {}, [1]])(
    'the page after %j is refused',
    async (nextToken) => {
      expect(await query(nextToken)).toMatchObject({
        status: 400,
        body: { code: 'invalidParameter.param.invalid' },
      })
    },
  )
  test.each(['', null, undefined, '0', '999999999'])('the page after %j is there', async (next) => {
    expect(await query(next)).toMatchObject({ status: 200, body: { hasMore: false } })
  })
  test.each(['abc', '1.5', '1,x', '0x1', 'NaN'])(
    'a notice to department %s',
    async (dept_id_list) => {
      const msg = { msgtype: 'text', text: { content: '集合' } }
      const sending = { agent_id: 1001, dept_id_list, msg }
      const path = '/topapi/message/corpconversation/asyncsend_v2'
      expect((await world.old(path, sending)).body).toMatchObject({ errcode: 40035 })
    },
  )
})

describe('keys that open something else', () => {
  const upgrade = (ticket: string) =>
    lineAfter(
      head(
        `GET /connect?ticket=${ticket} HTTP/1.1`,
        'connection: upgrade',
        'upgrade: websocket',
        'sec-websocket-version: 13',
        'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      ),
    )
  const exchange = (more: object) => ({
    clientId: 'dingstandin',
    clientSecret: 'standin-secret',
    ...more,
  })
  const userToken = (more: object) =>
    world.bare('POST', '/v1.0/oauth2/userAccessToken', exchange(more), {})

  test('a code of log-in, and what renews a token, open no stream', async () => {
    const { tokens } = world.standin.world
    expect(await upgrade(tokens.codes.hand('u1'))).toBe('HTTP/1.1 401 Unauthorized')
    const { refreshToken } = tokens.issueFor('u1')
    expect(await upgrade(refreshToken)).toBe('HTTP/1.1 401 Unauthorized')
  })
  test('what renews a token is no code, a code renews nothing, a ticket is neither', async () => {
    const { tokens } = world.standin.world
    const { refreshToken } = tokens.issueFor('u1')
    const renew = (key: string) => userToken({ refreshToken: key, grantType: 'refresh_token' })
    expect((await userToken({ code: refreshToken })).status).toBe(400)
    expect((await renew(tokens.codes.hand('u1'))).status).toBe(400)
    expect((await renew(tokens.tickets.hand([]))).status).toBe(400)
    expect((await renew(refreshToken)).status).toBe(200)
    const asked = await world.old('/topapi/v2/user/getuserinfo', {
      code: tokens.issueFor('u1').refreshToken,
    })
    expect(asked.body).toMatchObject({ errcode: 40078 })
  })
})
