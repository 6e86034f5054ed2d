import { createInterface } from 'node:readline/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { examine } from './check'
import { checks } from './checks'
import { writeMeasured } from './measured'
import { isHealthy, lineOf, summaryOf } from './report'
import { openStage } from './stage'

/** `npm run doctor -- --admin USERID [--write]`: ends with 1 where something is wrong. */
async function main() {
  const { values } = parseArgs({
    options: { admin: { type: 'string' }, write: { type: 'boolean', default: false } },
  })
  const stage = openStage({
    given: process.env,
    adminKey: values.admin ?? null,
    now: () => new Date(),
    later: (ms, signal) => sleep(ms, undefined, signal && { signal }),
    ask: (what) => say(`→ ${what}`),
    type,
  })
  const { examined, known } = await examine(checks, stage, (one) => say(lineOf(one)))
  await known.door?.close()
  await stage.close()

  say(summaryOf(examined))
  if (values.write) say(writeMeasured(stage.env().configFolder, known.measured))
  else if (known.measured) say('量到的数还没有写进 delivery.yaml：加 --write 再体检一次就写')
  process.exitCode = isHealthy(examined) ? 0 : 1
}

const say = (line: string) => process.stdout.write(`${line}\n`)

async function type(question: string): Promise<string | null> {
  if (!process.stdin.isTTY) return null
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return await terminal.question(`→ ${question}`)
  } finally {
    terminal.close()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
