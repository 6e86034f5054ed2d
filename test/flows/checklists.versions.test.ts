import { issueDue } from '../../bot/checklists/issueDue'
import { openMonth, type Month } from '../support/months'
import { engines } from '../support/world'

describe.each(engines)('the lists of the policy on %s', (engine) => {
  let town: Month
  beforeEach(async () => {
    town = await openMonth(engine)
  })
  afterEach(() => town.close())

  test('have one version as long as the policy says the same, those that warnings order too', async () => {
    await town.moveTo('2026-09-01T00:00:00Z')
    for (let round = 0; round < 3; round++) await town.app.io.transact(issueDue)
    const later = await town.rows('select name from checklist_template where version > 1', [])
    expect(later).toEqual([])
  })
})
