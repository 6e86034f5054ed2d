import { addToGroup } from './groups'

type Limits = { abreast: number; waiting: number; waitingPerAddress: number }
type Turn = { go: () => void; caller: Caller }
/** In which line somebody waits. Who is known takes no room from those who are not, nor they from him. */
export type Caller = { line: string; isKnown: boolean }
/** What is full: the line of this caller, or the room of all who are like him. */
export type Full = 'address' | 'all'

/**
 * Lets so many through at once, and of those that wait one line after the other: whoever comes in
 * crowds waits behind his own crowd.
 */
export function createFairQueue({ abreast, waiting, waitingPerAddress }: Limits) {
  const lines = new Map<string, Turn[]>()
  const inAll = { known: 0, others: 0 }
  let free = abreast
  const kindOf = ({ isKnown }: Caller) => (isKnown ? 'known' : 'others')

  function fullFor(caller: Caller): Full | null {
    if (free) return null
    if ((lines.get(caller.line)?.length ?? 0) >= waitingPerAddress) return 'address'
    return inAll[kindOf(caller)] >= waiting ? 'all' : null
  }
  async function takeTurn(caller: Caller) {
    if (free) {
      free--
      return
    }
    await new Promise<void>((go) => {
      addToGroup(lines, caller.line, { go, caller })
      inAll[kindOf(caller)]++
    })
  }
  function passOn() {
    const [first] = lines
    if (!first) {
      free++
      return
    }
    const [name, line] = first
    const { go, caller } = line.shift()!
    lines.delete(name)
    if (line.length) lines.set(name, line) // at the end of the round
    inAll[kindOf(caller)]--
    go()
  }
  /** Who finds it full is not kept: `fullFor` says so. */
  async function run<R>(caller: Caller, work: () => Promise<R>): Promise<R> {
    await takeTurn(caller)
    try {
      return await work()
    } finally {
      passOn()
    }
  }
  return { fullFor, run }
}
