import { testPolicy } from '../support/policy'
import { withPages } from '../miniapp/pages'
import { liruo } from '../support/town'
import { nothingComplained } from '../support/watched'
import { engines } from '../support/world'
import { openPlayhouse, type Playhouse, type Stage } from './stage'

const { limits } = testPolicy.checklists

withPages('what is asked of a village, counted in the browser', () =>
  describe.each(engines)('on %s', (engine) => {
    let house: Playhouse
    let stage: Stage
    beforeAll(async () => {
      house = await openPlayhouse(600, engine)
    })
    afterAll(() => house.close())
    afterEach(() => stage.close())
    const owed = () =>
      stage.rows<{ checklistId: string; item: string; at: number | string }>(
        `select i.checklist_id checklistId, i.item item, c.issued_at at
         from checklist_item i join checklist c on c.id = i.checklist_id
         where i.unit_path = '${liruo}' and i.state in ('open', 'returned')
           and i.closes_at > ${stage.standin.clock.now()}`,
      )
    async function moveTo(moment: string, period: string) {
      await stage.moveTo(moment)
      const lists = await stage.rows(
        `select id from checklist where unit_path = '${liruo}' and period = '${period}'`,
      )
      expect(lists).toHaveLength(1)
    }
    /** 没有变化 on the card that says so. */
    async function confirm(title: string) {
      const before = (await owed()).length
      await stage.jiang.card(title).getByRole('button', { name: '没有变化', exact: true }).click()
      await stage.settled()
      expect((await owed()).length).toBeLessThan(before)
    }

    test('April, with 八个一: three taps on three cards, and nothing is typed', async () => {
      stage = await house.open()
      await moveTo('2028-01-01T00:00:10Z', '2028')
      const { checklistId, item } = (await owed()).find((one) => one.item === 'eightOnes')!
      await stage
        .as('u-jianggenfa')
        .checklists.submit({ checklistId, item, revision: 0, answers: { lacks: ['none'] } })
      await moveTo('2029-01-01T00:00:10Z', '2029')
      await moveTo('2029-04-01T00:00:10Z', '2029-04')
      await stage.jiang.hasCard('4 月村级清单') // an item of the same name is on January's card
      const count = await stage.counting()
      await confirm('责任人变动核对')
      await confirm('应急广播试播')
      // three days before it is due: the one card of that day
      await stage.moveTo('2029-04-13T01:00:00Z')
      await confirm('八个一都有')
      await stage.shot('burdenVillage')
      expect(await owed()).toEqual([])
      process.stdout.write(`a village, April: ${count.taps} taps\n`)
      expect(count).toEqual({ taps: limits.villageTaps, texts: 0, numbers: 0 })
    })

    test('a warning: one tap on the card', async () => {
      stage = await house.open()
      await stage.issue()
      await stage.jiang.hasCard('台风橙色预警')
      const count = await stage.counting()
      await stage.jiang.press('收到')
      await stage.jiang.stamped(/^已确认/)
      process.stdout.write(`a warning: ${count.taps} taps\n`)
      expect(count).toEqual({ taps: 1, texts: 0, numbers: 0 })
    })

    nothingComplained(() => house.complaints)
  }),
)
