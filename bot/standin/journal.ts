export type CallLine = {
  seq: number
  at: number
  kind: 'call'
  text: string
  method: string
  path: string
  status: number
  code?: string
  userIds?: string[]
  body?: unknown
}
export type StoryLine = {
  seq: number
  at: number
  kind: string
  text: string
  [detail: string]: unknown
}
type Happening =
  | { type: 'chat'; userId: string }
  | { type: 'clock' }
  | { type: 'faults' }
  | { type: 'journal'; entry: StoryLine }

/** The newest `length` items; older ones are forgotten. */
export class Ring<T> {
  private readonly items: T[] = []
  private next = 0
  constructor(private readonly length: number) {}

  push(item: T) {
    this.items[this.next] = item
    this.next = (this.next + 1) % this.length
  }

  /** Oldest first. */
  list(): T[] {
    return this.items.length < this.length
      ? [...this.items]
      : [...this.items.slice(this.next), ...this.items.slice(0, this.next)]
  }

  clear() {
    this.items.length = 0
    this.next = 0
  }
}

/** Two records: every call with its outcome, and what happened in words; and those who watch. */
export class Journal {
  readonly calls: Ring<CallLine>
  readonly story = new Ring<StoryLine>(500)
  private readonly listeners = new Set<(happening: Happening) => void>()
  private readonly stale = new Set<string>()
  private flushing: NodeJS.Timeout | undefined
  private seq = 0
  /** Grows with everything that a page may show. */
  version = 0

  constructor(
    length: number,
    private readonly now: () => number,
  ) {
    this.calls = new Ring(length)
  }

  call(line: Omit<CallLine, 'seq' | 'at' | 'kind' | 'text'>) {
    this.calls.push({
      seq: ++this.seq,
      at: this.now(),
      kind: 'call',
      text: `${line.method} ${line.path} ${line.status}`,
      ...line,
    })
  }

  tell(kind: string, text: string, detail: Record<string, unknown> = {}) {
    const entry = { ...detail, seq: ++this.seq, at: this.now(), kind, text }
    this.story.push(entry)
    this.emit({ type: 'journal', entry })
  }

  /** A chat changed; watchers hear of it once however often it changes within a blink. */
  touch(userId: string) {
    this.version++
    if (!this.listeners.size) return
    this.stale.add(userId)
    this.flushing ??= setTimeout(() => this.flush(), 30).unref()
  }

  emit(happening: Happening) {
    if (happening.type !== 'chat') this.version++ // a chat was counted when it was touched
    for (const listener of this.listeners) listener(happening)
  }

  listen(listener: (happening: Happening) => void) {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  get watched() {
    return this.listeners.size > 0
  }

  clear() {
    this.calls.clear()
    this.story.clear()
  }

  private flush() {
    this.flushing = undefined
    for (const userId of this.stale) this.emit({ type: 'chat', userId })
    this.stale.clear()
  }
}
