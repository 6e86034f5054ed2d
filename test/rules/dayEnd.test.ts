import { dayEnd } from '../../bot/core/sheet'

const end = (day: string) => new Date(`${day}T23:59:59+08:00`)

test.each([
  [46_387, '2026-12-31'],
  ['46387', '2026-12-31'],
  ['2026-12-31', '2026-12-31'],
  ['2026年12月31日', '2026-12-31'],
  ['2026.2', '2026-02-28'],
  ['2024.2', '2024-02-29'],
  ['20261', '2026-01-31'],
])('%p is the end of %s', (cell, day) => {
  expect(dayEnd(cell)).toEqual(end(day))
})

test.each([
  '2026-2-0',
  '2026-2-29',
  '2026-0',
  '2026-13',
  '1999-12-31',
  '2101-1-1',
  '20260',
  '79999',
])('%s is no day', (cell) => {
  expect(dayEnd(cell)).toBeUndefined()
})
