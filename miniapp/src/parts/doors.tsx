import type { HomeEntry } from '../../../shared/home'
import type { sessionOperations } from '../../../shared/org'
import type { Reply } from '../../../shared/operation'
import type { Role } from '../../../shared/vocabulary'
import { Box, Tap } from './atoms'
import { follow, isKnown } from './lines'

export type Me = Reply<typeof sessionOperations.me>

/** The highest unit where the person has one of these roles. */
export const unitFor = (me: Me, roles: readonly Role[]) =>
  me.posts
    .filter((post) => post.roles.some((role) => roles.includes(role)))
    .sort((one, other) => one.unitPath.length - other.unitPath.length)[0] ?? null
export const placeAndName = ({ name, posts }: Me) =>
  `${posts[0]?.unitName.split(' ').at(-1) ?? ''} ${name}`

/** The other ways on, as the service tells them: as far as the person's posts open them. */
export const Doors = ({ entries }: { entries: readonly HomeEntry[] }) => (
  <Box className='doors'>
    {entries.filter(isKnown).map((entry) => (
      <Tap key={entry.page} className='door' onTap={() => follow(entry)}>
        {entry.title}
        <Box className='icon icon-go' />
      </Tap>
    ))}
  </Box>
)
