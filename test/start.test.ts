import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadPolicy } from '../config/load'
import { root } from '../config/root'
import { until } from './support/eventually'

const script = join(root, 'bot/start.mjs')
const ports: number[] = []
const elsewhere = mkdtempSync(join(tmpdir(), 'yjd-start-'))
const bare = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(DINGTALK_|STANDIN|PORT$|DATABASE_URL|LOG_LEVEL|npm_)/.test(name),
  ),
)
afterAll(() => {
  for (const folder of [elsewhere, ...ports.map((port) => join(root, '.data', String(port)))]) {
    rmSync(folder, { recursive: true, force: true })
  }
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  const { port } = probe.address() as AddressInfo
  await new Promise((done) => {
    probe.close(done)
  })
  ports.push(port)
  return port
}
const settings = async () => ({
  PORT: String(await freePort()),
  STANDIN_PORT: String(await freePort()),
})
const isFree = (port: string) =>
  new Promise<boolean>((done) => {
    const probe = createServer()
      .once('error', () => done(false))
      .listen(Number(port), () => probe.close(() => done(true)))
  })

/** `npm start` without npm, from another folder. */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [script], {
    cwd: elsewhere,
    env: { ...bare, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', wrong: '' }
  child.stdout.on('data', (part) => {
    said.out += String(part)
  })
  child.stderr.on('data', (part) => {
    said.wrong += String(part)
  })
  const ended = new Promise<number | null>((done) => {
    child.once('close', done)
  })
  return {
    child,
    said,
    ended,
    ready: () => until(() => said.out.includes('\n') || child.exitCode !== null),
  }
}

/** To its end, with a line that says what is wrong. */
const refused = (env: Record<string, string>, ...args: string[]) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [...args, script], {
    cwd: elsewhere,
    env: { ...bare, ...env },
    encoding: 'utf8',
  })
  return { status, lines: stderr.trim().split('\n'), stdout }
}

test('it says one address, works from any folder beside another copy, and stops when told to', async () => {
  const env = await settings()
  const { child, said, ended, ready } = start(env)
  await ready()
  const [address, ...others] = said.out.match(/http:\S+/g) ?? []
  expect(others).toEqual([])
  expect(address).toBe(`http://127.0.0.1:${env.STANDIN_PORT}`)
  expect(await (await fetch(address!)).text()).toContain('应急钉')
  expect((await fetch(`http://127.0.0.1:${env.PORT}/healthz`)).status).toBe(200)
  const { api, stream } = loadPolicy().delivery.quota
  expect(await (await fetch(`${address}/_admin/meter`)).json()).toMatchObject({
    api: { limit: api },
    stream: { limit: stream },
  })

  const second = refused({ ...env, STANDIN_PORT: String(await freePort()) })
  expect(second).toMatchObject({
    status: 1,
    lines: [expect.stringContaining(`Port ${env.PORT} cannot be used`)],
  })

  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(said.wrong).toBe('')
  expect((await isFree(env.PORT)) && (await isFree(env.STANDIN_PORT))).toBe(true)
})

test('when it is killed outright, nothing of it is left', async () => {
  const env = await settings()
  const { child, ready } = start(env)
  await ready()
  expect(await isFree(env.PORT)).toBe(false)
  child.kill('SIGKILL')
  await until(async () => (await isFree(env.PORT)) && (await isFree(env.STANDIN_PORT)))
})

test('when the service cannot start, the stand-in stops too and the reason is said', async () => {
  const env = await settings()
  const { status, lines } = refused({ ...env, LOG_LEVEL: 'loud' })
  expect(status).toBe(1)
  expect(lines).toEqual([
    expect.stringContaining('LOG_LEVEL should be one of'),
    expect.stringContaining('The service stopped by itself'),
  ])
  expect(await isFree(env.STANDIN_PORT)).toBe(true)
})

test('half an organisation is refused by name', async () => {
  const { status, lines } = refused({ ...(await settings()), DINGTALK_CLIENT_ID: 'ding' })
  expect(status).toBe(1)
  expect(lines[0]).toContain('DINGTALK_CLIENT_SECRET')
})

test('a port that is none is refused', () => {
  expect(refused({ PORT: '70000' })).toMatchObject({
    status: 1,
    lines: ['PORT must be a number from 1 to 65535, not "70000".'],
  })
})

test('an old Node is told to go', () => {
  const disguise =
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.18.1"}})'
  expect(refused({}, '--import', disguise)).toMatchObject({
    status: 1,
    lines: ['Node 20.18.1 is too old: 20.19 or newer is needed.'],
  })
})

describe('a fresh clone', () => {
  const clone = join(elsewhere, 'clone')
  const npm = join(elsewhere, 'npm.cjs')
  beforeAll(() => {
    mkdirSync(join(clone, 'bot'), { recursive: true })
    for (const file of [
      'bot/start.mjs',
      'bot/install.mjs',
      'bot/pages.mjs',
      'package.json',
      'package-lock.json',
    ]) {
      cpSync(join(root, file), join(clone, file))
    }
  })
  /**
   * The clone's start with an npm that does what this script says, on a machine without a compiler.
   */
  const begin = (program: string) => {
    writeFileSync(npm, program)
    return spawnSync(process.execPath, [join(clone, 'bot/start.mjs')], {
      env: { npm_execpath: npm, PATH: '' },
      encoding: 'utf8',
    })
  }

  test('asks npm for the libraries of the lock file and says why', () => {
    const { stdout } = begin(
      `require('node:fs').writeFileSync('asked', process.argv.slice(2).join(' ')); process.exit(1)`,
    )
    expect(stdout).toContain('none is here yet')
    expect(existsSync(join(clone, 'asked'))).toBe(true)
  })

  test('names the compiler that is missing', () => {
    const { status, stderr } = begin(`console.error('gyp ERR! find Python'); process.exit(1)`)
    expect(status).toBe(1)
    expect(stderr).toContain('finds no python3, no make, no g++: install it')
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
