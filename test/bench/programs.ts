import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '../../config/root'

export type Program = Awaited<ReturnType<typeof start>>
type Told = Record<string, unknown>

/** Where a program writes its CPU profile, if one is wanted. */
let profiles: string | null = null
export const profileInto = (folder: string | null) => {
  profiles = folder
}

const running = new Set<ChildProcess>()
/** Nothing that we started outlives us. */
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/**
 * A process of its own that runs one of our files. It says itself when it is ready, or answers at
 * an address; what it says later is kept until it is asked for.
 */
export async function start(
  file: string,
  settings: Record<string, string>,
  { profile = false, answersAt }: { profile?: boolean; answersAt?: string } = {},
) {
  const flags = profile && profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : []
  const child = spawn(process.execPath, [...flags, '--import', 'tsx', file], {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const heard: Told[] = []
  const waiting: ((told: Told) => void)[] = []
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  child.on('message', (told) => {
    const it = typeof told === 'object' ? (told as Told) : { [String(told)]: true }
    const next = waiting.shift()
    if (next) next(it)
    else heard.push(it)
  })
  const hear = <T extends Told>() =>
    new Promise<T>((done, fail) => {
      const told = heard.shift()
      if (told) return done(told as T)
      waiting.push(done as never)
      void ended.then(() =>
        fail(new Error(`${file} ended by itself (${child.exitCode ?? child.signalCode})`)),
      )
    })
  const ask = <T extends Told>(question: object) => {
    child.send(question)
    return hear<T>()
  }
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  const hello: Told = answersAt
    ? await until(`${file} at ${answersAt}`, () =>
        fetch(answersAt).then(
          () => ({}),
          () => null,
        ),
      )
    : await hear()
  return { pid: child.pid!, hello, hear, ask, stop }
}

export const freePort = () =>
  new Promise<number>((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => done(port))
    })
  })

export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  { every = 20, within = 120_000 } = {},
): Promise<T> {
  for (const end = Date.now() + within; Date.now() < end; await pause(every)) {
    const found = await look()
    if (found) return found
  }
  throw new Error(`waited ${within / 1000} s for: ${what}`)
}

/** Resident memory in MB as the kernel counts it: now, and the most there ever was. */
export function memoryOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024
  return { now: of('VmRSS'), most: of('VmHWM') }
}

/**
 * Processor time that a process has used, in seconds: it tells more than the clock where others
 * work on the same machine.
 */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user, kernel] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(user) + Number(kernel)) / 100
}

/** The processes below one, with their command lines. */
export function descendantsOf(pid: number): { pid: number; command: string }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        return [
          {
            pid: Number(name),
            parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]),
            command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
          },
        ]
      } catch {
        return [] // gone meanwhile
      }
    })
  const below = (parent: number): typeof all =>
    all.filter((it) => it.parent === parent).flatMap((it) => [it, ...below(it.pid)])
  return below(pid)
}
