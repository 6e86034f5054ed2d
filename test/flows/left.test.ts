import { Role } from '../../shared/vocabulary'
import { cardTopic, push, pressOf } from '../support/frames'
import { refusal } from '../support/refusal'
import { openTown, type Town } from '../support/town'
import { engines, type World } from '../support/world'
import { uuid } from '../../bot/core/ids'
import { inputs, own, type Closed, type Things } from './scopeInputs'
import { people, things } from './scopeThings'
import { closed, openScopeWorld } from './scopeWorld'

const leave = ({ app, now }: World, personId: string) =>
  app.io.transact((ctx) =>
    ctx.db.query('update person set left_at = ? where id = ?', [now().getTime(), personId]),
  )
const notListed = '名单里没有您，请找乡镇应急办登记'

describe.each(engines)('an operation asked by who has left, on %s', (engine) => {
  let world: World
  let ours: Things
  const leavers: string[] = []
  beforeAll(async () => {
    ;({ world } = await openScopeWorld(engine))
    ours = await things(world, own, 'sent')
    for (const role of Role.options) leavers.push(await people(world, role))
    for (const personId of leavers) await leave(world, personId)
  })
  afterAll(() => world.close())

  test.each(closed.map(([name]) => name))('%s is refused, whatever the post was', async (name) => {
    for (const personId of leavers) expect(await ask(name, personId)).toBe('access.notListed')
  })
  function ask(name: Closed, personId: string) {
    const { token } = world.app.io.ports.session.open(personId, world.now())
    const headers = { authorization: `Bearer ${token}` }
    return refusal(world.post(name, inputs[name](own, ours), headers))
  }
})

describe.each(engines)('from the moment of leaving, on %s', (engine) => {
  let town: Town
  let warningId: string
  beforeEach(async () => {
    town = await openTown(engine)
    warningId = await town.issue()
  })
  afterEach(() => town.close())
  const answered = () => town.facts('warning.acknowledged')
  const pressAs = (userId: string) =>
    push(
      town.standin,
      'CALLBACK',
      { topic: cardTopic },
      pressOf(userId, town.cardsOf('jiang')[0]!.id, {
        action: 'warnings.acknowledge',
        params: JSON.stringify({ warningId }),
      }),
    )

  test('a button and a word do nothing, though the directory key is still remembered', async () => {
    await town.standin.say({ userId: 'jiang', text: '你好' })
    await town.settled()
    await leave(town, town.ids.get('蒋根法')!)
    expect(await pressAs('jiang')).toMatchObject({
      response: { userPrivateData: { cardParamMap: { foot: notListed } } },
    })
    for (const word of ['1', '还差谁', '预警 台风 橙 里箬村 转移']) {
      await town.standin.say({ userId: 'jiang', text: word })
      await town.settled()
      expect(town.wordsOf('jiang').at(-1)).toBe(notListed)
    }
    expect(await answered()).toEqual([])
    expect(await town.rows('select id from warning')).toHaveLength(1)
  })

  test('a confirmation by the old session counts no more, nor does a copy of an earlier one', async () => {
    await town.as('jiang', 'once').warnings.acknowledge({ warningId })
    await town.as('zhuang').session.me({})
    await leave(town, town.ids.get('蒋根法')!)
    await leave(town, town.ids.get('庄文君')!)
    for (const client of [town.as('jiang', 'once'), town.as('zhuang')]) {
      expect(await refusal(client.warnings.acknowledge({ warningId }))).toBe('access.notListed')
    }
    expect(await answered()).toHaveLength(1)
  })

  test('a picture is shown no more by the address that was given, nor is a part of one taken', async () => {
    const id = uuid()
    const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(100, 7)])
    const part = { id, from: 0, size: photo.length, bytes: photo.toString('base64') }
    await town.as('jiang').files.put(part)
    const { url } = await town.as('jiang').files.link({ id })
    const another = url.replace(town.ids.get('蒋根法')!, town.ids.get('庄文君')!)
    const status = async (path: string) => (await fetch(town.address + path)).status
    expect([await status(url), await status(another)]).toEqual([200, 404])
    await leave(town, town.ids.get('蒋根法')!)
    expect(await status(url)).toBe(404)
    expect(await refusal(town.as('jiang').files.put({ ...part, id: uuid() }))).toBe(
      'access.notListed',
    )
  })
})
