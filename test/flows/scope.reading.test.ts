import { addVersion } from '../../bot/checklists/versions'
import { syncPolicy } from '../../bot/checklists/syncPolicy'
import { refusal } from '../support/refusal'
import { city, linhai, openTown, shitang, songmen, wenling, type Town } from '../support/town'
import { join } from '../support/months'
import { engines } from '../support/world'
import type { Template } from '../../shared/checklist'

const template = (name: string): Template => ({
  name,
  title: `清单${name}`,
  at: ['township'],
  every: 'response',
  reviewed: true,
  items: [
    {
      name: 'held',
      title: '开会了没有',
      post: 'emergencyOfficeHead',
      evidence: 'confirm',
      due: 5,
      fields: [],
    },
  ],
})

describe.each(engines)('what somebody reads tells nothing of elsewhere, on %s', (engine) => {
  let town: Town
  beforeAll(async () => {
    town = await openTown(engine)
    await join(town, { name: '市值', userId: 'shizhi', kind: 'dutyOfficer', unitPath: city })
    await town.app.io.transact(async (ctx) => {
      await syncPolicy(ctx)
      for (const unitPath of [wenling, linhai, songmen]) {
        await addVersion(ctx, template(`l${unitPath.slice(-6)}`), { source: 'excel', unitPath })
      }
    })
  })
  afterAll(() => town.close())
  const known = async (userId: string) =>
    (await town.as(userId).checklists.templates({})).map(({ name }) => name)

  test('the lists from Excel are those of the own area and of the units above it', async () => {
    const own = async (userId: string) =>
      (await known(userId)).filter((name) => /^l\d/.test(name)).sort()
    expect([await own('shizhi'), await own('lin'), await own('ying'), await own('ye')]).toEqual([
      ['l081101', 'l331081', 'l331082'],
      ['l081101', 'l331081'],
      ['l331081'],
      ['l081101', 'l331081'],
    ])
    for (const userId of ['lin', 'chunlin']) {
      expect(await known(userId)).toContain('monthlyOffice')
    }
  })

  test('what was ordered is shown where it was ordered, and above', async () => {
    const order = (unitPath: string) =>
      town.as('lin').checklists.order({ units: [unitPath], template: 'l331081' })
    const { period } = await order(songmen)
    const periods = async (userId: string) =>
      (await town.as(userId).checklists.templates({})).find(({ name }) => name === 'l331081')!
        .periods
    expect([await periods('lin'), await periods('shizhi'), await periods('ying')]).toEqual([
      [period],
      [period],
      [],
    ])
  })

  test('the board of a warning from above is there for those whose people it reaches', async () => {
    const board = (userId: string, warningId: string, unitPath: string) =>
      refusal(town.as(userId).warnings.board({ warningId, unitPath, missing: false }))
    const audience = { units: [shitang], posts: ['villageHead'] }
    const { id: draftId } = await town.draft({ audience })
    const sentId = await town.issue({ audience })
    expect([
      await board('ying', draftId, shitang),
      await board('lin', draftId, shitang),
      await board('ying', sentId, shitang),
      await board('ye', sentId, `${songmen}/331081101201`),
      await board('lin', sentId, songmen),
    ]).toEqual(['warning.notFound', 'done', 'done', 'warning.notFound', 'done'])
  })
})
