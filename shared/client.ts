import type { Input, Operation, Reply } from './operation'
import { Problem } from './problem'

type Operations = Record<
  string,
  Record<string, { input: Operation['input']; reply: Operation['reply'] }>
>
export type Client<C extends Operations> = {
  [S in keyof C]: { [K in keyof C[S]]: (input: Input<C[S][K]>) => Promise<Reply<C[S][K]>> }
}
/** Carries one call: dd.httpRequest in the mini-program, fetch elsewhere. Throws `Problem`. */
export type Transport = (name: string, input: unknown) => Promise<unknown>

/** The contract as functions: checked and encoded on the way out, decoded on the way in. */
export function createClient<C extends Operations>(contract: C, send: Transport): Client<C> {
  const call =
    (name: string, { input, reply }: Operations[string][string]) =>
    async (value: unknown) => {
      const encoded = input.safeEncode(value)
      if (!encoded.success) throw new Problem('input.invalid', { issues: encoded.error.issues })
      return reply.decode(await send(name, encoded.data))
    }
  return mapValues(contract, (operations, slice) =>
    mapValues(operations, (it, name) => call(`${slice}.${name}`, it)),
  ) as Client<C>
}

const mapValues = <V, R>(object: Record<string, V>, map: (value: V, key: string) => R) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]))
