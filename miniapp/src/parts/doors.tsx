import type { sessionOperations } from '../../../shared/org'
import type { Reply } from '../../../shared/operation'
import type { Role } from '../../../shared/vocabulary'
import { Box, Tap } from './atoms'
import type { PageName } from '../../../shared/pages'
import { go } from './go'

export type Me = Reply<typeof sessionOperations.me>
export const writers: Role[] = ['duty', 'office', 'approver']
export const watchers: Role[] = ['duty', 'office', 'approver', 'leader', 'admin']
export const reviewers: Role[] = ['office', 'duty', 'approver', 'admin']

/** The highest unit where the person has one of these roles. */
export const unitFor = (me: Me, roles: readonly Role[]) =>
  me.posts
    .filter((post) => post.roles.some((role) => roles.includes(role)))
    .sort((one, other) => one.unitPath.length - other.unitPath.length)[0] ?? null
export const placeAndName = ({ name, posts }: Me) =>
  `${posts[0]?.unitName.split(' ').at(-1) ?? ''} ${name}`

const all: { title: string; page: PageName; roles: readonly Role[] | null }[] = [
  { title: '工作清单', page: 'lists', roles: null },
  { title: '发布预警', page: 'issue', roles: writers },
  { title: '回执', page: 'board', roles: watchers },
  { title: '审核', page: 'review', roles: reviewers },
  { title: '汇总', page: 'summary', roles: watchers },
  { title: '临时任务', page: 'task', roles: reviewers },
  { title: '我做过的', page: 'sent', roles: null },
  { title: '我的账号', page: 'account', roles: null },
]

/** The other ways on, as far as the person's posts open them. */
export const Doors = ({ me }: { me: Me }) => (
  <Box className='doors'>
    {all
      .filter(({ roles }) => !roles || unitFor(me, roles))
      .map(({ title, page }) => (
        <Tap key={page} className='door' onTap={() => go(page)}>
          {title}
          <Box className='icon icon-go' />
        </Tap>
      ))}
  </Box>
)
