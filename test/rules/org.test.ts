import {
  joinPeople,
  readingAt,
  tooManyLeft,
  withClearNames,
  type Arrival,
} from '../../bot/org/joining'
import {
  formsOf,
  isStale,
  masked,
  means,
  mobileOf,
  onceEach,
  possibleNames,
  seatOf,
  spokenName,
  superiorsAt,
} from '../../bot/org/rules'
import { upwards } from '../../shared/vocabulary'
import type { Person } from '../../shared/org'
import { tight } from '../../bot/core/text'

const member = (personId: string, unitPath: string, postId = unitPath) => ({
  personId,
  unitPath,
  postId,
  postKind: 'gridMember',
})

it('tells each person once, at the deepest unit, the first of two as deep, in path order', () => {
  expect(
    onceEach([
      member('b', '1/2'),
      member('a', '1'),
      member('a', '1/3/4'),
      member('a', '1/2/9', 'z'),
      member('c', '1/2', 'y'),
    ]).map((it) => [it.personId, it.unitPath]),
  ).toEqual([
    ['b', '1/2'],
    ['c', '1/2'],
    ['a', '1/3/4'],
  ])
  expect(onceEach([])).toEqual([])
})
it('those of one unit come in the order of their posts', () => {
  const members = ['y', 'x', 'z'].map((postId) => member(postId, '1/2', postId))
  expect(onceEach(members).map((it) => it.postId)).toEqual(['x', 'y', 'z'])
})

it('asks upwards: the first kind that is held at the nearest unit', () => {
  const held = new Map([
    [seatOf('office', '1/2'), ['o']],
    [seatOf('head', '1/2'), ['h1', 'h2']],
    [seatOf('head', '1/2/3'), []],
    [seatOf('duty', '1'), ['d']],
  ])
  expect(superiorsAt(['head', 'office', 'duty'], '1/2/3', held)).toEqual(['h1', 'h2'])
  expect(superiorsAt(['duty', 'office'], '1/2/3', held)).toEqual(['o'])
  expect(superiorsAt(['duty'], '1/2/3', held)).toEqual(['d'])
  expect(superiorsAt([], '1/2/3', held)).toEqual([])
  expect(superiorsAt(['head', 'duty'], '1/2/3', held, 'h1')).toEqual(['h2'])
  expect(superiorsAt(['office', 'duty'], '1/2/3', held, 'o')).toEqual(['d'])
  expect(upwards('1/2/3')).toEqual(['1/2/3', '1/2', '1'])
})

it.each([
  ['石塘镇', true, false],
  ['石塘', true, true],
  ['温岭市石塘镇', true, false],
  ['温岭石塘', true, true],
  ['台州市石塘镇', true, false],
  ['台州温岭石塘', true, true],
  ['临海市石塘镇', false, false],
  ['镇', false, false],
  ['大石塘镇', false, false],
  ['', false, false],
])('“%s” means 石塘镇: %s (only by a short form: %s)', (text, is, short) => {
  const chain = ['石塘镇', '温岭市', '台州市']
  expect([means(text, chain, true), means(text, chain, false)]).toEqual([is, is && !short])
  if (is) expect(possibleNames(text)).toContain('石塘镇')
})
it('leaves a name of one sign whole', () => {
  expect([formsOf('前村'), formsOf('海门街道'), formsOf('衙门巷社区')]).toEqual([
    ['前村'],
    ['海门街道', '海门'],
    ['衙门巷社区', '衙门巷'],
  ])
})
it('speaks of a unit as its county does', () => {
  const names = new Map([
    ['1', '台州市'],
    ['1/2', '温岭市'],
    ['1/2/3', '石塘镇'],
    ['1/2/3/4', '里箬村'],
  ])
  expect(['1', '1/2', '1/2/3', '1/2/3/4'].map((path) => spokenName(path, names))).toEqual([
    '台州市',
    '温岭市',
    '石塘镇',
    '石塘镇里箬村',
  ])
})

it.each([
  ['13812345678', '13812345678'],
  [' 138 1234 5678 ', '13812345678'],
  ['+86-138-1234-5678', '13812345678'],
  ['８６１３８１２３４５６７８', '13812345678'],
  ['10000000001', '10000000001'],
  ['8613812345678', '13812345678'],
  ['1381234567', null],
  ['138123456789', null],
  ['23812345678', null],
  ['0576-86123456', null],
  ['', null],
  ['一三八', null],
  ['13812345678/13912345678', null],
])('the mobile number in “%s” is %s', (text, phone) => expect(mobileOf(text)).toBe(phone))
it('masks a phone, and all of a short one', () =>
  expect(['13812341234', '12345678', '1234567', '110'].map(masked)).toEqual([
    '138****1234',
    '123****5678',
    '****',
    '****',
  ]))
it('reads text as meant', () => expect(tight(' Ａ\u3000b\u200b 1\u202a')).toBe('Ab1'))

it('a post is stale when nobody has looked for as long as the policy says', () => {
  const now = new Date('2026-08-12T00:00:00Z')
  const ago = (days: number) => new Date(+now - days * 86_400_000)
  expect([
    isStale(null, 183, now),
    isStale(ago(183), 183, now),
    isStale(ago(184), 183, now),
  ]).toEqual([true, false, true])
})

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  directoryKey: null,
  phoneSealed: null,
  phoneIndex: null,
  leftAt: null,
  syncedAt: null,
  ...more,
})
const arrival = (
  key: string,
  name: string,
  phoneIndex: string | null = null,
  departments = ['石塘镇'],
) => ({
  person: { key, name, mobile: null, title: '', departments: [], active: true },
  departments,
  phoneIndex,
})
const known = (it: Person, ...units: string[]) => ({ person: it, units })
it.each<[string, ReturnType<typeof arrival>[], ReturnType<typeof known>[], (string | null)[]]>([
  [
    'the key before all',
    [arrival('k', '改名', 'other')],
    [
      known(person('a', { directoryKey: 'k', phoneIndex: 'p' })),
      known(person('b', { phoneIndex: 'other' })),
    ],
    ['a'],
  ],
  [
    'the phone before the name',
    [arrival('k', 'b', 'p')],
    [known(person('a', { phoneIndex: 'p' })), known(person('b'), '石塘镇')],
    ['a'],
  ],
  [
    'two with the phone: nobody',
    [arrival('k', 'x', 'p')],
    [known(person('a', { phoneIndex: 'p' })), known(person('b', { phoneIndex: 'p' }))],
    [null],
  ],
  ['the name at the unit', [arrival('k', 'a')], [known(person('a'), '石塘镇')], ['a']],
  ['the name elsewhere', [arrival('k', 'a')], [known(person('a'), '松门镇')], [null]],
  [
    'the name, but the phones differ',
    [arrival('k', 'a', 'p')],
    [known(person('a', { phoneIndex: 'q' }), '石塘镇')],
    [null],
  ],
  [
    'the name of somebody who has a key',
    [arrival('k', 'a')],
    [known(person('a', { directoryKey: 'z' }), '石塘镇')],
    [null],
  ],
  [
    'two arrivals for one of us',
    [arrival('k', 'a'), arrival('l', 'a')],
    [known(person('a'), '石塘镇')],
    [null, null],
  ],
  [
    'one of us for one arrival only',
    [arrival('k', 'a', 'p'), arrival('l', 'a')],
    [known(person('a', { phoneIndex: 'p' }), '石塘镇')],
    ['a', null],
  ],
])('who an arrival is: %s', (_, arrivals, people, expected) =>
  expect(joinPeople(arrivals, people).map((it) => it?.id ?? null)).toEqual(expected),
)

it('a name borne twice in a department does not count there', () => {
  const arrivals: Arrival[] = [
    arrival('1', '王伟', null, ['石塘镇', '松门镇']),
    arrival('2', '王伟'),
    arrival('3', '李强'),
  ]
  expect(withClearNames(arrivals).map((it) => it.departments)).toEqual([['松门镇'], [], ['石塘镇']])
})
it.each([
  [0, 0, false],
  [1, 5, false],
  [2, 5, true],
  [2, 10, false],
  [3, 10, true],
])('%d absent of %d is too many: %s', (absent, all, many) =>
  expect(tooManyLeft(absent, all)).toBe(many),
)
it.each([
  ['2026-08-12T03:10:00+08:00', '2026-08-12T03:10:00+08:00'],
  ['2026-08-12T04:09:59+08:00', '2026-08-12T03:10:00+08:00'],
  ['2026-08-12T04:10:00+08:00', null],
  ['2026-08-12T03:09:59+08:00', null],
])('at %s the directory is due since %s', (now, since) =>
  expect(readingAt('03:10', new Date(now))).toEqual(since && new Date(since)),
)
