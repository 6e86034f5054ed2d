import { readEnv } from '../config/env'
import { loadPolicy } from '../config/load'
import { createApp } from './app'
import { prepareDemonstration } from './demonstration'
import { createLog } from './io/log'
import { followClock, systemClock } from './io/clock'
import { lineOf } from './core/privacy'
import { channels } from './io/dingtalk/channels'

/**
 * Starts the service; stops it on a signal. Whatever is wrong with the environment or a policy file
 * is said in one line.
 */
async function main() {
  const env = readEnv(process.env)
  const policy = loadPolicy(env.configFolder, channels)
  const log = createLog(env.logLevel)
  // Node itself would print everything that the error carries.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'a bug that nobody caught')
    process.exit(1)
  })
  const following = env.standin ? followClock(env.dingtalk.apiBase) : null
  const app = await createApp(env, { clock: following ?? systemClock, policy, log })
  if (env.standin) await prepareDemonstration(env, app)
  await following?.known // not one job by the machine's time where the stand-in's is another
  await app.start()
  log.info({ port: env.port, engine: app.database.engine, standin: env.standin }, 'ready')
  process.send?.('ready')
  const stop = () => {
    void app.close().then(() => {
      following?.close()
      process.exit(0)
    })
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

main().catch((error: unknown) => {
  process.stderr.write(`${lineOf(error)}\n`)
  process.exit(1)
})
