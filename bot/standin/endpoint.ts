import { z } from 'zod'
import type { Call } from './http'
import type { HttpFault } from './faults'
import type { World } from './world'

/** `new` and `old` answer errors their own way; a `link` needs no token. */
type Rules = {
  family: 'new' | 'old' | 'link'
  /** Needs an access token of the app, or of a person; the app's unless said. */
  token?: boolean | 'person'
  /** Counts towards the monthly quota; true unless said. */
  metered?: boolean
  scope?: string
  /** Works without a body. */
  bodyless?: boolean
  /** The error code when a field has the wrong type. */
  bad?: string
}
export type Met = Call & { fault?: { fault: HttpFault; userId?: string | undefined } }
export type Endpoint = Rules & {
  route: string
  input: z.ZodType
  run: (world: World, input: never, call: Met) => unknown
}

/** One call of DingTalk: the rules around it, the shape of its input, what it does. */
export function endpoint<S extends z.ZodType>(
  route: string,
  rules: Rules,
  input: S,
  run: (world: World, input: z.output<S>, call: Met) => unknown,
): Endpoint {
  return { ...rules, route, input, run }
}

const People = z.looseObject({
  userIds: z.array(z.string()).nullish().catch(null),
  receiverUserIdList: z.array(z.string()).nullish().catch(null),
  userid_list: z.string().nullish().catch(null),
  userid: z.string().nullish().catch(null),
  openSpaceId: z.string().nullish().catch(null),
  privateData: z.record(z.string(), z.unknown()).nullish().catch(null),
})

/** Whom a call is about: for the journal and for faults that hit one person. */
export function peopleOf(body: unknown): string[] {
  const found = People.safeParse(body)
  if (!found.success) return []
  const { userIds, receiverUserIdList, userid_list, userid, openSpaceId, privateData } = found.data
  const spaces =
    openSpaceId
      ?.split('//')[1]
      ?.split(';')
      .filter((space) => /^im_robot\./i.test(space))
      .map((space) => space.slice(9)) ?? []
  const named = [
    ...(userIds ?? []),
    ...(receiverUserIdList ?? []),
    ...(userid_list?.split(',') ?? []),
    ...(userid ? [userid] : []),
    ...spaces,
  ]
  return named.length ? named : Object.keys(privateData ?? {})
}
