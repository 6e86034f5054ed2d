import type { PostKind } from '../../config/policy'
import type { Actor } from '../../bot/core/slice'
import { isSame, mayAppoint, mayCall, mayGiveAway, mayTend } from '../../bot/org/rules'
import type { Role } from '../../shared/vocabulary'

const city = '1'
const county = '1/2'
const township = '1/2/3'
const village = '1/2/3/4'
const grid = '1/2/3/4/5'

/** 'me', with one post; its id says what it is and where. */
const actor = (unitPath: string, ...roles: Role[]): Actor => ({
  personId: 'me',
  name: '我',
  posts: [{ postId: `${roles.join()}@${unitPath}`, kind: 'any', unitPath, roles }],
})
const system: Actor = { personId: 'system', name: '', posts: [] }
const nobody: Actor = { personId: 'me', name: '', posts: [] }
const kind = (...roles: Role[]) => ({ name: 'any', roles }) as unknown as PostKind

it.each<[string, Parameters<typeof mayAppoint>, boolean]>([
  ['an office, within its unit', [actor(township, 'office'), kind('holder'), village], true],
  ['… but not above it', [actor(township, 'office'), kind('holder'), county], false],
  ['… and no keeper of the system', [actor(county, 'office'), kind('admin'), village], false],
  ['who keeps the system does', [actor(county, 'admin'), kind('admin'), village], true],
  ['a duty desk nobody', [actor(county, 'duty'), kind('holder'), village], false],
  ['the system may', [system, kind('admin'), village], true],
  ['who has no post may not', [nobody, kind('holder'), village], false],
])('appointing: %s', (_, asked, may) => expect(mayAppoint(...asked)).toBe(may))

it.each<[string, Actor, string, boolean]>([
  ['the own post', actor(village, 'holder'), `holder@${village}`, true],
  ['the post of another at the own unit', actor(village, 'holder'), 'other', false],
  ['the office above', actor(township, 'office'), 'other', true],
  ['an office elsewhere', actor('1/2/9', 'office'), 'other', false],
  ['nobody', nobody, 'other', false],
])('tending: %s', (_, who, id, may) => expect(mayTend(who, { id, unitPath: village })).toBe(may))

const post = (people: { personId?: string; deputyId?: string }, id = 'it') => ({
  id,
  unitPath: township,
  personId: null,
  deputyId: null,
  ...people,
})
it.each<[string, Actor, ReturnType<typeof post>, boolean]>([
  ['the holder', actor(township, 'holder'), post({ personId: 'me' }), true],
  ['the deputy', actor(township, 'holder'), post({ deputyId: 'me' }), true],
  ['a colleague', actor(township, 'holder'), post({ personId: 'another' }), false],
  ['another office', actor(county, 'office'), post({ personId: 'another' }), true],
  [
    'who stands in on the office that is given away, and has no other',
    actor(township, 'office'),
    post({ personId: 'another' }, `office@${township}`),
    false,
  ],
  [
    'who has another office as well',
    {
      ...actor(township, 'office'),
      posts: [...actor(township, 'office').posts, ...actor(county, 'office').posts],
    },
    post({ personId: 'another' }, `office@${township}`),
    true,
  ],
])('giving away: %s', (_, who, what, may) => expect(mayGiveAway(who, what)).toBe(may))

it.each<[string, Actor, string[], boolean]>([
  ['a desk calls whoever is below', actor(county, 'duty'), [grid], true],
  ['… and nobody above', actor(county, 'duty'), [city], false],
  ['a village calls its own people', actor(village, 'holder'), [village], true],
  ['… and those of its grids', actor(village, 'holder'), [grid], true],
  ['… but not those of the next village', actor(village, 'holder'), ['1/2/3/9'], false],
  ['a grid calls its own people', actor(grid, 'holder'), [grid], true],
  ['a township without a desk calls nobody below', actor(township, 'holder'), [village], false],
  ['one of several places is enough', actor(village, 'holder'), ['1/2/3/9', village], true],
  ['nobody is nowhere', actor(county, 'duty'), [], false],
  ['who has no post calls nobody', nobody, [village], false],
])('calling: %s', (_, who, paths, may) => expect(mayCall(who, paths)).toBe(may))

const seated = { personId: 'a', deputyId: 'b', until: new Date(1) }
it.each([
  ['the same', {}, true],
  ['another holder', { personId: 'c' }, false],
  ['another deputy', { deputyId: null }, false],
  ['another term', { until: new Date(2) }, false],
  ['no term', { until: null }, false],
])('seated: %s', (_, change, same) => expect(isSame(seated, { ...seated, ...change })).toBe(same))
