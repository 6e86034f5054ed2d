import { setTimeout as sleep } from 'node:timers/promises'
import type { Env } from '../../config/env'
import type { Policy } from '../../config/policy'
import type { CardView } from '../core/card'
import type { Clock, Examiner } from '../core/ports'
import type { Probe } from '../io/dingtalk/probe'
import { examine, unseen, type Check } from './check'
import { checks } from './checks'
import { furnish, type Stage } from './stage'

export type StreamState = { connected: boolean; lastFrame: Date | null }
/** The running service, as far as a check looks at it; `face`: its own card, that it answers. */
export type Service = { stream: () => StreamState; face: CardView }

/** `machine`: the clock of this machine, which is looked at, whatever the service goes by. */
type Options = {
  env: Env
  policy: Policy
  stream: Service['stream']
  machine: Clock
  openProbe: () => Probe
}

/**
 * The doctor inside the service: the same checks, but for those that would take its port or its
 * pushes away. Nothing is kept between two examinations: keys are fetched anew.
 */
export function createExaminer({ stream, ...options }: Options): Examiner {
  return {
    checks: checks.length,
    async examine({ address, isSending, face }, tell) {
      const stage = stageIn(options, address)
      await examine(checksInService({ stream, face }, isSending), stage, ({ check, finding }) =>
        tell({
          name: check.name,
          title: check.title,
          state: finding.state,
          line: finding.line,
        }),
      )
      await stage.close()
    },
  }
}

function stageIn(
  { env, policy, machine, openProbe }: Omit<Options, 'stream'>,
  address: string | null,
): Stage {
  const probe = openProbe()
  return furnish({
    given: {},
    adminKey: address,
    now: () => machine.now(),
    later: (ms, signal) => sleep(ms, undefined, signal && { signal }),
    ask: () => undefined,
    type: async () => null,
    env: () => env,
    policy: () => policy,
    probe: () => probe,
    close: probe.close,
  })
}

const onlyByCommand = '要先停下服务，再用命令看：npm run doctor -- --admin 用户ID'
const onlyWhenAsked = '要发东西给您本人才看得出：按「发给我试试」'

/** Every check, in its order. What is not made is no ground for others. */
function checksInService(service: Service, isSending: boolean): Check[] {
  const isMade = ({ inService: { made } }: Check) =>
    made === 'atOnce' || (made === 'whenAsked' && isSending)
  const unmade = new Set(checks.filter((check) => !isMade(check)).map(({ name }) => name))
  return checks.map((check) => {
    const { made, after = check.after, run } = check.inService
    if (unmade.has(check.name)) {
      const why = made === 'byCommand' ? onlyByCommand : onlyWhenAsked
      return { ...check, after: [], run: () => unseen(why) }
    }
    return {
      ...check,
      after: after.filter((name) => !unmade.has(name)),
      ...(run && { run: (stage, known) => run(service, stage, known) }),
    }
  })
}
