import { ChannelError, factsOf, type Channel, type ChannelTrouble } from '../../bot/core/ports'
import { afterTrouble, cost, nextChannel, peoplePerCall } from '../../bot/delivery/rules'
import { channels } from '../../bot/io/dingtalk/channels'
import { testPolicy } from '../support/policy'
import { monthOf } from '../../shared/time'

const policy = {
  ...testPolicy.delivery,
  perCall: { card: 30 },
  fallback: ['card', 'text', 'notice'],
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

type Case = {
  kind: ChannelTrouble
  channel: Channel
  attempts: number
  repeatable: boolean
  course: unknown
}
const row = (
  [kind, channel, attempts]: [ChannelTrouble, Channel, number],
  repeatable: boolean,
  course: unknown,
): Case => ({ kind, channel, attempts, repeatable, course })

describe('after trouble', () => {
  test.each([
    row(['throttled', 'card', 2], true, { again: in_(1), attempts: 2 }),
    row(['banned', 'text', 0], false, { again: in_(300), attempts: 0 }),
    row(['quota', 'card', 0], true, { again: in_(600), attempts: 0 }),
    row(['unavailable', 'card', 0], true, { again: in_(2), attempts: 1 }),
    row(['unavailable', 'card', 1], true, { again: in_(4), attempts: 2 }),
    row(['unavailable', 'card', 2], true, { next: 'text' }),
    row(['unavailable', 'text', 2], false, { next: 'notice' }),
    row(['unavailable', 'notice', 2], false, { end: 'failed' }),
    row(['unknown', 'card', 0], true, { again: in_(2), attempts: 1 }),
    row(['unknown', 'card', 2], true, { next: 'text' }),
    row(['unknown', 'text', 0], false, { next: 'notice' }),
    row(['unknown', 'reply', 0], false, { next: 'text' }),
    row(['unknown', 'notice', 0], false, { end: 'unknown' }),
    row(['unknown', 'ding', 0], false, { end: 'unknown' }),
    row(['abandoned', 'text', 0], false, { next: 'notice' }),
    row(['abandoned', 'reply', 0], false, { next: 'text' }),
    row(['abandoned', 'notice', 0], false, { end: 'unknown' }),
    row(['abandoned', 'ding', 0], false, { end: 'unknown' }),
    row(['denied', 'card', 0], true, { next: 'text' }),
    row(['invalid', 'card', 0], true, { next: 'text' }),
    row(['invalid', 'notice', 0], false, { end: 'failed' }),
    row(['invalid', 'ding', 0], false, { end: 'failed' }),
    row(['invalid', 'reply', 0], false, { next: 'text' }),
  ])('$kind on $channel after $attempts attempts', (one) => {
    const { channel, attempts, kind, repeatable, course } = one
    const facts = factsOf(channels, channel)
    const trouble = new ChannelError(kind, '')
    const failure = { parcel: { channel, attempts }, facts, trouble, repeatable }
    expect(afterTrouble(policy, failure, now)).toEqual(course)
  })
  test('what the channel says of waiting is heeded', () => {
    const failure = {
      parcel: { channel: 'card', attempts: 0 },
      facts: factsOf(channels, 'card'),
      trouble: new ChannelError('throttled', '', 5_000),
      repeatable: true,
    }
    expect(afterTrouble(policy, failure, now)).toEqual({ again: in_(5), attempts: 0 })
  })
})

test.each<[Channel, Channel | null]>([
  ['card', 'text'],
  ['text', 'notice'],
  ['notice', null],
  ['ding', null],
  ['reply', 'text'],
])('after %s comes %s', (channel, next) => {
  expect(nextChannel(policy, channel, factsOf(channels, channel))).toBe(next)
})
test('what lies in the outbox for a channel that nobody carries any more goes the first way there is', () => {
  expect(nextChannel(policy, 'telex', factsOf(channels, 'telex'))).toBe('card')
})
test.each([
  ['card', 30],
  ['text', 20],
  ['reply', 1],
  ['telex', 1],
])('a call of %s carries %i people', (channel, people) => {
  expect(peoplePerCall(policy, channel, factsOf(channels, channel))).toBe(people)
})
test.each([
  { people: 0, perCall: 30, perSecond: 15, calls: 0, seconds: 0 },
  { people: 1, perCall: 30, perSecond: 15, calls: 1, seconds: 1 },
  { people: 30, perCall: 30, perSecond: 15, calls: 1, seconds: 1 },
  { people: 31, perCall: 30, perSecond: 15, calls: 2, seconds: 1 },
  { people: 1214, perCall: 30, perSecond: 15, calls: 41, seconds: 3 },
  { people: 10_000, perCall: 30, perSecond: 15, calls: 334, seconds: 23 },
  { people: 10_000, perCall: 30, perSecond: 0, calls: 334, seconds: 1 },
])('$people people, $perCall a call, $perSecond a second', (one) => {
  const { people, perCall, perSecond, calls, seconds } = one
  expect(cost(people, perCall, perSecond)).toEqual({ calls, seconds })
})
test.each([
  ['2026-08-31T15:59:59Z', '2026-08'],
  ['2026-08-31T16:00:00Z', '2026-09'],
  ['2026-12-31T16:00:00Z', '2027-01'],
])('%s is counted in %s', (at, month) => {
  expect(monthOf(new Date(at))).toBe(month)
})
