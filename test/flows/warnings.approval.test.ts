import { shitang, openTown, wenling, xinsha, type Town } from '../support/town'
import { engines } from '../support/world'

describe.each(engines)('who approves a warning on %s', (engine) => {
  let town: Town
  beforeEach(async () => {
    town = await openTown(engine)
  })
  afterEach(() => town.close())
  const stateOf = async (id: string) =>
    (await town.rows<{ state: string }>('select state from warning where id = ?', [id]))[0]!.state

  test('is never approved by its writer, by whatever post, nor by somebody elsewhere', async () => {
    await town.app.io.transact((ctx) =>
      ctx.db.query('update post set deputy_id = ? where kind = ? and unit_path = ?', [
        town.ids.get('林海燕'),
        'dutyLeader',
        wenling,
      ]),
    )
    const { id } = await town.draft()
    await expect(town.as('lin').warnings.approve({ warningId: id })).rejects.toMatchObject({
      code: 'warning.selfApproval',
      message: '您写的要由别人批准，可找 周国平',
    })
    for (const stranger of ['jin', 'zhong']) {
      await expect(town.as(stranger).warnings.approve({ warningId: id })).rejects.toMatchObject({
        code: 'warning.notFound',
      })
    }
    await expect(town.as('jiang').warnings.approve({ warningId: id })).rejects.toMatchObject({
      code: 'access.forbidden',
    })
    expect(await stateOf(id)).toBe('draft')
    const approved = await town.as('zhou').warnings.approve({ warningId: id })
    expect(approved.state).toBe('approved')
    expect(await town.as('zhou').warnings.approve({ warningId: id })).toEqual(approved)
    expect(await town.facts('warning.approved')).toHaveLength(1)
  })

  test('goes up to the next unit for approval where the writer is the only one who may', async () => {
    const { id } = await town.as('zhong').warnings.draft({ ...town.text, unitPath: shitang })
    await town.settled()
    expect(town.newest('zhong')['mine']).toBe('已交 周国平 批准')
    expect((await town.as('zhou').warnings.approve({ warningId: id })).state).toBe('approved')
  })

  test('whose writer is the only approver far and wide tells whom to ask', async () => {
    await town.as('zhou').warnings.draft(town.text)
    await town.settled()
    expect(town.newest('zhou')).toMatchObject({
      btn: '',
      foot: '您写的要由别人批准，请找上级值班室',
    })
  })

  test('is refused with a reason, and then cannot be approved', async () => {
    const { id } = await town.draft()
    await town.settled()
    await town.as('zhou').warnings.refuse({ warningId: id, reason: '范围太大' })
    await town.pass({ minutes: 1 })
    expect(town.newest('lin')).toMatchObject({
      mine: '周国平已退回 14:28',
      rows: expect.stringContaining('范围太大') as string,
    })
    expect(town.wordsOf('lin').at(-1)).toContain('台风橙色预警被退回：范围太大。请改好重发')
    await expect(town.as('zhou').warnings.approve({ warningId: id })).rejects.toMatchObject({
      code: 'warning.refused',
    })
    await town.press('zhou', 'warnings.approve').catch(() => undefined)
    expect(await stateOf(id)).toBe('refused')
  })

  test('for nobody is not approved', async () => {
    const { id } = await town.draft({ audience: { units: [xinsha], posts: ['reservoirPatrol'] } })
    await expect(town.as('zhou').warnings.approve({ warningId: id })).rejects.toMatchObject({
      code: 'warning.noAudience',
    })
    expect(await stateOf(id)).toBe('draft')
  })
})
