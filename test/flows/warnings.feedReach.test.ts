import { takeFeed } from '../../bot/warnings/takeFeed'
import { join } from '../support/months'
import { refusal } from '../support/refusal'
import { city, openTown, shitang, wenling, type Town } from '../support/town'
import { engines } from '../support/world'

const codes = { city: '331000', wenling: '331081', shitang: '331081105', linhai: '331082' }
type Parts = {
  identifier: string
  geocode: string
  msgType?: 'Alert' | 'Update' | 'Cancel'
  references?: string
  severity?: string
  text?: string
}
const file = ({
  identifier,
  geocode,
  msgType = 'Alert',
  references = '',
  severity = 'Red',
  text = '阵风 12 级',
}: Parts) =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><alert><identifier>${identifier}</identifier><sendTime>2026-08-12T14:20:00+08:00</sendTime><status>Actual</status><msgType>${msgType}</msgType><references>${references}</references>` +
      `<info><eventType>11B01</eventType><severity>${severity}</severity><expires>2026-08-13T08:00:00+08:00</expires><senderName>国家预警信息发布中心</senderName><headline>台风</headline><description>${text}</description><area><geocode>${geocode}</geocode></area></info></alert>`,
  ).toString('base64')

describe.each(engines)('a file of the feed that somebody posts, on %s', (engine) => {
  let town: Town
  async function open() {
    town = await openTown(engine)
    await join(town, { name: '市值', userId: 'shizhi', kind: 'dutyOfficer', unitPath: city })
    await join(town, { name: '市带', userId: 'shidai', kind: 'dutyLeader', unitPath: city })
  }
  const post = (userId: string, parts: Parts) =>
    town.as(userId).warnings.takeFeed({ file: file(parts) })
  /** As the watched folder takes it. */
  const arrive = (parts: Parts) =>
    town.app.io.transact((ctx) => takeFeed(ctx, { file: file(parts) }))
  const warnings = () =>
    town.rows<{ unit_path: string; state: string; replaced_by: string | null }>(
      'select unit_path, state, replaced_by from warning order by drafted_at, id',
    )
  /** Two drafts of one instant have no order. */
  const later = () => town.standin.clock.move({ addMs: 10 })
  async function approve(userId: string, warningId: string) {
    await town.as(userId).warnings.approve({ warningId })
    await town.settled()
    later()
  }

  describe('is refused where it reaches further than who posts it:', () => {
    beforeAll(async () => {
      await open()
      await post('lin', { identifier: 'own', geocode: codes.shitang })
      await post('zhilin', { identifier: 'their', geocode: codes.linhai })
    })
    afterAll(() => town.close())

    test.each([
      ['an alert for another county', { identifier: 'b1', geocode: codes.linhai }],
      ['an alert for here and another county', { identifier: 'b1', geocode: '331081,331082' }],
      ['an alert for the whole city', { identifier: 'b1', geocode: codes.city }],
      [
        'an update of the own one for another county',
        { identifier: 'b1', msgType: 'Update' as const, references: 'own', geocode: codes.linhai },
      ],
      [
        'an update of the own one for the whole city',
        { identifier: 'b1', msgType: 'Update' as const, references: 'own', geocode: codes.city },
      ],
      [
        'an update of the own one for the whole province',
        { identifier: 'b1', msgType: 'Update' as const, references: 'own', geocode: '330000' },
      ],
      [
        'an update here of one of another county',
        {
          identifier: 'b1',
          msgType: 'Update' as const,
          references: 'their',
          geocode: codes.wenling,
        },
      ],
      [
        'the end of one of another county',
        {
          identifier: 'b1',
          msgType: 'Cancel' as const,
          references: 'their',
          geocode: codes.wenling,
        },
      ],
      [
        'the end of one that nobody has',
        {
          identifier: 'b1',
          msgType: 'Cancel' as const,
          references: 'none',
          geocode: codes.wenling,
        },
      ],
    ])('%s', async (_, parts) => {
      const before = await warnings()
      expect(await refusal(post('lin', parts))).toBe('access.forbidden')
      expect(await warnings()).toEqual(before)
    })
  })

  describe('within the own reach', () => {
    beforeEach(open)
    afterEach(() => town.close())

    test('has who posts it as its writer, and so is approved by somebody else', async () => {
      const { warningId } = await post('lin', { identifier: 'own', geocode: codes.wenling })
      await town.settled()
      expect(town.newest('zhou')['kicker']).toBe('林海燕 14:28 请您批准')
      await approve('zhou', warningId)
      expect((await warnings()).map(({ state }) => state)).toEqual(['sent'])
    })

    test('swallows no real file of its number: both are drafts, and who is over both is told', async () => {
      const false_ = await post('lin', { identifier: 'X', geocode: codes.shitang, text: '假的' })
      later()
      const real = await arrive({ identifier: 'X', geocode: codes.city })
      expect([false_.outcome, real.outcome]).toEqual(['drafted', 'conflict'])
      await town.settled()
      expect(await warnings()).toMatchObject([
        { unit_path: shitang, state: 'draft' },
        { unit_path: city, state: 'draft' },
      ])
      const told = '台风红色预警：编号 X 来过不同的文件，请核对，批准对的，退回错的'
      for (const userId of ['shizhi', 'shidai']) expect(town.wordsOf(userId)).toContain(told)
      for (const userId of ['lin', 'zhou']) expect(town.wordsOf(userId)).not.toContain(told)
      later()
      expect(await arrive({ identifier: 'X', geocode: codes.city })).toEqual({
        ...real,
        outcome: 'known',
      })
      expect(
        (await post('lin', { identifier: 'X', geocode: codes.shitang, text: '假的' })).outcome,
      ).toBe('known')
      expect(await warnings()).toHaveLength(2)
    })

    test('tells who posts it nothing of a file of the same number elsewhere', async () => {
      await post('zhilin', { identifier: 'X', geocode: codes.linhai })
      later()
      expect((await post('lin', { identifier: 'X', geocode: codes.wenling })).outcome).toBe(
        'drafted',
      )
      await town.settled()
      expect(town.wordsOf('shizhi')).toHaveLength(1)
      expect(town.wordsOf('lin')).toEqual([])
      later()
      const again = await post('lin', { identifier: 'X', geocode: codes.wenling, text: '改了' })
      expect(again.outcome).toBe('conflict')
    })

    test('is overtaken by the real update, which neither follows it alone nor is lost in it', async () => {
      const real = await arrive({ identifier: 'X', geocode: codes.city })
      await approve('shidai', real.warningId)
      const false_ = await post('lin', { identifier: 'X', geocode: codes.shitang, text: '假的' })
      await approve('zhou', false_.warningId)
      const update = await arrive({
        identifier: 'X2',
        msgType: 'Update',
        references: 'X',
        geocode: codes.city,
      })
      await approve('shidai', update.warningId)
      expect((await warnings()).map((one) => one.replaced_by)).toEqual([
        update.warningId,
        update.warningId,
        null,
      ])
      expect(
        (
          await arrive({
            identifier: 'X3',
            msgType: 'Cancel',
            references: 'X',
            geocode: codes.city,
          })
        ).outcome,
      ).toBe('lifted')
      expect((await warnings()).map(({ state }) => state)).toEqual(['lifted', 'lifted', 'lifted'])
    })

    test('under the number that a real update will have holds that one up no more', async () => {
      const real = await arrive({ identifier: 'X', geocode: codes.wenling })
      await approve('zhou', real.warningId)
      await post('lin', { identifier: 'X2', geocode: codes.shitang, text: '假的' })
      later()
      const update = await arrive({
        identifier: 'X2',
        msgType: 'Update',
        references: 'X',
        geocode: codes.wenling,
      })
      expect(update.outcome).toBe('conflict')
      expect(await warnings()).toMatchObject([
        { unit_path: wenling, state: 'sent' },
        { unit_path: shitang, state: 'draft' },
        { unit_path: wenling, state: 'draft' },
      ])
      await approve('zhou', update.warningId)
      expect((await warnings())[0]!.replaced_by).toBe(update.warningId)
    })
  })
})
