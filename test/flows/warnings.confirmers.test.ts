import type { Confirmer } from '../../shared/warning'
import { join } from '../support/months'
import { refusal } from '../support/refusal'
import { openTown, postOf, shitang, songmen, type Town } from '../support/town'
import { engines } from '../support/world'
import { PostEntity } from '../../bot/org/entities'

describe.each(engines)('who may confirm for somebody else, on %s', (engine) => {
  let town: Town
  let warningId: string
  afterEach(() => town.close())

  async function open(confirmers?: Confirmer[]) {
    town = await openTown(engine, {
      policy: (policy) => ({
        ...policy,
        warnings: { ...policy.warnings, ...(confirmers && { confirmers }) },
      }),
    })
    await join(town, { name: '齐协', userId: 'qi', kind: 'weatherAssistant', unitPath: shitang })
    await join(town, {
      name: '副指',
      userId: 'fu',
      kind: 'townshipDeputyCommander',
      unitPath: songmen,
    })
    warningId = await town.issue()
  }
  const confirm = (userId: string, name: string) =>
    refusal(town.as(userId).warnings.acknowledgeFor({ warningId, personId: town.ids.get(name)! }))
  /** By name, for whom it is said. */
  const confirmed = async () => {
    const rows = await town.rows<{ name: string }>(
      `select p.name from warning_receipt r join person p on p.id = r.person_id
      where r.acknowledged_at is not null order by p.name`,
    )
    return rows.map(({ name }) => name)
  }

  test('desks over the person, the B角 and whom the ladder asks; no other holder, nobody beside', async () => {
    await open()
    expect([
      await confirm('qi', '蒋根法'),
      await confirm('fu', '蒋根法'),
      await confirm('zhuang', '蒋根法'),
    ]).toEqual(['access.forbidden', 'person.notFound', 'person.notFound'])
    expect(await confirmed()).toEqual([])
    await expect(
      town.as('qi').warnings.acknowledgeFor({ warningId, personId: town.ids.get('蒋根法')! }),
    ).rejects.toThrow('这一项您不能办，请找 值班室、他的 AB 角、他的上级')
    expect([
      await confirm('chunlin', '蒋根法'),
      await confirm('jiang', '李无'),
      await confirm('lin', '庄文君'),
      await confirm('chunlin', '江春林'),
    ]).toEqual(['done', 'done', 'done', 'done'])
    expect(await confirmed()).toHaveLength(4)
  })

  test('the B角 of a post elsewhere may, for the card of the ladder asks for it', async () => {
    await open()
    await town.app.io.transact((ctx) =>
      ctx.db.insert(
        PostEntity,
        postOf('expert', songmen, town.ids.get('庄文君')!, town.ids.get('叶平')),
      ),
    )
    expect(await confirm('ye', '庄文君')).toBe('done')
  })

  test.each<[Confirmer[], string[]]>([
    [['desk'], ['lin', 'ying', 'jiang', 'chunlin']],
    [['deputy'], ['chunlin']],
    [['superior'], ['ying', 'jiang']],
    [['holder'], ['lin', 'ying', 'jiang', 'qi', 'chunlin']],
  ])('by the policy %j: %j', async (confirmers, who) => {
    await open(confirmers)
    const may: string[] = []
    for (const userId of ['lin', 'ying', 'jiang', 'qi', 'chunlin', 'fu']) {
      const silent = userId === 'jiang' ? '李无' : '蒋根法'
      const outcome = await confirm(userId, silent)
      if (outcome === 'done') may.push(userId)
    }
    expect(may).toEqual(who)
  })
})
