import type { Answer, Inbound } from '../../core/ports'
import { createMessenger } from './messenger'
import type { Meter } from './meter'
import { createParts } from './parts'
import { accessCalls, cardCalls, contactCalls, furtherCalls } from './probeCalls'
import { createReception } from './reception'
import { settingsOf, type DingTalkSettings } from './settings'
import { createStream } from './stream'

export type { Person } from './probeCalls'
export type { DingTalkSettings } from './settings'
export { mishapOf, type Mishap } from './trouble'

/** What comes in by Stream, and why what was none of the service's was let pass. */
export type Heard = { inbound: Inbound } | { ignored: string }
export type Probe = ReturnType<typeof createProbe>

/**
 * DingTalk for the doctor: what the service calls, by the same code, and the calls that only an
 * examination makes. Whatever fails carries its mishap as it came. `meter`: where its calls are
 * counted beside others.
 */
export function createProbe(given: Omit<DingTalkSettings, 'log'>, meter?: Meter) {
  const ears = createEars()
  const settings = settingsOf({ ...given, log: ears.log })
  const parts = createParts(settings, meter)
  const stream = createStream(settings)

  /** Connects, and hands over all that is heard; throws why there is no connection. */
  async function listen(hear: (heard: Heard) => void, answer: (inbound: Inbound) => Answer) {
    ears.onIgnored = (ignored) => hear({ ignored })
    const receive = async (inbound: Inbound) => {
      hear({ inbound })
      return answer(inbound)
    }
    await stream.listen(createReception({ ...parts, receive }))
    if (!stream.state().connected) throw ears.whyDeaf
  }

  return {
    settings,
    messenger: createMessenger(parts),
    ...accessCalls(parts),
    ...contactCalls(parts),
    ...cardCalls(parts),
    ...furtherCalls(parts),
    listen,
    close: stream.close,
  }
}

/** The connection tells of its troubles in its log alone. */
function createEars() {
  const ears = {
    whyDeaf: new Error('no connection') as unknown,
    onIgnored: (_why: string): void => undefined,
    log: {
      info: () => undefined,
      error: () => undefined,
      warn(details: { err?: unknown; why?: unknown }, message: string) {
        if (details.err) ears.whyDeaf = details.err
        if (message === 'a push was not for us') ears.onIgnored(String(details.why))
      },
    },
  }
  return ears
}
