import type { sessionOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { ChannelError } from '../core/ports'
import type { Actor, Ctx, Io } from '../core/slice'
import { actorOf } from './actors'
import { personIdsOf } from './people'
import { postTitle } from './postKinds'
import { fullNames } from './units'

type Session = typeof sessionOperations

/** 免登: whoever the messenger vouches for and who holds a post may come in. */
export async function open(
  io: Io,
  { authCode }: Input<Session['open']>,
): Promise<Reply<Session['open']>> {
  const key = await keyBehind(io, authCode)
  if (!key) throw new Problem('access.codeExpired')
  const { actor, now } = await io.look(async (ctx) => ({
    actor: await actorBehind(ctx, key),
    now: ctx.now,
  }))
  if (!actor?.posts.length) throw new Problem('access.notListed')
  const { personId, name, ended = 0 } = actor
  return { ...io.ports.session.open(personId, now, ended), personId, name }
}
function keyBehind({ ports }: Io, authCode: string): Promise<string | null> {
  return ports.directory.identify(authCode).catch((error: unknown) => {
    throw error instanceof ChannelError ? new Problem('channel.down') : error
  })
}
async function actorBehind(ctx: Ctx, directoryKey: string): Promise<Actor | null> {
  const personId = (await personIdsOf(ctx, [directoryKey])).get(directoryKey)
  return personId ? actorOf(ctx, personId) : null
}

/** Who am I, and what may I do where? */
export async function me(ctx: Ctx): Promise<Reply<Session['me']>> {
  const { personId, name, posts } = ctx.actor
  const units = await fullNames(
    ctx,
    posts.map((post) => post.unitPath),
  )
  return {
    personId,
    name,
    posts: posts.map((post) => ({
      ...post,
      roles: [...post.roles],
      title: postTitle(ctx, post.kind) ?? post.kind,
      unitName: units.get(post.unitPath)!,
    })),
  }
}
