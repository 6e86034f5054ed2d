import { z } from 'zod'
import { press, Press } from '../presses'
import { pushEvent } from '../pushes'
import { inBackground, type World } from '../world'
import { act } from './act'
import { say, Say } from './say'

/** The person looks at his phone: what is in the chat counts as read. */
export function read(
  world: World,
  { userId, event }: { userId: string; event?: boolean | undefined },
) {
  const fresh = world.messages.read(userId)
  world.notices.read(userId)
  const unionId = world.directory.users.get(userId)?.unionId ?? ''
  if (event) {
    for (const sent of fresh) {
      const data = {
        userId,
        unionId,
        processQueryKey: sent.key,
        robotCode: world.settings.robotCode,
        operatTime: world.clock.now(),
        ...(sent.conversationId && { openConversationId: sent.conversationId }),
      }
      inBackground(world, pushEvent(world, { eventType: 'robot_msg_read', data }))
    }
  }
  return { read: fresh.length }
}

export const acts = [
  act('POST /_admin/press', Press, press),
  act('POST /_admin/say', Say, say),
  act('POST /_admin/read', z.object({ userId: z.string(), event: z.boolean().optional() }), read),
  act(
    'POST /_admin/event',
    z.object({ eventType: z.string(), data: z.unknown(), eventId: z.string().optional() }),
    (world, push) => {
      inBackground(world, pushEvent(world, push))
      return { ok: true }
    },
  ),
  act('POST /_admin/authCode', z.object({ userId: z.string() }), (world, { userId }) => ({
    code: world.tokens.codes.hand(userId),
  })),
]
