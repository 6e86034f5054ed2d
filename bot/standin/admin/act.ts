import type { z } from 'zod'
import { answer } from '../answers'
import type { Call } from '../http'
import type { World } from '../world'

export type Act = {
  route: string
  input: z.ZodType
  run: (world: World, input: never, call: Call) => unknown
}

/** One call of the admin plane. `undefined` as a result means that the call answers by itself. */
export function act<S extends z.ZodType>(
  route: string,
  input: S,
  run: (world: World, input: z.output<S>, call: Call) => unknown,
): Act {
  return { route, input, run }
}

/** Why this cannot be done, in words. */
export const refusal = (error: string) => answer({ status: 400, body: { error } })
