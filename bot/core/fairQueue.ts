import { addToGroup } from './groups'

type Limits = { abreast: number; waiting: number; waitingPerAddress: number }
type Turn = () => void
/** What is full: the queue of this address, or of all. */
export type Full = 'address' | 'all'

/**
 * Lets so many through at once, and of those that wait one address after the other: whoever comes
 * in crowds waits behind his own crowd.
 */
export function createFairQueue({ abreast, waiting, waitingPerAddress }: Limits) {
  const lines = new Map<string, Turn[]>()
  let free = abreast
  let inAll = 0

  function fullFor(address: string): Full | null {
    if (free) return null
    if ((lines.get(address)?.length ?? 0) >= waitingPerAddress) return 'address'
    return inAll >= waiting ? 'all' : null
  }
  async function takeTurn(address: string) {
    if (free) {
      free--
      return
    }
    await new Promise<void>((turn) => {
      addToGroup(lines, address, turn)
      inAll++
    })
  }
  function passOn() {
    const [first] = lines
    if (!first) {
      free++
      return
    }
    const [address, line] = first
    const turn = line.shift()!
    lines.delete(address)
    if (line.length) lines.set(address, line) // at the end of the round
    inAll--
    turn()
  }
  /** Who finds it full is not kept: `fullFor` says so. */
  async function run<R>(address: string, work: () => Promise<R>): Promise<R> {
    await takeTurn(address)
    try {
      return await work()
    } finally {
      passOn()
    }
  }
  return { fullFor, run }
}
