import { randomUUID } from 'node:crypto'

export type Entry = {
  id: string
  at: number
  kind:
    | 'card'
    | 'text'
    | 'markdown'
    | 'actionCard'
    | 'link'
    | 'image'
    | 'file'
    | 'ding'
    | 'notice'
    | 'said'
  title?: string
  text?: string
  url?: string
  buttons?: { title: string; url: string }[]
  ding?: { type: number }
  recalled?: true
  conversationId?: string
  /** What the sender knows this message by: processQueryKey, openDingId, task id. */
  key?: string
  outTrackId?: string
  /** What the robot stuck under the words of a person. */
  emotion?: string
  pressing?: true
  toast?: string
}
type Phone = { chat: Entry[]; waiting: (() => void)[]; frozen: Map<string, Record<string, string>> }
type Draw = (outTrackId: string, userId: string) => Record<string, string> | undefined

/** What each person's phone shows, and what waits until it has a network again. */
export class Phones {
  private readonly phones = new Map<string, Phone>()

  constructor(
    private readonly offline: ReadonlySet<string>,
    private readonly length: number,
    private readonly draw: Draw,
    private readonly changed: (userId: string) => void,
  ) {}

  /** Puts a message on the phone, now or when it is back. */
  show(userId: string, entry: Omit<Entry, 'id'>) {
    this.whenOnline(userId, () => {
      const { chat } = this.of(userId)
      chat.push({ id: randomUUID(), ...entry })
      if (chat.length > this.length) chat.splice(0, chat.length - this.length)
      this.changed(userId)
    })
  }

  /** What the person himself does appears at once, network or not. */
  showOwn(userId: string, entry: Omit<Entry, 'id'>) {
    const { chat } = this.of(userId)
    chat.push({ id: randomUUID(), ...entry })
    this.changed(userId)
  }

  whenOnline(userId: string, run: () => void) {
    if (this.offline.has(userId)) this.of(userId).waiting.push(run)
    else run()
  }

  recall(userId: string, key: string) {
    this.whenOnline(userId, () => {
      for (const entry of this.of(userId).chat) if (entry.key === key) entry.recalled = true
      this.changed(userId)
    })
  }

  setEmotion(userId: string, key: string, emotion: string | undefined) {
    this.whenOnline(userId, () => {
      for (const entry of this.of(userId).chat) {
        if (entry.key !== key) continue
        if (emotion) entry.emotion = emotion
        else delete entry.emotion
      }
      this.changed(userId)
    })
  }

  /** The newest showing of a card in this chat. */
  cardEntry(userId: string, outTrackId: string) {
    return this.phones.get(userId)?.chat.findLast((entry) => entry.outTrackId === outTrackId)
  }

  chatOf(userId: string): readonly Entry[] {
    return this.phones.get(userId)?.chat ?? []
  }

  /** A phone without network keeps showing the card as it last saw it. */
  varsOf(userId: string, outTrackId: string) {
    return this.phones.get(userId)?.frozen.get(outTrackId) ?? this.draw(outTrackId, userId)
  }

  /** The network of this phone went or came. */
  switched(userId: string) {
    const phone = this.of(userId)
    if (this.offline.has(userId)) {
      for (const { outTrackId } of phone.chat) {
        const vars = outTrackId && this.draw(outTrackId, userId)
        if (outTrackId && vars) phone.frozen.set(outTrackId, vars)
      }
    } else {
      phone.frozen.clear()
      for (const run of phone.waiting.splice(0)) run()
    }
    this.changed(userId)
  }

  touch(userId: string) {
    this.changed(userId)
  }

  clear() {
    const users = [...this.phones.keys()]
    this.phones.clear()
    for (const userId of users) this.changed(userId)
  }

  private of(userId: string) {
    const phone: Phone = this.phones.get(userId) ?? { chat: [], waiting: [], frozen: new Map() }
    this.phones.set(userId, phone)
    return phone
  }
}
