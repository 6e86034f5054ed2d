import { lift } from '../../bot/warnings/lift'
import { openTown, type Town } from '../support/town'
import { engines } from '../support/world'

describe.each(engines)('a warning that ends on %s', (engine) => {
  let town: Town
  beforeEach(async () => {
    town = await openTown(engine)
  })
  afterEach(() => town.close())

  test('that is called off asks nobody any more, and exactly those reached are told', async () => {
    const { id } = await town.draft()
    await town.as('zhou').warnings.approve({ warningId: id })
    await town.settled()
    const { acknowledgedAt } = await town.as('jiang').warnings.acknowledge({ warningId: id })
    await town.as('lin').warnings.lift({ warningId: id, reason: '台风已远离' })
    await town.as('lin').warnings.lift({ warningId: id, reason: '再说一次' })
    await town.pass({ minutes: 1 })
    expect(town.newest('zhuang')).toMatchObject({
      tone: 'plain',
      title: '已解除：台风橙色预警',
      btn: '',
      rows: expect.stringContaining('台风已远离') as string,
    })
    expect(town.newest('jiang')).toMatchObject({
      title: '已解除：台风橙色预警',
      mine: '已确认 14:28',
    })
    for (const userId of ['jiang', 'zhuang', 'ying', 'chunlin']) {
      expect(town.wordsOf(userId)).toEqual([
        expect.stringContaining('台风橙色预警已解除：台风已远离。不用再办'),
      ])
    }
    expect(town.wordsOf('ye')).toEqual([])
    expect(await town.facts('warning.lifted')).toHaveLength(1)
    await town.pass({ minutes: 60 })
    expect(await town.facts('warning.escalated')).toEqual([])
    await expect(town.as('zhuang').warnings.acknowledge({ warningId: id })).rejects.toMatchObject({
      code: 'warning.lifted',
    })
    expect((await town.as('jiang').warnings.acknowledge({ warningId: id })).acknowledgedAt).toEqual(
      acknowledgedAt,
    )
  })

  test('whose button is pressed on an old screen after it was called off answers with the card as it now stands', async () => {
    const id = await town.issue()
    const before = town.cardsOf('zhuang').at(-1)!
    await town.app.io.transact((ctx) => lift(ctx, { warningId: id, reason: '台风已远离' }))
    await town.standin.press({
      userId: 'zhuang',
      outTrackId: before.id,
      actionId: 'main',
      params: { action: 'warnings.acknowledge', params: before.vars['params'] },
    })
    expect(town.newest('zhuang')).toMatchObject({
      title: '已解除：台风橙色预警',
      btn: '',
      foot: '这条预警已解除，不用再办',
    })
    expect(await town.facts('warning.acknowledged')).toEqual([])
  })

  test('that is called off before it leaves reaches nobody', async () => {
    const { id } = await town.draft()
    await town.as('zhou').warnings.approve({ warningId: id })
    await town.as('lin').warnings.lift({ warningId: id, reason: '写错了' })
    await town.pass({ minutes: 1 })
    expect(town.chat('jiang')).toEqual([])
    expect(await town.facts('warning.sent')).toEqual([])
  })

  test('that is raised takes the place of the one before', async () => {
    const orange = await town.issue()
    await town.pass({ minutes: 2 })
    const red = await town.issue({ color: 'red', replaces: orange })
    await town.pass({ minutes: 1 })
    expect(
      town.cardsOf('zhuang').map(({ vars }) => [vars['title'], vars['btn'], vars['foot']]),
    ).toEqual([
      ['台风橙色预警', '', '已升级为红色，看新的'],
      ['台风红色预警', '收到', '收不到确认，14:37 起会再提醒您'],
    ])
    await town.pass({ minutes: 60 })
    expect(
      new Set((await town.facts('warning.escalated')).map((fact) => fact['warningId'])),
    ).toEqual(new Set([red]))
  })
})
