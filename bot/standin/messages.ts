import { randomUUID } from 'node:crypto'
import type { Entry, Phones } from './phones'

export type Sent = {
  key: string
  kind: 'oto' | 'group' | 'card' | 'ding'
  at: number
  conversationId?: string
  openTo: Map<string, 'READ' | 'UNREAD'>
  recalled: boolean
}
export type Group = { title: string; userIds: string[]; owner?: string | undefined }
const keep = 200_000

/** The conversation of a person with the robot. */
export const conversationWith = (userId: string) => `cid${Buffer.from(userId).toString('base64')}==`

/** Messages by the key their sender knows them by: for recall and read status. */
export class Messages {
  readonly groups = new Map<string, Group>()
  private readonly sent = new Map<string, Sent>()
  /** Who said what the robot heard, by its msgId. */
  private readonly speakers = new Map<string, string>()

  constructor(
    private readonly phones: Phones,
    private readonly now: () => number,
    private readonly quiet: () => boolean,
  ) {}

  /** Sends to everybody named; in silence DingTalk keeps the key and delivers to nobody. */
  send(kind: Sent['kind'], userIds: readonly string[], entry: Omit<Entry, 'id' | 'at' | 'key'>) {
    const reached = this.quiet() ? [] : userIds
    const sent: Sent = {
      key: randomUUID().replaceAll('-', ''),
      kind,
      at: this.now(),
      openTo: new Map(reached.map((userId) => [userId, 'UNREAD'])),
      recalled: false,
      ...(entry.conversationId && { conversationId: entry.conversationId }),
    }
    this.sent.set(sent.key, sent)
    forgetOldest(this.sent)
    for (const userId of reached) this.phones.show(userId, { ...entry, at: sent.at, key: sent.key })
    return sent
  }

  heard(msgId: string, userId: string) {
    this.speakers.set(msgId, userId)
    forgetOldest(this.speakers)
  }

  speakerOf(msgId: string) {
    return this.speakers.get(msgId)
  }

  get(key: string) {
    return this.sent.get(key)
  }

  recall(sent: Sent) {
    sent.recalled = true
    for (const userId of sent.openTo.keys()) this.phones.recall(userId, sent.key)
  }

  /**
   * The person opened his chat: whatever is in it counts as read. Returns the keys read just now.
   */
  read(userId: string) {
    const fresh: Sent[] = []
    for (const { key } of this.phones.chatOf(userId)) {
      const sent = key ? this.sent.get(key) : undefined
      if (sent?.openTo.get(userId) !== 'UNREAD') continue
      sent.openTo.set(userId, 'READ')
      fresh.push(sent)
    }
    return fresh
  }

  clear() {
    this.sent.clear()
    this.speakers.clear()
    this.groups.clear()
  }
}

function forgetOldest(map: Map<string, unknown>) {
  if (map.size > keep) map.delete(map.keys().next().value!)
}
