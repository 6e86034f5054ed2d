type Due = { at: number; run: () => void }
export type ClockChange = { addMs: number } | { now: number } | { reset: true }

const longestTimer = 2 ** 31 - 1
/** Beyond these nothing that is told or counted by day and month makes sense. */
const first = Date.UTC(2000, 0)
const last = Date.UTC(2100, 0)

/**
 * The clock of the stand-in. It runs with the machine's, ahead by as much as a test or the page has
 * moved it;
 * or it stands at `stoppedAt`, and only `move` takes it on.
 */
export class Clock {
  version = 1
  readonly stopped: boolean
  private ahead = 0
  private skipped = 0
  /** The earliest first; of one moment, whoever asked first. */
  private readonly due: Due[] = []
  private readonly watchers = new Set<() => void>()
  private timer: NodeJS.Timeout | undefined
  private armedFor = Infinity

  constructor(private readonly stoppedAt?: number) {
    this.stopped = stoppedAt !== undefined
  }

  now() {
    return this.unmoved() + this.ahead
  }

  /**
   * What has to be added to the machine's time; where the clock stands, only true at this moment.
   */
  get offset() {
    return this.stopped ? this.now() - Date.now() : this.ahead
  }

  /** Never goes back: for buckets that fill with time. They do not fill while the clock stands. */
  elapsed() {
    return (this.stopped ? 0 : performance.now()) + this.skipped
  }

  /** Whether the change ends in this century. */
  reaches(change: ClockChange) {
    const at = this.unmoved() + this.aheadAfter(change)
    return at >= first && at < last
  }

  /**
   * Passes everything that is due on the way, each at its own moment. `reset` leads back to where
   * the clock was before any move.
   */
  move(change: ClockChange) {
    if (!this.reaches(change)) throw new RangeError('the clock stays between 2000 and 2099')
    const ahead = this.aheadAfter(change)
    this.passDue(ahead)
    this.setAhead(ahead)
    this.version++
    for (const watcher of [...this.watchers]) watcher()
    this.arm()
  }

  /** Runs once when the clock has reached `at`; moving the clock may be what gets it there. */
  at(at: number, run: () => void) {
    const due = { at, run }
    const before = this.due.findLastIndex((other) => other.at <= at)
    this.due.splice(before + 1, 0, due)
    if (at < this.armedFor) this.arm()
    return () => this.forget(due)
  }

  /** How many things wait for the clock. */
  get pending() {
    return this.due.length
  }

  onMove(watcher: () => void) {
    this.watchers.add(watcher)
    return () => void this.watchers.delete(watcher)
  }

  stop() {
    clearTimeout(this.timer)
    this.due.length = 0
    this.watchers.clear()
  }

  private unmoved() {
    return this.stoppedAt ?? Date.now()
  }

  private aheadAfter(change: ClockChange) {
    if ('addMs' in change) return this.ahead + change.addMs
    if ('now' in change) return change.now - this.unmoved()
    return 0
  }

  private setAhead(ahead: number) {
    this.skipped += Math.max(0, ahead - this.ahead)
    this.ahead = ahead
  }

  private forget(due: Due) {
    const index = this.due.indexOf(due)
    if (index >= 0) this.due.splice(index, 1)
  }

  /** What runs may ask for more on the way, so the next is looked at again each time. */
  private passDue(ahead: number) {
    for (let next = this.due[0]; next; next = this.due[0]) {
      const needed = next.at - this.unmoved()
      if (needed > ahead) return
      this.due.shift()
      this.setAhead(Math.max(this.ahead, needed))
      next.run()
    }
  }

  /**
   * A clock that stands reaches nothing by itself: the timer is then only for what is due already.
   */
  private arm() {
    clearTimeout(this.timer)
    const [next] = this.due
    this.armedFor = next?.at ?? Infinity
    if (!next) return
    const wait = next.at - this.now()
    if (this.stopped && wait > 0) return
    this.timer = setTimeout(() => this.ring(), clamp(wait)).unref()
  }

  private ring() {
    this.passDue(this.ahead)
    this.arm()
  }
}

const clamp = (wait: number) => Math.min(Math.max(0, wait), longestTimer)
