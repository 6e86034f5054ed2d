import { ChannelError, type Channel, type ChannelTrouble } from '../../bot/core/ports'
import { afterTrouble, cost, monthOf, nextChannel } from '../../bot/delivery/rules'
import { loadPolicy } from '../../config/load'

const policy = {
  ...loadPolicy().delivery,
  fallback: ['card', 'text', 'notice'] as ('card' | 'text' | 'notice')[],
  retry: {
    tries: 3,
    firstSeconds: 2,
    factor: 2,
    throttledSeconds: 1,
    bannedSeconds: 300,
    leaseSeconds: 60,
  },
}
const now = new Date('2026-08-12T06:30:00Z')
const in_ = (seconds: number) => new Date(now.getTime() + seconds * 1000)

describe('after trouble', () => {
  test.each<[ChannelTrouble, Channel, number, boolean, unknown]>([
    ['throttled', 'card', 2, true, { again: in_(1), attempts: 2 }],
    ['banned', 'text', 0, false, { again: in_(300), attempts: 0 }],
    ['quota', 'card', 0, true, { again: in_(600), attempts: 0 }],
    ['unavailable', 'card', 0, true, { again: in_(2), attempts: 1 }],
    ['unavailable', 'card', 1, true, { again: in_(4), attempts: 2 }],
    ['unavailable', 'card', 2, true, { next: 'text' }],
    ['unavailable', 'text', 2, false, { next: 'notice' }],
    ['unavailable', 'notice', 2, false, { end: 'failed' }],
    ['unknown', 'card', 0, true, { again: in_(2), attempts: 1 }],
    ['unknown', 'card', 2, true, { next: 'text' }],
    ['unknown', 'text', 0, false, { end: 'unknown' }],
    ['unknown', 'ding', 0, false, { end: 'unknown' }],
    ['denied', 'card', 0, true, { next: 'text' }],
    ['invalid', 'card', 0, true, { next: 'text' }],
    ['invalid', 'notice', 0, false, { end: 'failed' }],
    ['invalid', 'ding', 0, false, { end: 'failed' }],
    ['invalid', 'reply', 0, false, { next: 'text' }],
  ])('%s on %s after %i attempts', (kind, channel, attempts, repeatable, course) => {
    expect(
      afterTrouble(policy, { channel, attempts }, new ChannelError(kind, ''), repeatable, now),
    ).toEqual(course)
  })
  test('what the channel says of waiting is heeded', () => {
    expect(
      afterTrouble(
        policy,
        { channel: 'card', attempts: 0 },
        new ChannelError('throttled', '', 5_000),
        true,
        now,
      ),
    ).toEqual({ again: in_(5), attempts: 0 })
  })
})

test.each<[Channel, Channel | null]>([
  ['card', 'text'],
  ['text', 'notice'],
  ['notice', null],
  ['ding', null],
  ['reply', 'text'],
])('after %s comes %s', (channel, next) => {
  expect(nextChannel(policy, channel)).toBe(next)
})
test.each([
  [0, 30, 15, 0, 0],
  [1, 30, 15, 1, 1],
  [30, 30, 15, 1, 1],
  [31, 30, 15, 2, 1],
  [1214, 30, 15, 41, 3],
  [10_000, 30, 15, 334, 23],
  [10_000, 30, 0, 334, 1],
])('%i people, %i a call, %i a second', (people, perCall, perSecond, calls, seconds) => {
  expect(cost(people, perCall, perSecond)).toEqual({ calls, seconds })
})
test.each([
  ['2026-08-31T15:59:59Z', '2026-08'],
  ['2026-08-31T16:00:00Z', '2026-09'],
  ['2026-12-31T16:00:00Z', '2027-01'],
])('%s is counted in %s', (at, month) => {
  expect(monthOf(new Date(at))).toBe(month)
})
