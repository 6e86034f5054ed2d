/**
 * A MariaDB of our own for tests and benches: a private folder, a free port, no password, gone when
 * stopped.
 */
import { execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const oldest = [10, 6] // the first that skips locked rows

/**
 * Debian's packages of the server; the tool that makes its tables reads settings with a program of
 * the client's.
 */
export const mariadbPackages = ['mariadb-server-core', 'mariadb-client-core']
const settingsReader = 'my_print_defaults'

/** The server's program, or null where there is none that is new enough and whole. */
export function findMariaDB() {
  if (spawnSync(settingsReader, ['--version'], { stdio: 'ignore' }).error) return null
  return ['mariadbd', '/usr/sbin/mariadbd'].find(isNewEnough) ?? null
}

function isNewEnough(program) {
  const { stdout } = spawnSync(program, ['--no-defaults', '--version'], { encoding: 'utf8' })
  const [, major, minor] = /(\d+)\.(\d+)\.\d+-MariaDB/.exec(stdout ?? '') ?? []
  if (!major) return false
  const [oldestMajor, oldestMinor] = oldest
  if (Number(major) !== oldestMajor) return Number(major) > oldestMajor
  return Number(minor) >= oldestMinor
}

/** Where files are kept in memory, if the machine has such a place with room for the tests. */
const memory = '/dev/shm'
const roomBytes = 2 * 1024 ** 3
/** Tests make and drop some ten thousand tables; none of them has to survive a loss of power. */
const undurable = [
  '--innodb-flush-method=nosync',
  '--innodb-flush-log-at-trx-commit=0',
  '--skip-innodb-doublewrite',
]

/**
 * Starts it. `url` has no database in it: each test file makes its own and drops it. `durable`:
 * whether what is committed survives a loss of power, as in production.
 */
export async function startMariaDB({ durable = true } = {}) {
  const program = findMariaDB()
  if (!program) {
    throw new Error(
      `MariaDB ${oldest.join('.')} or newer is not installed (Debian: apt-get install -y ${mariadbPackages.join(' ')})`,
    )
  }
  const folder = mkdtempSync(join(durable ? tmpdir() : quickFolder(), 'yingji-mariadb-'))
  const port = await freePort()
  // A server that starts clears the temporary tables of every other one in the same place.
  const env = { ...process.env, TMPDIR: join(folder, 'tmp') }
  mkdirSync(env.TMPDIR)
  // refuses to run as root unless told so
  const owner = process.getuid?.() === 0 ? ['--user=root'] : []
  await promisify(execFile)(
    'mariadb-install-db',
    [
      '--no-defaults',
      ...owner,
      `--datadir=${folder}/data`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    { env },
  )
  const child = spawn(
    program,
    [
      '--no-defaults',
      ...owner,
      `--datadir=${folder}/data`,
      `--socket=${folder}/socket`,
      `--pid-file=${folder}/pid`,
      `--log-error=${folder}/log`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      '--character-set-server=utf8mb4',
      '--collation-server=utf8mb4_bin',
      '--max-connections=400',
      ...(durable ? [] : undurable),
    ],
    { env, stdio: 'ignore' },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const clear = () => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', clear)
  await listening(port, child)
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    process.off('exit', clear)
    clear()
  }
  return { url: `mysql://root@127.0.0.1:${port}`, stop }
}

function quickFolder() {
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize >= roomBytes ? memory : tmpdir()
}

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

async function listening(port, child) {
  for (
    const deadline = Date.now() + 30_000;
    Date.now() < deadline && child.exitCode === null;
    await pause(50)
  ) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1')
        .once('data', () => {
          socket.destroy()
          resolve(true)
        })
        .once('error', () => resolve(false))
    })
    if (open) return
  }
  throw new Error('MariaDB did not start within 30 s')
}
