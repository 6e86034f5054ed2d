import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { EnvError, envDocs, readEnv } from '../../config/env'
import { root } from '../../config/root'

const key = Buffer.alloc(32, 7).toString('base64')
const app = {
  DINGTALK_CLIENT_ID: 'dingabc',
  DINGTALK_CLIENT_SECRET: 'very-secret',
  DINGTALK_ROBOT_CODE: 'dingabc',
  DINGTALK_AGENT_ID: '4242',
  DINGTALK_CARD_TEMPLATE_ID: 'abc.schema',
  DINGTALK_CORP_ID: 'ding0001',
  SESSION_SECRET: key,
  SEAL_KEY: key,
}

let data: string
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'env-'))
})
afterEach(() => rmSync(data, { recursive: true }))

function messageOf(given: Record<string, string>) {
  try {
    readEnv(given, data)
  } catch (error) {
    if (error instanceof EnvError) return error.message
    throw error
  }
  return 'it was taken'
}

test('with nothing set the stand-in and the embedded database are used', () => {
  expect(readEnv({}, data)).toEqual({
    port: 7400,
    standinPort: 7401,
    dataFolder: join(data, '7400'),
    standin: true,
    host: '127.0.0.1',
    proxies: 0,
    databaseUrl: join(data, '7400', 'yingji.db'),
    dingtalk: {
      clientId: 'dingstandin',
      clientSecret: 'standin-secret',
      robotCode: 'dingstandin',
      agentId: 1001,
      templateId: 'standin-card.schema',
      corpId: 'dingcorp',
      apiBase: 'http://127.0.0.1:7401',
      oapiBase: 'http://127.0.0.1:7401',
    },
    sessionSecret: expect.any(Buffer),
    sealKey: expect.any(Buffer),
    feedFolder: join(data, '7400', 'feed'),
    configFolder: join(root, 'config'),
    logLevel: 'info',
    publicUrl: 'http://127.0.0.1:7400',
  })
})

test('with an app it talks to DingTalk', () => {
  expect(readEnv(app, data)).toMatchObject({
    standin: false,
    host: null,
    sessionSecret: Buffer.alloc(32, 7),
    sealKey: Buffer.alloc(32, 7),
    dingtalk: {
      clientId: 'dingabc',
      clientSecret: 'very-secret',
      robotCode: 'dingabc',
      agentId: 4242,
      templateId: 'abc.schema',
      corpId: 'ding0001',
      apiBase: 'https://api.dingtalk.com',
      oapiBase: 'https://oapi.dingtalk.com',
    },
  })
})

test.each<[name: string, value: string, expected: object]>([
  ['PORT', ' 8080 ', { port: 8080, publicUrl: 'http://127.0.0.1:8080' }],
  [
    'STANDIN_PORT',
    '8081',
    { dingtalk: { apiBase: 'http://127.0.0.1:8081', oapiBase: 'http://127.0.0.1:8081' } },
  ],
  ['DATABASE_URL', 'mysql://u:p@db:3306/yingji', { databaseUrl: 'mysql://u:p@db:3306/yingji' }],
  ['DATABASE_URL', 'mariadb://u:p@db/yingji', { databaseUrl: 'mariadb://u:p@db/yingji' }],
  ['DATABASE_URL', 'data/other.db', { databaseUrl: join(root, 'data/other.db') }],
  ['DATABASE_URL', '/srv/other.db', { databaseUrl: '/srv/other.db' }],
  ['DATABASE_URL', '', { standin: true }],
  [
    'DINGTALK_API_BASE',
    'http://127.0.0.1:9/',
    { dingtalk: { apiBase: 'http://127.0.0.1:9', oapiBase: 'http://127.0.0.1:7401' } },
  ],
  ['HOST', '0.0.0.0', { host: '0.0.0.0' }],
  ['PROXIES', '1', { proxies: 1 }],
  ['FEED_DIR', '/srv/feed', { feedFolder: '/srv/feed' }],
  ['CONFIG_DIR', 'policy', { configFolder: join(root, 'policy') }],
  ['LOG_LEVEL', 'debug', { logLevel: 'debug' }],
  ['PUBLIC_URL', 'https://yj.example.cn/', { publicUrl: 'https://yj.example.cn' }],
  ['SEAL_KEY', key, { sealKey: Buffer.alloc(32, 7) }],
])('%s=%s is taken', (name, value, expected) => {
  expect(readEnv({ [name]: value }, data)).toMatchObject(expected)
})

test.each([
  ['PORT', 'http', 'PORT should be a port from 1 to 65535'],
  ['PORT', '70000', 'PORT should be a port from 1 to 65535'],
  ['PORT', '7401', 'STANDIN_PORT should be another port than PORT'],
  ['PROXIES', '10', 'PROXIES should be a number from 0 to 9'],
  ['STANDIN_PORT', '-1', 'STANDIN_PORT should be a port from 1 to 65535'],
  [
    'DATABASE_URL',
    'postgres://u:pass-word@db/x',
    'DATABASE_URL should be mysql://user:password@host:port/name, or the path of an SQLite file',
  ],
  [
    'DATABASE_URL',
    'mysql://u:pass-word@db',
    'DATABASE_URL should be mysql://user:password@host:port/name, or the path of an SQLite file',
  ],
  [
    'DATABASE_URL',
    'mysql:pass-word',
    'DATABASE_URL should be mysql://user:password@host:port/name, or the path of an SQLite file',
  ],
  ['DINGTALK_AGENT_ID', 'abc', 'DINGTALK_AGENT_ID should be the AgentId of the app, a number'],
  ['DINGTALK_API_BASE', 'api.dingtalk.com', 'DINGTALK_API_BASE should be an http or https address'],
  ['DINGTALK_OAPI_BASE', 'ftp://x', 'DINGTALK_OAPI_BASE should be an http or https address'],
  [
    'SESSION_SECRET',
    'pass-word',
    'SESSION_SECRET should be 32 random bytes in base64 (openssl rand -base64 32)',
  ],
  [
    'SEAL_KEY',
    Buffer.alloc(16).toString('base64'),
    'SEAL_KEY should be 32 random bytes in base64 (openssl rand -base64 32)',
  ],
  [
    'LOG_LEVEL',
    'loud',
    'LOG_LEVEL should be one of fatal, error, warn, info, debug, trace, silent',
  ],
  ['PUBLIC_URL', 'yj.example.cn', 'PUBLIC_URL should be an http or https address'],
])('%s=%s is refused in one line that does not repeat the value', (name, value, message) => {
  expect(messageOf({ [name]: value })).toBe(message)
  expect(message).not.toContain('pass-word')
})

test.each<[left: string[], message: string]>([
  [
    ['DINGTALK_CORP_ID'],
    'DINGTALK_CORP_ID is missing: set all six of the DingTalk app, or none for the stand-in',
  ],
  [
    ['DINGTALK_CLIENT_SECRET', 'DINGTALK_AGENT_ID'],
    'DINGTALK_CLIENT_SECRET, DINGTALK_AGENT_ID are missing: set all six of the DingTalk app, or none for the stand-in',
  ],
  [
    ['SESSION_SECRET'],
    'SESSION_SECRET is missing: with a real organisation it should be 32 random bytes in base64 (openssl rand -base64 32)',
  ],
  [
    ['SEAL_KEY'],
    'SEAL_KEY is missing: with a real organisation it should be 32 random bytes in base64 (openssl rand -base64 32)',
  ],
])('a real organisation without %s is refused', (left, message) => {
  expect(
    messageOf(Object.fromEntries(Object.entries(app).filter(([name]) => !left.includes(name)))),
  ).toBe(message)
  expect(message).not.toContain('very-secret')
})

test('keys of the stand-in are made once, differ, and only their owner may read them', () => {
  const first = readEnv({}, data)
  const again = readEnv({}, data)
  expect([again.sessionSecret, again.sealKey]).toEqual([first.sessionSecret, first.sealKey])
  expect(first.sealKey.equals(first.sessionSecret)).toBe(false)
  expect(first.sealKey).toHaveLength(32)
  for (const file of ['session.key', 'seal.key']) {
    expect(statSync(join(first.dataFolder, file)).mode & 0o777).toBe(0o600)
  }
  expect(readFileSync(join(first.dataFolder, 'seal.key'), 'utf8')).toBe(
    first.sealKey.toString('base64'),
  )
})

test('two ports have two data folders and two keys', () => {
  expect(readEnv({}, data).sealKey.equals(readEnv({ PORT: '7500' }, data).sealKey)).toBe(false)
})

test('a spoilt key is not replaced in silence', () => {
  const file = join(readEnv({}, data).dataFolder, 'seal.key')
  writeFileSync(file, 'half')
  expect(messageOf({})).toBe(
    `${file} should hold 32 bytes in base64: put the right key back, or delete it with the data beside it`,
  )
})

test('with a real organisation no key is made', () => {
  const { dataFolder } = readEnv(app, data)
  expect(() => statSync(dataFolder)).toThrow('ENOENT')
})

test('the root is the repository', () => {
  expect(isAbsolute(root)).toBe(true)
  expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).toMatchObject({
    name: 'yingji-ding',
  })
})

test('every variable is documented once, with the default that is used', () => {
  const documented = Object.fromEntries(envDocs.map((row) => [row.name, row.default]))
  expect(envDocs.every(({ name, what }) => /^[A-Z_]+$/.test(name) && what.length > 5)).toBe(true)
  expect(Object.keys(documented)).toHaveLength(envDocs.length)
  const env = readEnv({}, data)
  const real = readEnv(app, data)
  const filled = (text: string) =>
    text
      .replace('<data>', env.dataFolder)
      .replace('<root>', root)
      .replace('<PORT>', String(env.port))
  expect(
    Object.fromEntries(
      Object.entries(documented)
        .filter(([, fallback]) => fallback)
        .map(([name, fallback]) => [name, filled(fallback)]),
    ),
  ).toEqual({
    PORT: String(env.port),
    HOST: env.host,
    PROXIES: String(env.proxies),
    STANDIN_PORT: String(env.standinPort),
    DATABASE_URL: env.databaseUrl,
    DINGTALK_API_BASE: real.dingtalk.apiBase,
    DINGTALK_OAPI_BASE: real.dingtalk.oapiBase,
    FEED_DIR: env.feedFolder,
    LOG_LEVEL: env.logLevel,
    CONFIG_DIR: env.configFolder,
    PUBLIC_URL: env.publicUrl,
  })
})
