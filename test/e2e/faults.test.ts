import { until } from '../support/world'
import { withChromium } from '../support/needs'
import { order, playhouse, type Playhouse, type Stage } from './stage'

withChromium('with a switch of the page pressed', () => {
  let house: Playhouse
  let it: Stage
  beforeAll(async () => {
    house = await playhouse()
  })
  afterAll(() => house.close())
  afterEach(async () => expect(await it.close()).toEqual([]))
  const confirmations = async () =>
    Number(
      (
        await it.service.rows<{ n: number }>(
          `select count(*) n from fact where kind = 'warning.acknowledged'`,
        )
      )[0]!.n,
    )

  test('last phone without network: the warning waits for it and is there when the network is back', async () => {
    it = await house.open()
    await it.fault('net', true)
    await it.told('王阿芬的手机断了网')
    await it.issue()
    await it.jiang.sees('台风橙色预警')
    expect(await it.wang.chat()).toEqual([])
    await it.shot('faultNet')
    await it.fault('net', false)
    await it.wang.press('收到')
    await it.wang.stamped('已确认')
  })

  test('every push five times: one stamp, one answer, one count', async () => {
    it = await house.open()
    await it.fault('twice', true)
    await it.told('开关「同一按键回调几次」打开了')
    await it.issue()
    await it.jiang.press('收到')
    await it.jiang.stamped('已确认')
    await it.wang.say('1')
    await it.wang.stamped('已确认')
    await it.later(1)
    await it.lin.sees(/还差\s*5\s*人未确认.*确认\s*2\s人/s)
    await it.shot('faultTwice')
    expect(await confirmations()).toBe(2)
    expect((await it.wang.chat()).filter((words) => words.startsWith('已确认：'))).toHaveLength(1)
    expect(
      (await it.lin.chat()).filter((words) => words.startsWith('橙色预警已交上去')),
    ).toHaveLength(1)
    expect(await it.wang.cards.count()).toBe(1)
  })

  test('cards fail: the same arrives as words, and 1 answers it', async () => {
    it = await house.open()
    await it.lin.say(order)
    await it.zhou.sees('请您批准')
    await it.fault('card', true)
    await it.zhou.press('批准发布')
    for (const minute of [1, 2, 3]) {
      await until(
        `refusal ${minute}`,
        () =>
          it.standin.world.journal.story.list().filter(({ kind }) => kind === 'refused').length >=
          minute * 2,
      )
      await it.later(1)
    }
    await it.wang.sees(/台风橙色预警.*要做：危房工棚人员转移.*回复 1 ＝ 收到/s)
    expect(await it.wang.cards.count()).toBe(0)
    await it.shot('faultCard')
    await it.wang.say('1')
    await it.wang.sees('已确认：台风橙色预警')
    expect(await confirmations()).toBe(1)
    await it.fault('card', false)
  })

  test('said to be sent but dropped: nothing is seen, then silence itself brings it another way', async () => {
    it = await house.open()
    await it.lin.say(order)
    await it.zhou.sees('请您批准')
    await it.fault('quiet', true)
    await it.zhou.press('批准发布')
    await it.told(/卡片「台风橙色预警」发给 .* 等 7 处/)
    await it.later(5)
    await it.told(/机器人消息「台风橙色预警」发给 7 人/)
    for (const phone of [it.chen, it.jiang, it.wang]) expect(await phone.chat()).toEqual([])
    await it.shot('faultQuiet')
    await it.fault('quiet', false)
    await it.later(1)
    await it.wang.sees(/工作通知.*台风橙色预警.*回复 1 ＝ 收到/s)
    await it.shot('faultQuietOver')
    await it.wang.say('1')
    await it.wang.sees('已确认：台风橙色预警')
    await it.lin.say('还差谁')
    await it.lin.sees(/还差 6\s人未确认/)
  })

  test('two calls a second: it is refused again and again, and all of it arrives, once', async () => {
    it = await house.open({
      policy: (policy) => ({
        ...policy,
        delivery: { ...policy.delivery, perCall: { ...policy.delivery.perCall, card: 1 } },
      }),
      standin: { faults: { noLimits: false } },
    })
    await it.fault('limit', true)
    await it.issue()
    await it.told(/发卡片，给 .*，被限流/)
    await it.shot('faultLimit')
    for (const phone of [it.chen, it.jiang, it.wang]) {
      await phone.press('收到')
      await phone.stamped('已确认')
    }
    for (const phone of [it.chen, it.jiang, it.wang]) {
      expect(await phone.cards.filter({ hasText: '台风橙色预警' }).count()).toBe(1)
    }
    await it.lin.sees(/还差\s*\d\s*人/)
    expect(await confirmations()).toBe(3)
  })

  test('a service that is gone: the press says so in the foot, and works when it is back', async () => {
    it = await house.open()
    await it.issue()
    await it.wang.card('台风橙色预警').waitFor()
    await it.service.stop()
    await it.told('服务与钉钉的连接断了一条')
    await it.wang.press('收到')
    await it.wang.phone.getByRole('alert').getByText('服务没有连着，过一会儿再按').waitFor()
    await it.shot('serviceGone')
    await it.service.start()
    await it.wang.press('收到')
    await it.wang.stamped(/^已确认/)
    expect(await it.wang.phone.getByRole('alert').filter({ visible: true }).count()).toBe(0)
    expect(await confirmations()).toBe(1)
  })
})
