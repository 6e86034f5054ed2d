import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '../../config/root'
import { atMost, information, type Figure } from './figure'
import { descendantsOf, freePort, memoryOf } from './programs'

const idleSeconds = 20
type Started = { seconds: number; service: number; standin: number }

/** `npm start` as a person types it: with nothing in the data folder, and again. */
export async function startup(rounds: number): Promise<Figure[]> {
  const first: Started[] = []
  const second: Started[] = []
  for (let round = -1; round < rounds; round++) {
    const port = await freePort()
    const folder = join(root, '.data', String(port))
    try {
      const starts = [
        await startOnce(port, round === 0),
        await startOnce(port, round === 0),
      ] as const
      if (round < 0) continue // installs and builds what is missing
      first.push(starts[0])
      second.push(starts[1])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const idle = [first[0]!, second[0]!]
  return [
    atMost(
      { figure: 'npm start to ready, first start', database: '–', unit: 's' },
      first.map((it) => it.seconds),
      5,
    ),
    atMost(
      { figure: 'npm start to ready, second start', database: '–', unit: 's' },
      second.map((it) => it.seconds),
      5,
    ),
    atMost(
      { figure: 'memory of the service, idle after the first start', database: '–', unit: 'MB' },
      [idle[0]!.service],
      250,
    ),
    atMost(
      { figure: 'memory of the service, idle after the second start', database: '–', unit: 'MB' },
      [idle[1]!.service],
      250,
    ),
    information({ figure: 'memory of the stand-in, idle', database: '–', unit: 'MB' }, [
      idle[1]!.standin,
    ]),
  ]
}

async function startOnce(port: number, untilIdle: boolean): Promise<Started> {
  const began = performance.now()
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      STANDIN_PORT: String(await freePort()),
      DATABASE_URL: '',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise<never>((_, fail) =>
    npm.once('exit', (code) => fail(new Error(`npm start ended by itself (${code})`))),
  )
  await Promise.race([
    gone,
    new Promise<void>((done) =>
      npm.stdout.on('data', (text: Buffer) => {
        if (String(text).includes('Ready.')) done()
      }),
    ),
  ])
  const seconds = (performance.now() - began) / 1_000
  if (untilIdle) await pause(idleSeconds * 1_000)
  const all = descendantsOf(npm.pid!)
  const pidOf = (file: string) => all.find((it) => it.command.includes(file))!.pid
  const memory = (file: string) => (untilIdle ? memoryOf(pidOf(file)).now : 0)
  const started = {
    seconds,
    service: memory('bot/main.ts'),
    standin: memory('bot/standin/main.ts'),
  }
  const closed = new Promise((done) => npm.once('close', done))
  gone.catch(() => undefined)
  process.kill(pidOf('bot/start.mjs'), 'SIGTERM')
  await closed
  return started
}
