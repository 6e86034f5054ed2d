import { makesTables, or, types } from './columns'

/** The last examination of each administrator. */
export const Examinations = makesTables('Examinations1790000000000', [
  {
    name: 'examination',
    primary: ['person_id'],
    columns: {
      person_id: types.text(36),
      id: types.text(36),
      is_sending: types.yes,
      started_at: types.instant,
      claimed_at: or(types.instant),
      touched_at: types.instant,
      ended_at: or(types.instant),
      pressed_at: or(types.instant),
      checks: types.int,
      findings: types.json,
    },
  },
])
