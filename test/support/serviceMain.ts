import { createApp } from '../../bot/app'
import { followClock } from '../../bot/io/clock'
import { createLog } from '../../bot/io/log'
import { testPolicy } from './policy'
import type { Orders } from './service'

/**
 * The service in a process of its own. It loads, says so, and starts when it is told with what; the
 * stand-in's clock is its clock.
 */
async function begin({ env, delivery }: Orders) {
  const policy = testPolicy
  const clock = followClock(env.dingtalk.apiBase)
  const log = createLog(env.logLevel, {
    write: (line: string) => void process.send?.({ line }),
  })
  const app = await createApp(env, {
    clock,
    policy: { ...policy, delivery: { ...policy.delivery, ...delivery } },
    log,
  })
  await clock.known
  await app.start()
  const address = app.http.address()
  process.once('SIGTERM', () => void app.close().then(() => process.exit(0)))
  process.send?.({ port: typeof address === 'object' && address?.port })
}

process.once('disconnect', () => process.exit(1))
process.once(
  'message',
  (orders: Orders) =>
    void begin(orders).catch((error: unknown) => process.send?.({ failed: String(error) })),
)
process.send?.({ loaded: true })
