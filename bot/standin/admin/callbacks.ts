import { z } from 'zod'
import type { World } from '../world'
import { act } from './act'

const Events = z.object({
  url: z.url(),
  token: z.string(),
  aesKey: z.string().regex(/^[A-Za-z0-9+/]{43}$/),
  tags: z.array(z.string()).default([]),
})

const shown = ({ callbacks }: World) => ({
  events: callbacks.events ?? false,
  robot: callbacks.robot ?? false,
  cards: Object.fromEntries(callbacks.cards),
})

/**
 * How the service is reached, kind by kind, as the console of DingTalk has it: by an address, or,
 * where it says `false`, by the stream.
 */
export const callbacks = [
  act('GET /_admin/callbacks', z.looseObject({}), shown),
  act(
    'POST /_admin/callbacks',
    z.strictObject({
      events: z.union([z.literal(false), Events]).optional(),
      robot: z.union([z.literal(false), z.object({ url: z.url() })]).optional(),
    }),
    (world, { events, robot }) => {
      const { clientId: owner } = world.settings
      if (events !== undefined) world.callbacks.events = events ? { ...events, owner } : undefined
      if (robot !== undefined) world.callbacks.robot = robot || undefined
      return shown(world)
    },
  ),
  act(
    'POST /_admin/webhooks',
    z.object({
      conversationId: z.string(),
      accessToken: z.string().optional(),
      secret: z.string().optional(),
      keywords: z.array(z.string()).max(10).default([]),
    }),
    (world, rules) => {
      const { accessToken } = world.webhooks.add(rules)
      return { accessToken, url: `${world.url}/robot/send?access_token=${accessToken}` }
    },
  ),
]
