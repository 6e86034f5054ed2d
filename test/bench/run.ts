/**
 * `npm run bench`: what the service does, beside the least that could do it, measured in the same
 * run. Not asserts: the exit code is 0 unless something breaks.
 */
import { parseArgs } from 'node:util'
import { burdenLines } from '../../config/burden'
import { loadPolicy } from '../../config/load'
import { findMariaDB, mariadbPackages, startMariaDB } from '../support/mariadb.mjs'
import { board } from './board'
import { confirmations } from './confirmations'
import { fanout } from './fanout'
import { print, write, type Engine, type Figure } from './figure'
import { imports } from './imports'
import { logIns } from './logIns'
import { issue, summary } from './months'
import { pages } from './pages'
import { profileInto } from './programs'
import { startup } from './startup'
import { submissions } from './submissions'

type Bench = {
  name: string
  run: (rounds: number, engines: readonly Engine[]) => Promise<Figure[]>
}
const onEach = (
  name: string,
  run: (engine: Engine, rounds: number) => Promise<Figure[]>,
): Bench => ({
  name,
  run: async (rounds, engines) => {
    const figures: Figure[] = []
    for (const engine of engines) figures.push(...(await run(engine, rounds)))
    return figures
  },
})
const benches: readonly Bench[] = [
  onEach('confirmations', confirmations),
  onEach('fanout', fanout),
  { name: 'startup', run: startup },
  onEach('board', board),
  onEach('submissions', submissions),
  onEach('issue', issue),
  onEach('summary', summary),
  onEach('imports', imports),
  onEach('logIns', logIns),
  { name: 'pages', run: pages },
]

async function main() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      json: { type: 'string' },
      database: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  profileInto(values.profile ?? null)
  const server =
    process.env['MARIADB_URL'] || values.database === 'sqlite' || !findMariaDB()
      ? null
      : await startMariaDB()
  if (server) process.env['MARIADB_URL'] = server.url
  const engines = (
    ['sqlite', ...(process.env['MARIADB_URL'] ? ['mariadb' as const] : [])] as const
  ).filter((it) => !values.database || it === values.database)
  const figures: Figure[] = []
  for (const { name, run } of benches.filter((it) => !values.only || it.name === values.only)) {
    process.stderr.write(`${name} …\n`)
    figures.push(...(await run(Number(values.rounds), engines)))
  }
  await server?.stop()
  print(figures)
  process.stdout.write(
    `\nWhat the lists ask of an office and of a village\n${burdenLines(loadPolicy().checklists).join('\n')}\n`,
  )
  if (!process.env['MARIADB_URL'] && values.database !== 'sqlite') {
    process.stdout.write(
      `MariaDB is not here: install it (Debian: apt-get install -y ${mariadbPackages.join(' ')}) or set MARIADB_URL.\n`,
    )
  }
  if (values.json) write(values.json, figures)
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`)
    process.exit(1)
  },
)
