type Due = { at: number; run: () => void }

/** The clock of the stand-in: real time plus an offset that a test or the page moves. */
export class Clock {
  version = 1
  offset = 0
  private readonly due = new Set<Due>()
  private readonly watchers = new Set<() => void>()
  private timer: NodeJS.Timeout | undefined
  private armedFor = Infinity
  private skipped = 0

  now() {
    return Date.now() + this.offset
  }

  /** Never goes back: for buckets that fill with time. */
  elapsed() {
    return performance.now() + this.skipped
  }

  move(change: { addMs: number } | { now: number } | { reset: true }) {
    const offset =
      'addMs' in change ? this.offset + change.addMs : 'now' in change ? change.now - Date.now() : 0
    this.skipped += Math.max(0, offset - this.offset)
    this.offset = offset
    this.version++
    for (const watcher of [...this.watchers]) watcher()
    this.fire()
  }

  /** Runs once when the clock has reached `at`; moving the clock may be what gets it there. */
  at(at: number, run: () => void) {
    const due = { at, run }
    this.due.add(due)
    if (at < this.armedFor) this.arm()
    return () => void this.due.delete(due)
  }

  /** How many things wait for the clock. */
  get pending() {
    return this.due.size
  }

  onMove(watcher: () => void) {
    this.watchers.add(watcher)
    return () => void this.watchers.delete(watcher)
  }

  stop() {
    clearTimeout(this.timer)
    this.due.clear()
    this.watchers.clear()
  }

  private fire() {
    const ready = [...this.due]
      .filter((due) => due.at <= this.now())
      .sort((one, other) => one.at - other.at)
    for (const due of ready) {
      this.due.delete(due)
      due.run()
    }
    this.arm()
  }

  private arm() {
    clearTimeout(this.timer)
    this.armedFor = Infinity
    for (const due of this.due) this.armedFor = Math.min(this.armedFor, due.at)
    if (this.due.size) {
      this.timer = setTimeout(
        () => this.fire(),
        Math.min(Math.max(0, this.armedFor - this.now()), 2 ** 31 - 1),
      ).unref()
    }
  }
}

const shanghai = 8 * 3_600_000

/** Calendar day and month in China: daily limits and monthly quotas turn at midnight there. */
export const dayOf = (at: number) => new Date(at + shanghai).toISOString().slice(0, 10)
export const monthOf = (at: number) => new Date(at + shanghai).toISOString().slice(0, 7)
