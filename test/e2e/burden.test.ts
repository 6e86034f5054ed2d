import type { FrameLocator, Locator } from 'playwright-core'
import { loadPolicy } from '../../config/load'
import { withPages } from '../miniapp/pages'
import { shitang } from '../support/town'
import { engines, until } from '../support/world'
import { playhouse, type Phone, type Playhouse, type Stage } from './stage'

const { limits, templates } = loadPolicy().checklists

withPages('what the fullest month costs an office, counted in the browser', () =>
  describe.each(engines)('on %s', (engine) => {
    let house: Playhouse
    let it: Stage
    beforeAll(async () => {
      house = await playhouse(10_000, engine)
    })
    afterAll(() => house.close())
    afterEach(async () => expect(await it.close()).toEqual([]))
    const owed = async (period: string) =>
      await it.service.rows<{ checklistId: string; item: string; post: string }>(
        `select i.checklist_id checklistId, i.item item, i.post post from checklist_item i join checklist c on c.id = i.checklist_id where c.template = 'monthlyOffice' and i.unit_path = '${shitang}' and c.period = '${period}' and i.state in ('open', 'returned')`,
      )

    test('May: everybody of the office who is asked, each at the own phone', async () => {
      it = await house.open({ at: '2027-04-01T00:00:10Z' })
      await until(
        'the lists of April and of the year',
        async () =>
          (await owed('2027-04')).length > 0 &&
          (
            await it.service.rows(
              `select id from checklist where unit_path = '${shitang}' and period = '2027'`,
            )
          ).length > 0,
      )
      await lastMonth()
      it.standin.clock.move({ now: Date.parse('2027-05-01T00:00:10Z') })
      await it.chen.sees('5 月工作清单')
      const count = await it.counting()
      const asked = await owed('2027-05')
      const people = new Map(
        [...new Set(asked.map(({ post }) => post))].map((post) => {
          const person = house.holder(post, shitang)
          return [person.userId, person]
        }),
      )
      const sum = { taps: 0, texts: 0, numbers: 0 } // without what it takes to put a phone on the table
      for (const person of people.values()) {
        const phone = person.userId === 'u-chenzhijian' ? it.chen : await it.add(person)
        const before = { ...count }
        await fill(phone)
        for (const what of ['taps', 'texts', 'numbers'] as const) {
          sum[what] += count[what] - before[what]
        }
      }
      expect(await owed('2027-05')).toEqual([])
      await it.shot('burdenOffice')
      process.stdout.write(
        `an office, May: ${asked.length} items, ${people.size} people, ${sum.taps} taps, ${sum.texts} typed texts, ${sum.numbers} typed numbers\n`,
      )
      expect(sum.taps).toBeGreaterThan(asked.length)
      expect(sum.taps).toBeLessThanOrEqual(limits.officeTaps)
      expect(sum.texts).toBeLessThanOrEqual(limits.officeTexts)
    })

    /** What May shows as the answers of last time. */
    async function lastMonth() {
      const { checklistId } = (await owed('2027-04'))[0]!
      const submit = it.service.as('陈志坚').checklists.submit
      const days = [
        'monday',
        'tuesday',
        'wednesday',
        'thursday',
        'friday',
        'saturday',
        'sunday',
        'holiday',
      ]
      const person = (name: string) => ({ personId: null, name })
      const answers = {
        leaderCheck: { places: 12, about: 'firms' },
        riskStudy: { held: { yes: true }, risks: 4, advice: '查低洼处' },
        training: { kind: 'drill', reached: 60 },
        dutyRoster: {
          roster: days.map((day) => ({ day, leader: person('应月林'), officer: person('陈志坚') })),
          standby: 30,
        },
      }
      expect(
        Object.keys(answers).every((name) =>
          templates[0]!.items.some((item) => item.name === name),
        ),
      ).toBe(true)
      for (const [item, given] of Object.entries(answers)) {
        await submit({ checklistId, item, answers: given, revision: 0 })
      }
      await it.service
        .app()
        .io.transact((ctx) =>
          ctx.db.query(
            `update checklist_item set state = 'passed', revision = 1, at = due_at, by_id = '' where unit_path = '${shitang}' and state = 'open'`,
          ),
        ) // all else is done: May stands alone
    }
  }),
)

/** A person opens the phone and does what it asks, with taps and keys alone. */
async function fill(phone: Phone) {
  const app = await phone.open()
  const same = app.getByRole('button', { name: '没有变化', exact: true })
  await app.locator('.hello-big').waitFor()
  for (let left = await same.count(); left > 0; left = await same.count()) {
    await same.first().click()
    await until('it is stamped', async () => (await same.count()) < left)
  }
  const items = app.locator('.paper:not(:has(.task-act)) .task-open', { hasText: '5 月工作清单' })
  const next = app.locator('#next')
  if (!(await items.count())) return
  await items.first().click()
  for (;;) {
    await answer(app)
    await next.waitFor()
    const title = /^填下一项：(.*)$/.exec(await next.innerText())?.[1]
    if (!title) return
    await next.click()
    await app.locator('.bar-title', { hasText: title }).last().waitFor()
  }
}
/** Every question that is open, then the button at the foot. */
async function answer(app: FrameLocator) {
  const foot = app.locator('#submit').last()
  const isReady = async () => (await foot.innerText()).includes('交上去')
  await foot.waitFor()
  while (!(await isReady())) {
    const open = await openQuestion(app)
    if (!open) {
      await until(
        'the button of the foot',
        async () => (await isReady()) || (await openQuestion(app)),
      )
      continue
    }
    const picks = open.locator('.pick')
    const box = open.locator('input, textarea').first()
    if (await picks.count()) {
      await picks.first().click()
      await open.locator('.pick.on').waitFor()
    } else {
      await box.click()
      await box
        .page()
        .keyboard.type((await box.getAttribute('inputmode')) === 'decimal' ? '3' : '照常')
    }
  }
  await foot.click()
}
async function openQuestion(app: FrameLocator): Promise<Locator | null> {
  for (const id of await app
    .locator('.field:not(:has(.well))')
    .evaluateAll((fields) => fields.map((field) => field.id))) {
    const field = app.locator(`#${id}`).last()
    const boxes = field.locator('input, textarea')
    const written = (await boxes.count()) ? await boxes.first().inputValue() : ''
    if (!(await field.locator('.pick.on').count()) && !written) return field
  }
  return null
}
