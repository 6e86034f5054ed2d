import { shitang, wenling } from '../support/town'
import { withChromium } from '../support/needs'
import { nothingComplained } from '../support/watched'
import { eventually } from '../support/world'
import { order, openPlayhouse, styleOf, type Playhouse, type Stage } from './stage'

withChromium('on the page of phones', () => {
  let house: Playhouse
  let stage: Stage
  beforeAll(async () => {
    house = await openPlayhouse()
  })
  afterAll(() => house.close())
  beforeEach(async () => {
    stage = await house.open()
  })
  afterEach(() => stage.close())
  const confirmations = async () =>
    Number(
      (
        await stage.rows<{ n: number }>(
          `select count(*) n from fact where kind = 'warning.acknowledged'`,
        )
      )[0]!.n,
    )
  const warningId = async () =>
    (await stage.rows<{ id: string }>('select id from warning order by drafted_at desc'))[0]!.id

  test('a warning is typed, approved by a second person, confirmed by button and by word, and counted', async () => {
    const { lin, zhou, chen, jiang, wang } = stage
    await lin.say(order)
    await lin.sees('橙色预警已交上去，批准后发出')
    await lin.stamped(/^已交 周国平/)
    await zhou.sees(/林海燕 14:\d\d 请您批准/)
    await zhou.sees(/石塘镇 7\s人，约 \d+\s秒发完/)
    expect(await jiang.chat()).toEqual([])
    await stage.shot('asked')
    await zhou.press('批准发布')
    await zhou.stamped(/^已批准 14:\d\d$/)
    await lin.stamped(/^周国平已批准 14:\d\d$/)
    for (const phone of [chen, jiang, wang]) {
      await phone.sees(/温岭市防指 14:\d\d.*台风橙色预警.*危房工棚人员转移.*18:00\s前.*收到/s)
    }
    await stage.shot('sent')
    await jiang.press('收到')
    await jiang.stamped(/^已确认 14:\d\d$/)
    await wang.say('1')
    await wang.sees('已确认：台风橙色预警')
    await wang.stamped(/^已确认 14:\d\d$/)
    await eventually(() => chen.cards.getByRole('button', { name: '收到' }).count(), 1)
    await stage.pass({ minutes: 1 })
    for (const phone of [lin, zhou]) {
      await phone.sees(/还差\s*5\s*人未确认.*确认\s*2\s人.*送达\s*7\s人.*石塘镇 5\s人/s)
    }
    await chen.say('还差谁')
    await chen.sees(/台风橙色预警，还差 5\s人未确认/)
    await stage.told(/^14:\d\d蒋根法 按了「收到」，0\.\d\d 秒有答复$/)
    await stage.told('钟往前拨了 1 分，8 月 12 日 14:')
    await stage.shot('counted')
    const board = await zhou.follow('看名单') // the card leads to who is missing
    await eventually(async () => (await board.getByText('石塘镇').count()) > 0, true)
    await stage.shot('countedNames')
    expect(await confirmations()).toBe(2)
  })

  test('silence climbs as the clock is moved: reminder, DING, deputy, superior; whoever has answered hears nothing more', async () => {
    const { lin, chen, jiang, wang } = stage
    const commander = house.holder('townshipCommander', shitang)
    const second = house.holder('townshipDeputyCommander', shitang)
    const deputy = await stage.add(second)
    await stage.issue()
    await deputy.press('收到')
    await deputy.stamped(/^已确认/)
    await stage.pass({ minutes: 5 })
    for (const phone of [chen, jiang, wang]) {
      await phone.sees(/还没有收到您的确认.*回复 1 ＝ 收到.*起会发 DING/s)
    }
    await stage.shot('reminded')
    await wang.say('1')
    await wang.stamped(/^已确认/)
    const before = { wang: await wang.chat(), deputy: await deputy.chat() }
    await stage.pass({ minutes: 5 })
    for (const phone of [chen, jiang]) await phone.sees(/^DING台风橙色预警.*起会找您的 AB\s角/s)
    await stage.told(/^14:\d\d应用内 DING 了 .* 等 5 人$/)
    expect({ wang: await wang.chat(), deputy: await deputy.chat() }).toEqual(before)
    await stage.shot('ding')
    await stage.pass({ minutes: 5 })
    await stage.pass({ minutes: 5 })
    await deputy.sees(/代谁\s*石塘镇应急办主任 陈志坚，没有确认.*还有 1\s人要您代确认/s)
    await stage.shot('deputy')
    await stage.pass({ minutes: 5 })
    await stage.pass({ minutes: 5 })
    await lin.sees(
      new RegExp(`还差\\s*1\\s*人未确认.*${commander.name} \\d{3}\\*{4}\\d{4}，石塘镇`, 's'),
    )
    await stage.shot('superior')
    await deputy.press('收到')
    await chen.stamped(new RegExp(`^${second.name} 1[45]:\\d\\d 代确认$`))
    await deputy.sees(
      new RegExp(`代谁.*${commander.name}，没有确认.*您是${commander.name}的 AB\\s角`, 's'),
    )
    await deputy.press('收到')
    await deputy.stamped(`已代${commander.name}确认`)
    expect(await wang.chat()).toEqual(before.wang)
    await stage.shot('deputised')
  })

  test('what is called off says so on every card, asks for nothing and is told to those it had reached', async () => {
    const { lin, zhou, chen, wang } = stage
    await stage.issue()
    await wang.press('收到')
    await wang.stamped('已确认')
    await stage
      .as('u-linhaiyan')
      .warnings.lift({ warningId: await warningId(), reason: '台风已过' })
    for (const phone of [chen, wang]) await phone.sees('台风橙色预警已解除：台风已过。不用再办')
    for (const phone of [lin, zhou, chen, wang]) {
      await phone.hasCard('已解除：台风橙色预警')
      await eventually(() => phone.cards.filter({ hasNotText: /已解除|已撤回/ }).count(), 0)
      await eventually(() => phone.cards.getByRole('button').count(), 0)
    }
    await wang.stamped('已确认')
    await stage.shot('lifted')
    const before = await chen.chat()
    await stage.pass({ minutes: 30 })
    await stage.lin.say('还差谁')
    await stage.lin.sees('没有等着确认的预警')
    expect(await chen.chat()).toEqual(before)
  })

  test('a drill is told by its words, its plate, its rim and its violet, and is counted apart', async () => {
    const { lin, wang } = stage
    await stage.issue('演练 ', '演练：批准')
    const card = wang.card('【演练】台风橙色预警')
    const violet = 'rgb(106, 47, 181)'
    await wang.hasCard('【演练】台风橙色预警')
    await eventually(() => card.locator('.plate').innerText(), expect.stringMatching(/^演练\s*橙$/))
    await eventually(() => card.locator('.rim').isVisible(), true)
    const button = card.getByRole('button', { name: '演练：收到', exact: true })
    await eventually(() => styleOf(button, 'backgroundColor'), violet)
    await eventually(
      () => styleOf(card.locator('.plate'), 'backgroundImage'),
      expect.stringContaining(violet),
    )
    await stage.shot('drill')
    await button.click()
    await wang.stamped(/^已确认/)
    await stage.issue()
    await wang.sees(/^台风\s*橙/)
    await stage.pass({ minutes: 1 })
    await lin.sees(/【演练】台风橙色预警.*还差\s*6\s*人/s)
    await lin.sees(/^台风\s*橙\s*回执.*还差\s*7\s*人/s)
    const list = async (drill: boolean) =>
      (await stage.as('u-linhaiyan').warnings.list({ unitPath: wenling, drill })).length
    expect([await list(true), await list(false)]).toEqual([1, 1])
    await stage.shot('drillAndLive')
  })

  test('a press without network waits on the phone, goes when the network is back, and counts once', async () => {
    const { wang } = stage
    await stage.issue()
    await wang.hasCard('台风橙色预警')
    await wang.net()
    await wang.phone.getByText('没有网络。照常点，有网自动发出').waitFor()
    await wang.press('收到')
    await wang.stamped('待传')
    expect(await confirmations()).toBe(0)
    await stage.shot('netless')
    await wang.net()
    await wang.stamped(/^已确认 14:\d\d$/)
    expect(await confirmations()).toBe(1)
    await stage.told('王阿芬的手机断了网')
    await stage.told('王阿芬的手机有网了')
    await eventually(() => wang.phone.getByText('没有网络').isVisible(), false)
  })

  test('nobody approves what he wrote himself, neither on the card nor over the API', async () => {
    const { zhou } = stage
    const other = house.holder('dutyLeader', wenling)
    const hu = await stage.add(other)
    await zhou.say(order)
    await zhou.stamped(new RegExp(`^已交 ${other.name}`))
    await eventually(() => zhou.cards.getByRole('button').count(), 0)
    await stage.shot('self')
    await expect(
      stage.as('u-zhouguoping').warnings.approve({ warningId: await warningId() }),
    ).rejects.toThrow(`您写的要由别人批准，可找 ${other.name}`)
    expect(await stage.wang.chat()).toEqual([])
    await hu.press('批准发布')
    await zhou.stamped(new RegExp(`^${other.name}已批准`))
    await stage.wang.sees('台风橙色预警')
  })

  nothingComplained(() => house.complaints)
})
