import { linhai, openTown, type Town } from '../support/town'
import { engines } from '../support/world'

const forbidden = { code: 'access.forbidden' }

describe.each(engines)('a warning as it is read, on %s', (engine) => {
  let town: Town
  afterEach(() => town.close())

  test('is open in full to whoever it concerns, and to nobody else', async () => {
    town = await openTown(engine)
    const id = await town.issue({
      text: '12 小时内平均风力 10 级以上',
      validUntil: new Date('2026-08-13T00:00:00Z'),
    })
    expect(await town.as('jiang').warnings.open({ warningId: id })).toMatchObject({
      title: '台风橙色预警',
      text: '12 小时内平均风力 10 级以上',
      issuer: '温岭市防指',
      writer: '林海燕',
      approver: '周国平',
      area: '石塘镇',
      validUntil: new Date('2026-08-13T00:00:00Z'),
      open: true,
      lines: [
        { label: '要做', text: '危房、工棚、沿海各户转移' },
        { label: '时限', text: '今天 18:00 前' },
        { label: '情况', text: '12 小时内平均风力 10 级以上' },
      ],
      mine: { acknowledgedAt: null, by: null },
      ring: [{ name: '林海燕', post: '值班员', unitName: '温岭市', phone: '138****0000' }],
    })
    await town.as('jiang').warnings.acknowledge({ warningId: id })
    expect((await town.as('jiang').warnings.open({ warningId: id })).mine).toEqual({
      acknowledgedAt: expect.any(Date),
      by: null,
    })
    // a leader whose people it reaches
    expect((await town.as('zhong').warnings.open({ warningId: id })).mine).toBeNull()
    for (const stranger of ['ye', 'jin', 'zhilin']) {
      await expect(town.as(stranger).warnings.open({ warningId: id })).rejects.toMatchObject({
        code: 'warning.notFound',
      })
    }
  })

  test('says whom to ring, and that number is given to those below the desk only', async () => {
    town = await openTown(engine)
    const warningId = await town.issue()
    const [desk] = (await town.as('jiang').warnings.open({ warningId })).ring
    expect(
      await town.as('jiang').org.phone({ personId: desk!.personId, reason: '问预警' }),
    ).toEqual({
      phone: '13858610000',
    })
    expect(await town.facts('org.phoneShown')).toEqual([
      { personId: desk!.personId, reason: '问预警' },
    ])
    await expect(
      town.as('jiang').org.phone({ personId: town.ids.get('值临')!, reason: '问预警' }),
    ).rejects.toMatchObject(forbidden)
    await expect(
      town.as('jiang').org.phone({ personId: town.ids.get('周国平')!, reason: '问预警' }),
    ).rejects.toMatchObject(forbidden)
  })

  test('is weighed before it is written, and nothing is left of that', async () => {
    town = await openTown(engine)
    const { text } = town
    const reach = await town.as('lin').warnings.reach(text)
    expect(reach).toMatchObject({
      issuer: '温岭市防指',
      lines: [
        { label: '要做', text: '危房、工棚、沿海各户转移' },
        { label: '时限', text: '今天 18:00 前', strong: true },
      ],
      people: 5,
      unreachableCount: 1,
      approvers: ['周国平'],
      ladder: [
        { afterMinutes: 5, act: 'remind' },
        expect.anything(),
        expect.anything(),
        expect.anything(),
      ],
    })
    expect(await town.rows('select id from warning')).toEqual([])
    await expect(
      town.as('lin').warnings.reach({
        ...text,
        unitPath: linhai,
        audience: { ...text.audience, units: [linhai] },
      }),
    ).rejects.toMatchObject(forbidden)
  })

  test('is chosen from what the policy of the running service has', async () => {
    town = await openTown(engine, {
      policy: (policy) => ({
        ...policy,
        warnings: {
          ...policy.warnings,
          hazards: [
            {
              ...policy.warnings.hazards[0]!,
              name: 'quake',
              title: '地震',
              todo: { red: '到空地去' },
            },
          ],
        },
      }),
    })
    const choices = await town.as('lin').warnings.choices({})
    expect(choices.hazards).toEqual([{ name: 'quake', title: '地震', todo: { red: '到空地去' } }])
    expect(choices.posts).toContainEqual({
      name: 'villageHead',
      title: '村级主要负责人',
      at: ['village'],
    })
    expect(choices.audience.red).toContain('villageHead')
  })

  test('leaves a trace for each person: what was done, and what comes next', async () => {
    town = await openTown(engine)
    const warningId = await town.issue()
    const personId = town.ids.get('蒋根法')!
    const steps = async () =>
      (await town.as('ying').warnings.timeline({ warningId, personId })).map(
        ({ what, who, planned }) => `${planned ? '将 ' : ''}${[what, ...who].join(' ')}`,
      )
    expect(await steps()).toEqual([
      'sent',
      '将 remind',
      '将 ding',
      '将 deputy 江春林',
      '将 superior 应敏',
    ])
    await town.pass({ minutes: 6 })
    await town.pass({ minutes: 5 })
    await town.pass({ minutes: 10 })
    expect(await steps()).toEqual(['sent', 'remind', 'ding', 'deputy 江春林', '将 superior 应敏'])
    await town.as('ying').warnings.acknowledgeFor({ warningId, personId })
    expect(await steps()).toEqual(['sent', 'remind', 'ding', 'deputy 江春林', 'confirmed 应敏'])
    await expect(town.as('ye').warnings.timeline({ warningId, personId })).rejects.toMatchObject({
      code: 'person.notFound',
    })
  })
})
