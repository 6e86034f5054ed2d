import type { FaultInput } from './faults'

/** How this DingTalk is set up; every field may be left out. */
export type StandinOptions = {
  port?: number
  host?: string
  clientId?: string
  clientSecret?: string
  corpId?: string
  agentId?: number
  robotCode?: string
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

export type Settings = ReturnType<typeof settingsOf>

/** The options with DingTalk's own numbers for whatever was left out. */
export function settingsOf(options: StandinOptions) {
  const clientId = options.clientId ?? 'dingstandin'
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    clientId,
    clientSecret: options.clientSecret ?? 'standin-secret',
    corpId: options.corpId ?? 'dingcorp',
    agentId: options.agentId ?? 1001,
    robotCode: options.robotCode ?? clientId,
    quota: { api: options.quota?.api ?? 200_000, stream: options.quota?.stream ?? 50_000 },
    ding: { sms: options.ding?.sms ?? 1_000, phone: options.ding?.phone ?? 1_000 },
    chatLength: options.chatLength ?? 100,
    journalLength: options.journalLength ?? 5_000,
    journalBodies: options.journalBodies ?? true,
    pingEveryMs: options.pingEveryMs ?? 25_000,
    pressWaitMs: options.pressWaitMs ?? 2_000,
    eventWaitMs: options.eventWaitMs ?? 3_000,
    disconnectGraceMs: options.disconnectGraceMs ?? 10_000,
    retryMessageId: options.retryMessageId ?? ('new' as const),
  }
}
