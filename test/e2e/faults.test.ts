import { withChromium } from '../support/needs'
import { nothingComplained } from '../support/watched'
import { eventually } from '../support/world'
import { order, openPlayhouse, type Playhouse, type Stage } from './stage'

withChromium('with a switch of the page pressed', () => {
  let house: Playhouse
  let stage: Stage
  beforeAll(async () => {
    house = await openPlayhouse()
  })
  afterAll(() => house.close())
  afterEach(() => stage.close())
  const confirmations = async () =>
    Number(
      (
        await stage.rows<{ n: number }>(
          `select count(*) n from fact where kind = 'warning.acknowledged'`,
        )
      )[0]!.n,
    )

  /** The seconds go by that the limit asks for, until nothing waits to be sent. */
  async function arrived() {
    const waiting = () => stage.rows('select id from parcel where due_at is not null')
    for (let seconds = 0; (await waiting()).length; seconds++) {
      expect(seconds).toBeLessThan(120)
      await stage.moveTo(new Date(stage.now().getTime() + 1_000))
    }
  }

  test('last phone without network: the warning waits for it and is there when the network is back', async () => {
    stage = await house.open()
    await stage.fault('net', true)
    await stage.told('王阿芬的手机断了网')
    await stage.issue()
    await stage.jiang.sees('台风橙色预警')
    expect(await stage.wang.chat()).toEqual([])
    await stage.shot('faultNet')
    await stage.fault('net', false)
    await stage.wang.press('收到')
    await stage.wang.stamped('已确认')
  })

  test('every push five times: one stamp, one answer, one count', async () => {
    stage = await house.open()
    await stage.fault('twice', true)
    await stage.told('开关「同一按键回调几次」打开了')
    await stage.issue()
    await stage.jiang.press('收到')
    await stage.jiang.stamped('已确认')
    await stage.wang.say('1')
    await stage.wang.stamped('已确认')
    await stage.pass({ minutes: 1 })
    await stage.lin.sees(/还差\s*5\s*人未确认.*确认\s*2\s人/s)
    await stage.shot('faultTwice')
    expect(await confirmations()).toBe(2)
    expect((await stage.wang.chat()).filter((words) => words.startsWith('已确认：'))).toHaveLength(
      1,
    )
    expect(
      (await stage.lin.chat()).filter((words) => words.startsWith('橙色预警已交上去')),
    ).toHaveLength(1)
    await eventually(() => stage.wang.cards.count(), 1)
  })

  test('cards fail: the same arrives as words, and 1 answers it', async () => {
    stage = await house.open()
    await stage.lin.say(order)
    await stage.zhou.sees('请您批准')
    await stage.fault('card', true)
    await stage.zhou.press('批准发布')
    const refusals = () =>
      stage.standin.world.journal.story.list().filter(({ kind }) => kind === 'refused').length
    for (const minute of [1, 2, 3]) {
      expect(refusals()).toBeGreaterThanOrEqual(minute * 2)
      await stage.pass({ minutes: 1 })
    }
    await stage.wang.sees(/台风橙色预警.*要做：危房工棚人员转移.*回复 1 ＝ 收到/s)
    await eventually(() => stage.wang.cards.count(), 0)
    await stage.shot('faultCard')
    await stage.wang.say('1')
    await stage.wang.sees('已确认：台风橙色预警')
    expect(await confirmations()).toBe(1)
    await stage.fault('card', false)
  })

  test('said to be sent but dropped: nothing is seen, then silence itself brings it another way', async () => {
    stage = await house.open()
    await stage.lin.say(order)
    await stage.zhou.sees('请您批准')
    await stage.fault('quiet', true)
    await stage.zhou.press('批准发布')
    await stage.told(/卡片「台风橙色预警」发给 .* 等 7 处/)
    await stage.pass({ minutes: 5 })
    await stage.told(/机器人消息「台风橙色预警」发给 7 人/)
    for (const phone of [stage.chen, stage.jiang, stage.wang]) {
      expect(await phone.chat()).toEqual([])
    }
    await stage.shot('faultQuiet')
    await stage.fault('quiet', false)
    await stage.pass({ minutes: 1 })
    await stage.wang.sees(/工作通知.*台风橙色预警.*回复 1 ＝ 收到/s)
    await stage.shot('faultQuietOver')
    await stage.wang.say('1')
    await stage.wang.sees('已确认：台风橙色预警')
    await stage.lin.say('还差谁')
    await stage.lin.sees(/还差 6\s人未确认/)
  })

  test('two calls a second: it is refused again and again, and all of it arrives, once', async () => {
    stage = await house.open({
      policy: (policy) => ({
        ...policy,
        delivery: { ...policy.delivery, perCall: { ...policy.delivery.perCall, card: 1 } },
      }),
      standin: { faults: { noLimits: false } },
    })
    await stage.fault('limit', true)
    await stage.lin.say(order)
    await arrived()
    await stage.zhou.press('批准发布')
    await arrived()
    await stage.told(/发卡片，给 .*，被限流/)
    await stage.shot('faultLimit')
    for (const phone of [stage.chen, stage.jiang, stage.wang]) {
      await phone.press('收到')
      await phone.stamped('已确认')
    }
    for (const phone of [stage.chen, stage.jiang, stage.wang]) {
      await eventually(() => phone.cards.filter({ hasText: '台风橙色预警' }).count(), 1)
    }
    await stage.lin.sees(/还差\s*\d\s*人/)
    expect(await confirmations()).toBe(3)
  })

  test('a service that is gone: the press says so in the foot, and works when it is back', async () => {
    stage = await house.open()
    await stage.issue()
    await stage.wang.hasCard('台风橙色预警')
    await stage.stop()
    await stage.told('服务与钉钉的连接断了一条')
    await stage.wang.press('收到')
    await eventually(
      () => stage.wang.phone.getByRole('alert').filter({ visible: true }).allInnerTexts(),
      [expect.stringContaining('服务没有连着，过一会儿再按')],
    )
    await stage.shot('serviceGone')
    await stage.start()
    await stage.wang.press('收到')
    await stage.wang.stamped(/^已确认/)
    await eventually(
      () => stage.wang.phone.getByRole('alert').filter({ visible: true }).allInnerTexts(),
      [],
    )
    expect(await confirmations()).toBe(1)
  })

  nothingComplained(() => house.complaints)
})
