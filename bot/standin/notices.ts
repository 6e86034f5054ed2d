import { createHash } from 'node:crypto'
import { dayOf } from '../../shared/time'
import type { Directory } from './directory'
import type { Entry, Phones } from './phones'

/** Codes of a notice that was accepted and then not delivered. */
export const tooManyToday = 143_105
export const sameToday = 143_106
const perDay = 500
const perMinute = 5_000
const toAllPerDay = 3

export type Notice = {
  taskId: number
  at: number
  sent: string[]
  invalid: string[]
  forbidden: Map<number, string[]>
  invalidDepartments: number[]
  recalled: boolean
  read: Set<string>
}

/** Work notices and the limits above which DingTalk says yes and delivers nothing. */
export class Notices {
  private readonly tasks = new Map<number, Notice>()
  private day = ''
  private readonly today = {
    counts: new Map<string, number>(),
    contents: new Set<string>(),
    toAll: 0,
  }
  private minute = { at: 0, recipients: 0 }
  private next = 256_271_667_526

  constructor(
    private readonly directory: Directory,
    private readonly phones: Phones,
    private readonly now: () => number,
    private readonly quiet: () => boolean,
  ) {}

  send(
    audience: { userIds: string[]; deptIds: number[]; toAll: boolean },
    content: string,
    entry: Omit<Entry, 'id' | 'at' | 'key' | 'kind'>,
    unlimited: boolean,
  ) {
    this.turn()
    const { users, invalid, invalidDepartments } = this.resolve(audience)
    const notice: Notice = {
      taskId: this.next++,
      at: this.now(),
      sent: [],
      invalid,
      forbidden: new Map(),
      invalidDepartments,
      recalled: false,
      read: new Set(),
    }
    this.tasks.set(notice.taskId, notice)
    if (this.tasks.size > 50_000) this.tasks.delete(this.tasks.keys().next().value!)
    const digest = createHash('sha1').update(content).digest('base64')
    const overall = unlimited ? undefined : this.overall(users.length, audience.toAll)
    for (const userId of users) {
      const code = overall ?? (unlimited ? undefined : this.limit(userId, digest))
      if (code) notice.forbidden.set(code, [...(notice.forbidden.get(code) ?? []), userId])
      else if (!this.quiet()) notice.sent.push(userId)
    }
    for (const userId of notice.sent) {
      this.phones.show(userId, {
        ...entry,
        kind: 'notice',
        at: notice.at,
        key: `notice-${notice.taskId}`,
      })
    }
    return notice
  }

  get(taskId: number) {
    return this.tasks.get(taskId)
  }

  recall(notice: Notice) {
    notice.recalled = true
    for (const userId of notice.sent) this.phones.recall(userId, `notice-${notice.taskId}`)
  }

  read(userId: string) {
    for (const { key } of this.phones.chatOf(userId)) {
      if (key?.startsWith('notice-')) this.tasks.get(Number(key.slice(7)))?.read.add(userId)
    }
  }

  clear() {
    this.tasks.clear()
    this.day = ''
    this.minute = { at: 0, recipients: 0 }
  }

  private resolve({
    userIds,
    deptIds,
    toAll,
  }: {
    userIds: string[]
    deptIds: number[]
    toAll: boolean
  }) {
    const named = new Set(userIds)
    for (const deptId of deptIds) {
      for (const userId of this.directory.everybodyIn(deptId)) named.add(userId)
    }
    if (toAll) for (const userId of this.directory.users.keys()) named.add(userId)
    const users = [...named].filter((userId) => this.directory.users.has(userId))
    return {
      users,
      invalid: [...named].filter((userId) => !this.directory.users.has(userId)),
      invalidDepartments: deptIds.filter((deptId) => !this.directory.departments.has(deptId)),
    }
  }

  /**
   * Limits of the call as a whole: recipients per call and minute, and to-everybody calls per day.
   */
  private overall(recipients: number, toAll: boolean) {
    if (toAll && ++this.today.toAll > toAllPerDay) return tooManyToday
    const now = this.now()
    if (now - this.minute.at >= 60_000 || now < this.minute.at) {
      this.minute = { at: now, recipients: 0 }
    }
    if (this.minute.recipients + recipients > perMinute) return tooManyToday
    this.minute.recipients += recipients
    return undefined
  }

  private limit(userId: string, digest: string) {
    const content = `${userId} ${digest}`
    if (this.today.contents.has(content)) return sameToday
    const count = this.today.counts.get(userId) ?? 0
    if (count >= perDay) return tooManyToday
    this.today.counts.set(userId, count + 1)
    this.today.contents.add(content)
    return undefined
  }

  private turn() {
    const day = dayOf(new Date(this.now()))
    if (day === this.day) return
    this.day = day
    this.today.counts.clear()
    this.today.contents.clear()
    this.today.toAll = 0
  }
}
