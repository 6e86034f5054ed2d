import { PostEntity } from '../../bot/org/entities'
import type { FaultInput, HttpFault } from '../../bot/standin/faults'
import type { Examination, Finding } from '../../shared/examination'
import { eventually, until } from '../support/eventually'
import { refusal } from '../support/refusal'
import { city, openTown, postOf, type Town } from '../support/town'
import { engines, type WorldOptions } from '../support/world'

/** Whether the pages were built is the machine's affair. */
const ofMachine = new Set(['pages'])
/** The keys of the tests are not random. */
const ofTests = ['keys']

const mobile = '13911110001'
const users = [
  { userId: 'lin', name: '林海燕', mobile },
  { userId: 'zhou', name: '周国平' },
]

/** 林海燕 keeps the system, too; 周国平 does not. */
describe.each(engines)('an examination of the running service on %s', (engine) => {
  let town: Town
  async function open(options: WorldOptions = {}) {
    town = await openTown(engine, options)
    const post = postOf('systemAdmin', city, town.ids.get('林海燕')!)
    await town.app.io.transact((ctx) => ctx.db.insert(PostEntity, post))
    await town.admin('tenant', { departments: [], users })
    await town.as('lin').session.me({}) // while DingTalk is in order
  }
  afterEach(() => town.close())

  const keeper = () => town.as('lin').examination
  const last = async () => (await keeper().look({})).last!
  async function examine(isSending: boolean): Promise<Examination> {
    await keeper().start({ isSending })
    await town.settled()
    return last()
  }
  const named = ({ findings }: Examination, state: Finding['state']) =>
    findings
      .filter((finding) => finding.state === state && !ofMachine.has(finding.name))
      .map(({ name }) => name)
  const lineOf = ({ findings }: Examination, name: string) =>
    findings.find((finding) => finding.name === name)!

  test('tells one line for each check, and disturbs nobody', async () => {
    await open()
    expect(await keeper().look({})).toEqual({ last: null })
    const seen = await examine(false)
    expect(seen).toMatchObject({ state: 'ended', checks: 36 })
    expect(new Set(seen.findings.map(({ title }) => title)).size).toBe(36)
    expect(named(seen, 'wrong')).toEqual(ofTests)
    expect(named(seen, 'asked')).toEqual([])
    expect(named(seen, 'fine')).toEqual(
      expect.arrayContaining(['database', 'token', 'allowed', 'everybody', 'stream', 'login']),
    )
    expect(lineOf(seen, 'admin').line).toBe('是林海燕')
    expect(JSON.stringify(seen)).not.toMatch(new RegExp(`${mobile}|standin-secret`))
    expect(lineOf(seen, 'alone')).toMatchObject({
      state: 'unseen',
      line: expect.stringMatching(/npm run doctor/),
    })
    expect(lineOf(seen, 'card')).toMatchObject({
      state: 'unseen',
      line: expect.stringMatching(/发给我试试/),
    })
    expect(town.standin.state().users.flatMap(({ chats }) => chats)).toEqual([])
    expect(town.app.stream().connected).toBe(true)
  })

  test('sends him something when he asks for it, and knows that its button was pressed', async () => {
    await open()
    const seen = await examine(true)
    expect(named(seen, 'wrong')).toEqual(ofTests)
    expect(named(seen, 'asked')).toEqual(['press'])
    for (const name of ['sends', 'arrives', 'card', 'ding', 'notice', 'todo']) {
      expect(lineOf(seen, name).state).toBe('fine')
    }
    expect(town.wordsOf('lin').join()).toContain('应急钉')
    expect(town.newest('lin')).toMatchObject({ title: '体检卡片', btn: '看到了' })
    const others = town.standin.state().users.filter(({ userId }) => userId !== 'lin')
    expect(others.flatMap(({ chats }) => chats)).toEqual([])

    await town.press('lin', 'examination.seen')
    expect(town.newest('lin')).toMatchObject({ mine: expect.stringContaining('已确认') })
    expect(lineOf(await last(), 'press')).toMatchObject({ state: 'fine', line: '按下去收到了' })
  })

  test('a press of the card of an earlier one says nothing of the last', async () => {
    await open()
    await examine(true)
    const [early] = town.cardsOf('lin')
    const again = await examine(true)
    await town.standin.press({
      userId: 'lin',
      outTrackId: early!.id,
      actionId: 'main',
      params: { action: early!.vars['action'], params: early!.vars['params'] },
    })
    expect(await last()).toEqual(again)
  })

  test('is for whoever keeps the system, and for nobody else', async () => {
    await open()
    const zhou = town.as('zhou').examination
    expect(await refusal(zhou.start({ isSending: true }))).toBe('access.forbidden')
    expect(await refusal(zhou.look({}))).toBe('access.forbidden')
    const doorOf = async (userId: string) =>
      (await town.as(userId).home.today({})).entries.find(({ page }) => page === 'examination')
    expect(await doorOf('lin')).toEqual({ page: 'examination', title: '体检' })
    expect(await doorOf('zhou')).toBeUndefined()
  })

  test('two taps are one examination; one that was cut off is told, and made anew', async () => {
    await open()
    const first = await keeper().start({ isSending: false })
    const second = await keeper().start({ isSending: true })
    expect(second).toMatchObject({ id: first.id, isSending: false, state: 'running' })
    town.standin.clock.move({ addMs: 119_999 })
    expect((await last()).state).toBe('running')
    town.standin.clock.move({ addMs: 1 })
    expect((await last()).state).toBe('broken')
    const anew = await examine(false)
    expect(anew).toMatchObject({ state: 'ended', checks: 36 })
    expect(anew.id).not.toBe(first.id)
  })

  test('many taps at once are one examination, too', async () => {
    await open()
    const started = await Promise.all(
      Array.from({ length: 5 }, () => keeper().start({ isSending: false })),
    )
    expect(new Set(started.map(({ id }) => id)).size).toBe(1)
  })

  test('shows how far it is, and holds nobody up', async () => {
    await open()
    await keeper().start({ isSending: false })
    await town.admin('faults', { slow: { ms: 3_600_000 } })
    const working = town.settled()
    const shown = await until(async () => {
      const seen = await last()
      return seen.findings.length > 0 && seen
    })
    expect(shown).toMatchObject({ state: 'running', checks: 36 })
    expect(shown.findings.length).toBeLessThan(36)
    expect((await town.as('zhou').session.me({})).name).toBe('周国平')
    await town.admin('faults', { slow: false })
    await working
    await eventually(async () => (await last()).state, 'ended')
  })

  test('its calls count on the meter of the month', async () => {
    await open()
    const used = async () => (await town.as('lin').delivery.quota({ unitPath: city })).api.used
    await town.settled()
    const before = await used()
    await examine(true)
    await town.pass({ seconds: 10 })
    expect(await used()).toBeGreaterThan(before)
  })

  test.each<[FaultInput, check: string, words: RegExp]>([
    [{ html: true }, 'newApi', /挡在外面.*等 5 分钟/],
    [{ reset: true }, 'newApi', /中途断了/],
    [{ noPermission: true }, 'departments', /权限管理/],
    [{ quota: true }, 'sends', /用完.*加购/],
    [{ card: true }, 'card', /正忙/],
    [{ strictTemplates: true }, 'card', /重抄模板 ID/],
  ])('says of %j, at %s, what to press where', async (faults, check, words) => {
    await open()
    await town.admin('faults', faults)
    expect(lineOf(await examine(true), check)).toMatchObject({
      state: 'wrong',
      line: expect.stringMatching(words),
    })
  })

  test.each<[HttpFault, path: string, check: string, words: RegExp]>([
    ['ipNotAllowed', '/v1.0/oauth2/jsapiTickets', 'allowed', /服务器出口 IP/],
    ['noPermission', '/topapi/v2/department/get', 'everybody', /开通「.*qyapi_/],
    ['noPermission', '/topapi/v2/user/list', 'members', /开通「.*qyapi_/],
    ['noPermission', '/topapi/v2/user/get', 'admin', /开通「.*qyapi_/],
    ['noPermission', '/media/upload', 'media', /开通「.*qyapi_media/],
    ['noPermission', '/v1.0/robot/oToMessages/batchSend', 'sends', /qyapi_robot_sendmsg/],
    ['noPermission', '/v1.0/card/instances/createAndDeliver', 'card', /Card\.Instance\.Write/],
    ['noPermission', '/v1.0/robot/ding/send', 'ding', /Premium\.Ding\.Write/],
    ['noPermission', '/v1.0/todo/', 'todo', /Todo\.Todo\.Write/],
    ['noPermission', '/topapi/message/corpconversation/asyncsend_v2', 'notice', /corpconversation/],
  ])('%s on %s is one wrong line, at %s', async (fault, path, check, words) => {
    await open()
    town.standin.inject({ path, times: 99, fault })
    const seen = await examine(true)
    expect(named(seen, 'wrong')).toEqual([...ofTests, check])
    expect(lineOf(seen, check).line).toMatch(words)
  })

  test('a service to which DingTalk does not come through', async () => {
    await open({ listen: false })
    expect(lineOf(await examine(false), 'stream')).toMatchObject({
      state: 'wrong',
      line: expect.stringMatching(/断着/),
    })
  })
})
