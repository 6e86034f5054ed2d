import type { CardView } from './card'

/** The application's clock; tests and the stand-in's page move it. */
export type Clock = { now(): Date }

/** How a message reaches people. `reply` answers in the conversation that somebody wrote from. */
export type Channel = 'card' | 'text' | 'notice' | 'ding' | 'reply'
export type Addressee = { address: string; view: CardView }
/** One call: one key, one thing said, to a few people. The same key sent twice must not reach anybody twice where `repeatable`. */
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
/** `repeatable`: the same key sent again reaches nobody twice. */
export type ChannelFacts = { repeatable: boolean }

/** Whatever carries messages: DingTalk today, 浙政钉 would be a second folder. Throws `ChannelError` only. */
export type Messenger = {
  facts: Record<Channel, ChannelFacts>
  send(parcel: Parcel): Promise<Told[]>
  /** Shows a card that was sent as it now stands. */
  update(key: string, to: readonly Addressee[]): Promise<void>
  fates(channel: Channel, ticket: string): Promise<Fate[]>
  /** Calls made and pushes taken since it was asked last, for the meter. */
  spent(): { api: number; stream: number }
}

/**
 * Why a call came to nothing, as far as the sender must know:
 * `throttled` too fast, nothing happened · `banned` shut out for minutes · `quota` the month is used up · `denied` no permission ·
 * `invalid` will never be taken · `unavailable` nothing happened, try later · `unknown` nobody knows whether it happened.
 */
export class ChannelError extends Error {
  override name = 'ChannelError'
  constructor(
    readonly kind: ChannelTrouble,
    readonly reason: string,
    readonly waitMs = 0,
  ) {
    super(`${kind}: ${reason}`)
  }
}
export type ChannelTrouble =
  'throttled' | 'banned' | 'quota' | 'denied' | 'invalid' | 'unavailable' | 'unknown'

export type DirectoryPerson = {
  key: string
  name: string
  mobile: string | null
  title: string
  departments: readonly string[]
  active: boolean
}
export type DirectoryDepartment = { key: string; name: string; parent: string | null }
/** Where people come from. Read again whenever it matters; what it says of a change is only a hint. Throws `ChannelError` only. */
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
export type Ports = {
  messenger: Messenger
  directory: Directory
  seal: Seal
  session: Session
  files: Files
}
/** Personal data at rest: sealed, and found again by an index that tells nothing. */
export type Seal = {
  close(plain: string): string
  open(sealed: string): string
  index(plain: string): string
}
export type Session = {
  open(personId: string, now: Date): { token: string; until: Date }
  read(token: string, now: Date): string | null
}

/** What comes in from the messenger, parsed. `from` is the sender's directory key; null when the messenger does not tell. */
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
/** What goes back at once: the card as it now stands, or one sentence for its foot. Null: nothing. */
export type Answer = { view: CardView } | { foot: string } | null
