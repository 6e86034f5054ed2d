import { begun, longestSilenceMs, stateOf, viewOf } from '../../bot/examination/rules'
import { examinationCard } from '../../bot/examination/cards'
import { checks } from '../../bot/doctor/checks'

const now = new Date('2026-08-12T06:28:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const row = begun({ personId: 'p', id: 'e', isSending: true }, now)

test.each([
  ['nothing was heard for less than two minutes', longestSilenceMs - 1, null, 'running'],
  ['for two minutes', longestSilenceMs, null, 'broken'],
  ['for longer', longestSilenceMs + 1, null, 'broken'],
  ['it has ended, however long ago', 9 * longestSilenceMs, now, 'ended'],
])('an examination: %s', (_, silent, endedAt, state) =>
  expect(stateOf({ touchedAt: ago(silent), endedAt }, now)).toBe(state),
)

test('what was to be pressed is fine once it is, and nothing else changes', () => {
  const findings = (['fine', 'wrong', 'unseen', 'asked'] as const).map((state) => ({
    name: state,
    title: state,
    state,
    line: 'as it was',
  }))
  const states = (pressedAt: Date | null) =>
    viewOf({ ...row, findings, pressedAt }, now).findings.map(({ state }) => state)
  expect(states(null)).toEqual(['fine', 'wrong', 'unseen', 'asked'])
  expect(states(now)).toEqual(['fine', 'wrong', 'unseen', 'fine'])
})

test('the card has one button, and after the press its stamp', () => {
  expect(examinationCard({ examinationId: 'e', pressedAt: null })).toMatchObject({
    button: { operation: 'examination.seen', label: '看到了', input: { examinationId: 'e' } },
  })
  const pressed = examinationCard({ examinationId: 'e', pressedAt: now })
  expect(pressed).toMatchObject({ tone: 'done', stamp: '已确认 14:28' })
  expect(pressed).not.toHaveProperty('button')
})

describe('the table of checks, while the service runs', () => {
  const made = (kind: string) =>
    checks.filter(({ inService }) => inService.made === kind).map(({ name }) => name)
  test('what sends something to the administrator waits until he asks', () =>
    expect(made('whenAsked')).toEqual([
      'sends',
      'arrives',
      'card',
      'ding',
      'notice',
      'todo',
      'press',
    ]))
  test('what needs the port or the pushes of the service is left to the command', () =>
    expect(made('byCommand')).toEqual([
      'alone',
      'own',
      'crowd',
      'hears',
      'replies',
      'wins',
      'stamp',
      'pressCosts',
      'events',
    ]))
})
