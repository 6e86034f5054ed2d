/** What became of one thing. */
export type Outcome = { reply: unknown } | { error: unknown }
type Waiting<T> = { thing: T; done: (outcome: Outcome) => void }
type Options<T> = {
  /** So many leave together at most, and so many groups are on their way at once. */
  perGroup: number
  lanes: number
  /** Calls `go` when the next group is to leave; `full`: to wait for more is of no use. */
  leave: (go: () => void, full: boolean) => void
  /**
   * One outcome for each, in their order. Where it fails nothing of it stands, and each is tried
   * alone.
   */
  together: (things: T[]) => Promise<Outcome[]>
  alone: (thing: T) => Promise<unknown>
}

/**
 * Gathers what comes in at about the same time into groups; everybody gets an answer of his own.
 */
export function createGrouping<T>({ perGroup, lanes, leave, together, alone }: Options<T>) {
  const waiting: Waiting<T>[] = []
  const resting: (() => void)[] = []
  let running = 0
  let planned = false
  const isIdle = () => !running && !waiting.length

  function plan() {
    if (planned || running >= lanes || !waiting.length) return
    planned = true
    leave(() => void go(), waiting.length >= perGroup)
  }

  async function go() {
    planned = false
    running++
    const group = waiting.splice(0, perGroup)
    plan()
    await answer(group)
    running--
    plan()
    if (isIdle()) resting.splice(0).forEach((rest) => rest())
  }

  async function answer(group: readonly Waiting<T>[]) {
    const outcomes = group.length > 1 ? await outcomesOf(group) : null
    for (const [index, { thing, done }] of group.entries()) {
      done(outcomes ? outcomes[index]! : await outcomeOf(alone(thing)))
    }
  }

  const outcomesOf = (group: readonly Waiting<T>[]) =>
    together(group.map(({ thing }) => thing)).catch(() => null)

  async function add(thing: T): Promise<unknown> {
    const outcome = await new Promise<Outcome>((done) => {
      waiting.push({ thing, done })
      plan()
    })
    if ('error' in outcome) throw outcome.error
    return outcome.reply
  }

  /** Resolves when nothing that was let in is still on its way. */
  async function idle(): Promise<void> {
    if (!isIdle()) await new Promise<void>((rest) => resting.push(rest))
  }
  return { add, idle }
}

const outcomeOf = (answer: Promise<unknown>): Promise<Outcome> =>
  answer.then(
    (reply) => ({ reply }),
    (error: unknown) => ({ error }),
  )
