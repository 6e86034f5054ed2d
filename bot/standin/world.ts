import { Callbacks } from './callbacks'
import { Cards } from './cards'
import { Clock } from './clock'
import { Directory } from './directory'
import { Faults, type FaultInput } from './faults'
import { Files } from './files'
import { Journal } from './journal'
import { Messages } from './messages'
import { Meter } from './meter'
import { Notices } from './notices'
import { settingsOf, type Settings, type StandinOptions } from './options'
import { Phones } from './phones'
import { Roles } from './roles'
import { Stream } from './stream'
import { Todos } from './todos'
import { Tokens } from './tokens'
import { Webhooks } from './webhooks'

export type Seat = {
  userId: string
  post: string
  name: string
  words: string[]
  big?: boolean | undefined
}

/** The state of this DingTalk: one organisation, one app. */
export type World = {
  settings: Settings
  started: number
  /** The address that it hands out; known once it listens. */
  url: string
  clock: Clock
  directory: Directory
  roles: Roles
  callbacks: Callbacks
  webhooks: Webhooks
  faults: Faults
  journal: Journal
  meter: Meter
  tokens: Tokens
  phones: Phones
  cards: Cards
  messages: Messages
  notices: Notices
  files: Files
  todos: Todos
  stream: Stream
  dings: Map<string, string>
  failedEvents: object[]
  seats: Seat[]
  /** Where the mini-program of the app is served; empty while nobody said so. */
  app: string
}

export function createWorld(options: StandinOptions): World {
  const settings = settingsOf(options)
  const clock = new Clock(options.stoppedAt)
  const now = () => clock.now()
  const faults = new Faults()
  const directory = new Directory()
  const journal = new Journal(settings.journalLength, now)
  const touched = (userId: string) => journal.touch(userId)
  const cards = new Cards(directory, faults, touched)
  const phones = new Phones(
    faults.offline,
    settings.chatLength,
    (outTrackId, userId) => cards.draw(outTrackId, userId),
    touched,
  )
  const world: World = {
    settings,
    started: Date.now(),
    url: '',
    clock,
    directory,
    roles: new Roles(),
    callbacks: new Callbacks(now, () => settings.clientSecret),
    webhooks: new Webhooks(now),
    faults,
    journal,
    cards,
    phones,
    meter: new Meter(clock, settings.quota, settings.ding),
    tokens: new Tokens(clock, settings),
    messages: new Messages(phones, now, () => faults.on.quiet),
    notices: new Notices(directory, phones, now, () => faults.on.quiet),
    files: new Files(),
    todos: new Todos(now),
    stream: new Stream(settings, now, (kind, text) => journal.tell(kind, text)),
    dings: new Map(),
    failedEvents: [],
    seats: [],
    app: '',
  }
  clock.onMove(() => journal.emit({ type: 'clock' }))
  setFaults(world, options.faults ?? {})
  return world
}

/** Turns switches; phones that lose or regain their network notice it. */
export function setFaults(world: World, input: FaultInput) {
  const { changed, expire } = world.faults.set(input)
  if (expire) world.tokens.expire()
  for (const userId of changed) world.phones.switched(userId)
  world.journal.emit({ type: 'faults' })
}

/** What nobody waits for. A mistake in it is told and ends nothing. */
export function inBackground(world: World, work: Promise<unknown>) {
  work.catch((error: unknown) => tellBug(world, error))
}

/** A mistake of the stand-in itself stands in the story. */
export const tellBug = ({ journal }: World, error: unknown, where: Record<string, unknown> = {}) =>
  journal.tell('bug', `替身自己出错了：${String(error)}`, where)
