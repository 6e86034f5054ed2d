import type { Book, Notes } from './book/book'
import type { Finding } from '../../shared/examination'
import type { CardView } from './card'

/** The application's clock; tests and the stand-in's page move it. */
export type Clock = { now(): Date }

/** How a message reaches people, by the name that its adapter gives it: a card, a text, an SMS. */
export type Channel = string
/**
 * How a channel behaves, declared beside its adapter: whoever sends by it needs to know none by
 * name.
 */
export type ChannelFacts = {
  /** The same key sent again reaches nobody twice. */
  repeatable: boolean
  /** Most people that one call takes; policy may ask for fewer. */
  perCall: number
  /**
   * What it means that somebody is missing when it is asked what became of a call; null: that is
   * not asked.
   */
  fate: { missing: 'absent' | 'unsaid' } | null
  /**
   * What stands in where it does not reach somebody: the next in the policy's order, one channel,
   * or nothing, as for an extra.
   */
  standIn: 'byPolicy' | { channel: Channel } | null
  /** What was sent can be shown again as it now stands. */
  renews?: true
  /**
   * Goes back into the conversation that a message came from, and not to a person's own address.
   */
  answers?: true
  /** Rings by the way that the policy names. */
  rings?: true
}
export type Channels = ReadonlyMap<Channel, ChannelFacts>
/** A channel that nobody carries any more, of which something may still lie in the outbox. */
const gone: ChannelFacts = { repeatable: false, perCall: 1, fate: null, standIn: 'byPolicy' }
export const factsOf = (channels: Channels, channel: Channel) => channels.get(channel) ?? gone

export type Addressee = { address: string; view: CardView }
/**
 * One call: one key, one thing said, to a few people. The same key sent twice must not reach
 * anybody twice where `repeatable`.
 */
export type Parcel = {
  channel: Channel
  key: string
  to: readonly Addressee[]
  words?: string
  ding?: 'app' | 'sms' | 'phone'
}
/** What the channel said of one addressee. `ticket` asks later whether it arrived. */
export type Told = {
  address: string
  state: 'sent' | 'failed' | 'held'
  reason?: string
  ticket?: string
}
/** What the channel knows later: `absent` means that it took the message and never delivered it. */
export type Fate = { address: string; state: 'delivered' | 'read' | 'absent' }

/**
 * Whatever carries messages: DingTalk today; SMS or 浙政钉 would be a second folder. Throws
 * `ChannelError` only.
 */
export type Messenger = {
  channels: Channels
  send(parcel: Parcel): Promise<Told[]>
  /** Shows what was sent under this key as it now stands, on a channel that `renews`. */
  update(parcel: Pick<Parcel, 'channel' | 'key' | 'to'>): Promise<void>
  fates(channel: Channel, ticket: string): Promise<Fate[]>
  /** Calls made and pushes taken since it was asked last, for the meter. */
  spent(): { api: number; stream: number }
}

/**
 * Why a call came to nothing, as far as the sender must know:
 * `throttled` too fast, nothing happened · `banned` shut out for minutes · `quota` the month is
 * used up · `denied` no permission ·
 * `invalid` will never be taken · `unavailable` nothing happened, try later · `unknown` nobody
 * knows whether it happened · `abandoned` the same, because the sender itself has ended.
 */
export class ChannelError extends Error {
  override name = 'ChannelError'
  constructor(
    readonly kind: ChannelTrouble,
    readonly reason: string,
    readonly waitMs = 0,
    /** What came instead of an answer, for whoever explains it to a person. */
    cause?: unknown,
  ) {
    super(`${kind}: ${reason}`, { cause })
  }
}
export type ChannelTrouble =
  'throttled' | 'banned' | 'quota' | 'denied' | 'invalid' | 'unavailable' | 'unknown' | 'abandoned'

export type DirectoryPerson = {
  key: string
  name: string
  mobile: string | null
  title: string
  departments: readonly string[]
  active: boolean
}
export type DirectoryDepartment = { key: string; name: string; parent: string | null }
/**
 * Where people come from. Read again whenever it matters; what it says of a change is only a hint.
 * Throws `ChannelError` only.
 */
export type Directory = {
  departments(): AsyncIterable<DirectoryDepartment>
  people(department: string): AsyncIterable<DirectoryPerson>
  person(key: string): Promise<DirectoryPerson | null>
  /** Who owns this one-time log-in code? Null: nobody, or it is spent. */
  identify(authCode: string): Promise<string | null>
}

/** Where photos are kept. `write` of the same part again changes nothing. */
export type Files = {
  write(id: string, from: number, bytes: Buffer): Promise<void>
  head(id: string, length: number): Promise<Buffer>
  read(id: string): Promise<{ size: number; stream: NodeJS.ReadableStream }>
  drop(id: string): Promise<void>
}
/**
 * Exported as `read` by a module of a slice. What it is given and what it gives is plain data; there
 * may be many `rows`.
 */
export type BookReader = (book: Book, given: never) => { rows: unknown[] }
/**
 * Tables that people send, opened aside under limits of time and memory: whatever is in them, the
 * service goes on meanwhile.
 */
export type Sheets = {
  read(bytes: Buffer): Promise<Book>
  /** What a slice makes of the file: its `BookReader` runs aside as well. `module`: where it stands. */
  readBy<R extends BookReader>(
    bytes: Buffer,
    module: string,
    given: Parameters<R>[1],
  ): Promise<ReturnType<R>>
  /** The same file with notes beside its rows, for each sheet that has some. */
  annotate(bytes: Buffer, notes: readonly Notes[]): Promise<Buffer>
  /** Ends what is kept ready for the next file. */
  close(): Promise<void>
}
/** `address`: where the messenger finds whoever asks; `isSending`: he is sent something, such as `face`. */
export type Examined = { address: string | null; isSending: boolean; face: CardView }
/**
 * Looks at all that the service stands on while it runs, one thing after another, and tells each as
 * it is known. `checks`: how many there are.
 */
export type Examiner = {
  checks: number
  examine(asked: Examined, tell: (finding: Finding) => Promise<unknown>): Promise<void>
}
export type Ports = {
  examiner: Examiner
  messenger: Messenger
  directory: Directory
  seal: Seal
  session: Session
  files: Files
  sheets: Sheets
}
/** Personal data at rest: sealed, and found again by an index that tells nothing. */
export type Seal = {
  close(plain: string): string
  open(sealed: string): string
  index(plain: string): string
}
/** Whose session it is, and how often the person's sessions had been ended when it was opened. */
export type Holder = { personId: string; ended: number }
export type Session = {
  open(personId: string, now: Date, ended?: number): { token: string; until: Date }
  read(token: string, now: Date): Holder | null
}

/**
 * What comes in from the messenger, parsed. `from` is the sender's directory key; null when the
 * messenger does not tell.
 */
export type Inbound =
  | { kind: 'press'; id: string; from: string; operation: string; input: unknown }
  | {
      kind: 'said'
      id: string
      from: string | null
      text: string | null
      group: boolean
      replyTo: string
    }
  | { kind: 'hint'; id: string; people: readonly string[] }
/**
 * What goes back at once: the card as it now stands, or one sentence for its foot. Null: nothing.
 */
export type Answer = { view: CardView } | { foot: string } | null
