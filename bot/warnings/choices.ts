import type { Choices } from '../../shared/warning'
import type { Ctx } from '../core/slice'

/** What the pages offer, as the policy of this service has it. */
export const choices = ({ policy: { warnings, posts } }: Ctx): Promise<Choices> =>
  Promise.resolve({
    hazards: warnings.hazards.map(({ name, title, todo }) => ({ name, title, todo })),
    audience: warnings.audience,
    posts: posts.posts.map(({ name, title, at }) => ({ name, title, at })),
  })
