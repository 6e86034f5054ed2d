import { join } from 'node:path'
import { readEnv, type Env } from '../../config/env'
import { loadPolicy } from '../../config/load'
import type { Policy } from '../../config/policy'
import { root } from '../../config/root'
import { uuid } from '../core/ids'
import { channels } from '../io/dingtalk/channels'
import {
  createProbe,
  type DingTalkSettings,
  type Heard,
  type Person,
  type Probe,
} from '../io/dingtalk/probe'
import type { Door, Visit } from './door'
import { createEar, type Later } from './ear'

/** What earlier checks found out. */
export type Known = {
  /** How far this machine's clock is ahead of DingTalk's, in milliseconds. */
  aheadMs?: number
  door?: Door
  person?: Person
  /** What asks later whether the text arrived. */
  ticket?: string
  /** Where the administrator's own message can be answered. */
  replyTo?: string
  /** The card whose button is to be pressed. */
  cardKey?: string
  /** Which value of a variable the button sent: the shared one, or the person's own. */
  winner?: string
  measured?: Measured
}
/** What no document says, for `delivery.yaml`. */
export type Measured = {
  cardPeople?: number
  pressCosts?: number
  quota?: { api: number; stream: number }
}

type Variables = Readonly<Record<string, string | undefined>>
export type StageOptions = {
  /** The environment, as `process.env` has it. */
  given: Variables
  /** The DingTalk user id of who sits before this. */
  adminKey: string | null
  now: () => Date
  later: Later
  /** Tells the administrator what to do now. */
  ask: (what: string) => void
  /** Asks at the terminal; null where nobody answers. */
  type: (question: string) => Promise<string | null>
  /** Where the pages of the phone were built to. */
  pagesFolder?: string
  dataRoot?: string
  timing?: DingTalkSettings['timing']
}

/** How long somebody may take to do what he is asked. */
export const patienceMs = 180_000

/** What is looked at, and who sits before it. */
type Furnished = Omit<StageOptions, 'dataRoot' | 'timing'> & {
  env: () => Env
  policy: () => Policy
  probe: () => Probe
  close: () => Promise<void>
}
export type Stage = ReturnType<typeof furnish>

export function furnish({ pagesFolder, ...stage }: Furnished) {
  return {
    ...stage,
    /** Distinguishes this examination's cards and texts from those of the last. */
    key: `doctor-${uuid()}`,
    pagesFolder: pagesFolder ?? join(root, 'miniapp/dist/h5'),
    heard: createEar<Heard>(stage.later),
    visits: createEar<Visit>(stage.later),
  }
}

/**
 * Everything is read when the first check wants it: a wrong variable is a finding of its own check,
 * not the end of all.
 */
export function openStage({ dataRoot, timing, ...options }: StageOptions): Stage {
  const env = once(() => readEnv(options.given, dataRoot))
  const policy = once(() => loadPolicy(env().configFolder, channels))
  let opened: Probe | undefined
  const openProbe = () =>
    createProbe({
      ...env().dingtalk,
      publicUrl: env().publicUrl,
      perSecond: policy().delivery.perSecond,
      now: options.now,
      ...(timing && { timing }),
    })
  return furnish({
    ...options,
    env,
    policy,
    probe: () => (opened ??= openProbe()),
    close: async () => opened?.close(),
  })
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
