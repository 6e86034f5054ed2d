import { plain } from '../../../core/card'
import { groupBy } from '../../../core/groups'
import { ChannelError, type Parcel, type Told } from '../../../core/ports'

/**
 * Calls once for each wording, nearly always one. After a first success an error is told of the
 * rest only, lest the whole be sent again.
 */
export async function eachWording(
  { to, words }: Parcel,
  call: (content: string, addresses: string[]) => Promise<Told[]>,
): Promise<Told[]> {
  const told: Told[] = []
  for (const [content, people] of groupBy(to, ({ view }) => words ?? plain(view))) {
    const addresses = people.map((one) => one.address)
    try {
      told.push(...(await call(content, addresses)))
    } catch (error) {
      if (!told.length || !(error instanceof ChannelError)) throw error
      const { kind, message } = error
      const state = hopeless.has(kind) ? 'failed' : 'held'
      told.push(...addresses.map((address): Told => ({ address, state, reason: message })))
    }
  }
  return told
}
/** What may have been said already, or never will be. */
const hopeless: ReadonlySet<ChannelError['kind']> = new Set(['unknown', 'invalid', 'denied'])
