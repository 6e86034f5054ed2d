import type { FrameLocator, Locator } from 'playwright-core'
import type { Policy } from '../../config/policy'
import { testPolicy } from '../support/policy'
import { withPages } from '../miniapp/pages'
import { shitang } from '../support/town'
import { nothingComplained } from '../support/watched'
import { engines, eventually } from '../support/world'
import { openPlayhouse, type Phone, type Playhouse, type Stage } from './stage'

const { limits, templates } = testPolicy.checklists
/** Nothing else is issued: three thousand villages would have lists of their own. */
const ofOffices = (policy: Policy): Policy => ({
  ...policy,
  checklists: {
    ...policy.checklists,
    templates: templates.filter(({ at }) => at.includes('township')),
  },
})

withPages('what the fullest month costs an office, counted in the browser', () =>
  describe.each(engines)('on %s', (engine) => {
    let house: Playhouse
    let stage: Stage
    beforeAll(async () => {
      // The fewest of whom somebody holds each post of the office.
      house = await openPlayhouse(2_000, engine)
    })
    afterAll(() => house.close())
    afterEach(() => stage.close())
    const owed = async (period: string) =>
      await stage.rows<{ checklistId: string; item: string; post: string }>(
        `select i.checklist_id checklistId, i.item item, i.post post
         from checklist_item i join checklist c on c.id = i.checklist_id
         where c.template = 'monthlyOffice' and i.unit_path = '${shitang}'
           and c.period = '${period}' and i.state in ('open', 'returned')`,
      )

    const listsOfYear = () =>
      stage.rows(
        `select id from checklist
         where unit_path = '${shitang}' and period = '2027'`,
      )

    test('May: everybody of the office who is asked, each at the own phone', async () => {
      stage = await house.open({ at: '2026-12-31T23:59:50Z', policy: ofOffices })
      await stage.moveTo('2027-01-01T00:00:10Z')
      await stage.moveTo('2027-04-01T00:00:10Z')
      expect((await owed('2027-04')).length).toBeGreaterThan(0)
      expect((await listsOfYear()).length).toBeGreaterThan(0)
      await lastMonth()
      await stage.moveTo('2027-05-01T00:00:10Z')
      await stage.chen.sees('5 月工作清单')
      const count = await stage.counting()
      const asked = await owed('2027-05')
      const people = new Map(
        [...new Set(asked.map(({ post }) => post))].map((post) => {
          const person = house.holder(post, shitang)
          return [person.userId, person]
        }),
      )
      // without what it takes to put a phone on the table
      const sum = { taps: 0, texts: 0, numbers: 0 }
      for (const person of people.values()) {
        const phone = person.userId === 'u-chenzhijian' ? stage.chen : await stage.add(person)
        const before = { ...count }
        await fill(phone)
        for (const what of ['taps', 'texts', 'numbers'] as const) {
          sum[what] += count[what] - before[what]
        }
      }
      expect(await owed('2027-05')).toEqual([])
      await stage.shot('burdenOffice')
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
      const submit = stage.as('u-chenzhijian').checklists.submit
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
      await stage.app.io.transact((ctx) =>
        ctx.db.query(
          `update checklist_item set state = 'passed', revision = 1, at = due_at, by_id = ''
           where unit_path = '${shitang}' and state = 'open'`,
        ),
      ) // all else is done: May stands alone
    }

    nothingComplained(() => house.complaints)
  }),
)

/** A person opens the phone and does what it asks, with taps and keys alone. */
async function fill(phone: Phone) {
  const app = await phone.open()
  await keepAll(app)
  await phone.settled()
  const items = app.locator('.paper:not(:has(.task-act)) .task-open', { hasText: '5 月工作清单' })
  if (!(await items.count())) return
  await items.first().click()
  await fillAll(app)
}

/** 没有变化, as often as it is offered. */
async function keepAll(app: FrameLocator) {
  const same = app.getByRole('button', { name: '没有变化', exact: true })
  for (let left = await same.count(); left > 0; left = await same.count()) {
    await same.first().click()
    await eventually(async () => (await same.count()) < left, true)
  }
}

/** One item after the other, as the page offers the next. */
async function fillAll(app: FrameLocator) {
  const next = app.locator('#next')
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
  const goesOn = async () => (await isReady()) || (await openQuestion(app)) !== null
  await foot.waitFor()
  while (!(await isReady())) {
    const question = await openQuestion(app)
    if (question) await answerOne(question)
    else await eventually(goesOn, true)
  }
  await foot.click()
}

async function answerOne(question: Locator) {
  const picks = question.locator('.pick')
  if (await picks.count()) {
    await picks.first().click()
    await question.locator('.pick.on').waitFor()
    return
  }
  const box = question.locator('input, textarea').first()
  await box.click()
  const isNumber = (await box.getAttribute('inputmode')) === 'decimal'
  await box.page().keyboard.type(isNumber ? '3' : '照常')
}

async function openQuestion(app: FrameLocator): Promise<Locator | null> {
  const open = app.locator('.field:not(:has(.well))')
  for (const id of await open.evaluateAll((fields) => fields.map((field) => field.id))) {
    const field = app.locator(`#${id}`).last()
    const boxes = field.locator('input, textarea')
    const written = (await boxes.count()) ? await boxes.first().inputValue() : ''
    if (!(await field.locator('.pick.on').count()) && !written) return field
  }
  return null
}
