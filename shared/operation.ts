import type { z, ZodType } from 'zod'
import type { Role } from './vocabulary'

/**
 * Where an operation reaches, checked at the boundary before anything runs:
 * `self` touches only the caller's own rows; `thing` is named by id, so the slice says where it
 * lies;
 * a function names the units in the input; `open` needs no session.
 */
export type Scope<I> = 'self' | 'thing' | 'open' | ((input: I) => readonly string[])

/** Reaches the unit that the input names. */
export const here = ({ unitPath }: { unitPath: string }) => [unitPath]

/**
 * One thing a client may ask for; its place in the contract table is its name.
 * `roles`: one of these, held at a unit that covers all that the operation reaches. `reads`:
 * changes nothing. `large`: carries a file.
 */
export type Operation<
  I extends ZodType = ZodType,
  R extends ZodType = ZodType,
  S = Scope<never>,
> = {
  roles: readonly Role[]
  scope: S
  input: I
  reply: R
  reads?: true
  large?: true
}
/**
 * Keeps what the scope is in the type, so that a slice that forgets to locate a thing does not
 * compile.
 */
export const operation = <I extends ZodType, R extends ZodType, const S extends Scope<z.output<I>>>(
  it: Operation<I, R, S>,
) => it

export type Input<O> = O extends { input: infer I extends ZodType } ? z.output<I> : never
export type Reply<O> = O extends { reply: infer R extends ZodType } ? z.output<R> : never
