import type { FaultInput } from './faults'

/** How this DingTalk is set up; every field may be left out. */
export type StandinOptions = {
  port?: number
  host?: string
  /**
   * Listens here as well, over TLS, as DingTalk's own hosts; the addresses it hands out are then
   * theirs.
   */
  tlsPort?: number | undefined
  clientId?: string
  clientSecret?: string
  corpId?: string
  agentId?: number
  appName?: string
  robotCode?: string
  /**
   * The clock stands at this moment, and only a move of it takes it on; without this it runs with
   * the machine's.
   */
  stoppedAt?: number
  /** Monthly quota of the organisation. */
  quota?: { api?: number; stream?: number }
  /** What is left of the bought DING packs. */
  ding?: { sms?: number; phone?: number }
  faults?: FaultInput
  chatLength?: number
  journalLength?: number
  journalBodies?: boolean
  pingEveryMs?: number
  /** How long a press, and an event, may stay unanswered. */
  pressWaitMs?: number
  eventWaitMs?: number
  disconnectGraceMs?: number
  retryMessageId?: 'new' | 'same'
}

const usual = {
  port: 0,
  host: '127.0.0.1',
  tlsPort: undefined as number | undefined,
  clientId: 'dingstandin',
  clientSecret: 'standin-secret',
  corpId: 'dingcorp',
  agentId: 1001,
  appName: '内部应用',
  quota: { api: 200_000, stream: 50_000 },
  ding: { sms: 1_000, phone: 1_000 },
  chatLength: 100,
  journalLength: 5_000,
  journalBodies: true,
  pingEveryMs: 25_000,
  pressWaitMs: 2_000,
  eventWaitMs: 3_000,
  disconnectGraceMs: 10_000,
  retryMessageId: 'new' as 'new' | 'same',
}
export type Settings = ReturnType<typeof settingsOf>

/** The options with DingTalk's own numbers for whatever was left out. */
export function settingsOf({ faults: _faults, quota, ding, ...given }: StandinOptions) {
  return {
    ...usual,
    robotCode: given.clientId ?? usual.clientId,
    ...given,
    quota: { ...usual.quota, ...quota },
    ding: { ...usual.ding, ...ding },
  }
}
