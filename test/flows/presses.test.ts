import { cardTopic, push, pressOf } from '../support/frames'
import { refusal } from '../support/refusal'
import { linhai, openTown, type Town } from '../support/town'
import { engines } from '../support/world'

const broken = '系统没有办成，可能没有记下，请再试一次；还不行，请打电话给值班室'

describe.each(engines)('a press with forged parameters on %s', (engine) => {
  let town: Town
  let draftId: string
  let sentId: string
  beforeAll(async () => {
    town = await openTown(engine)
    sentId = await town.issue()
    draftId = (await town.draft({ text: '机密' })).id
  })
  afterAll(() => town.close())
  async function answerTo(userId: string, action: string, params: Record<string, unknown>) {
    const press = pressOf(userId, town.cardsOf('jiang')[0]!.id, {
      action,
      params: JSON.stringify(params),
    })
    const answer = await push(town.standin, 'CALLBACK', { topic: cardTopic }, press)
    const { response } = answer as {
      response: { userPrivateData: { cardParamMap: Record<string, string> } }
    }
    return response.userPrivateData.cardParamMap
  }
  const silent = () => ({ warningId: sentId, personId: town.ids.get('庄文君')! })

  test.each([
    ['of a draft, by somebody below', 'chunlin', 'approve', '这一项您不能办，请找 上级值班室'],
    ['of a draft of another county', 'jin', 'approve', '没有找到这条预警，请刷新'],
    ['for somebody of another county', 'jin', 'acknowledgeFor', '名单里没有这个人，请先登记'],
    ['of a warning of others', 'ye', 'acknowledge', '这条预警没有发给您，不用确认'],
  ])('%s is answered with the sentence alone', async (_, userId, verb, foot) => {
    const params =
      verb === 'acknowledgeFor' ? silent() : { warningId: verb === 'approve' ? draftId : sentId }
    expect(await answerTo(userId, `warnings.${verb}`, params)).toEqual({ foot })
    expect(await town.facts('warning.acknowledged')).toEqual([])
  })

  test('of a list of another county is answered with the sentence alone', async () => {
    await town.as('jin').checklists.issue({
      units: [linhai],
      kinds: ['county'],
      post: 'dutyLeader',
      title: '临海的事',
      dueAt: new Date('2026-08-20T10:00:00Z'),
      fields: [],
    })
    const [list] = await town.as('jin').checklists.lists({ unitPath: linhai, period: null })
    const params = { checklistId: list!.id, item: 'task', revision: 0 }
    expect(await answerTo('jiang', 'checklists.unchanged', params)).toEqual({
      foot: '没有找到这张清单，请刷新',
    })
  })

  test('that came to nothing in the database does not say that anything was noted', async () => {
    const rename = (from: string, to: string) =>
      town.app.io.transact((ctx) => ctx.db.query(`alter table ${from} rename to ${to}`))
    await rename('warning_receipt', 'warning_lost')
    const answer = await answerTo('jiang', 'warnings.acknowledge', { warningId: sentId })
    await town.standin.say({ userId: 'jiang', text: '1' })
    await town.settled().catch(() => undefined)
    await rename('warning_lost', 'warning_receipt')
    expect(answer).toEqual({ foot: broken })
    await town.settled()
    expect(town.wordsOf('jiang').at(-1)).toBe(broken)
  })
})

describe.each(engines)('the key of a request on %s', (engine) => {
  let town: Town
  beforeEach(async () => {
    town = await openTown(engine)
  })
  afterEach(() => town.close())
  const kept = () => town.rows('select message_id from seen')

  test('stands for one operation, one input and one person', async () => {
    const first = await town.issue()
    const jiang = town.as('jiang', 'key')
    await jiang.warnings.acknowledge({ warningId: first })
    expect(
      await jiang.warnings.acknowledgeLatest({}).catch((error: unknown) => error),
    ).toMatchObject({
      code: 'warning.noneOpen',
    })
    const second = await town.issue()
    expect((await jiang.warnings.acknowledge({ warningId: second })).warningId).toBe(second)
    await town.as('zhuang', 'key').warnings.acknowledge({ warningId: second })
    expect(await town.facts('warning.acknowledged')).toHaveLength(3)
  })

  test('makes a repetition harmless', async () => {
    const warningId = await town.issue()
    const receipt = await town.as('jiang', 'key').warnings.acknowledge({ warningId })
    await town.pass({ minutes: 1 })
    expect(await town.as('jiang', 'key').warnings.acknowledge({ warningId })).toEqual(receipt)
    expect(await town.facts('warning.acknowledged')).toHaveLength(1)
  })

  test('of a look at a phone leaves a fact for each person looked at', async () => {
    const ying = town.as('ying', 'key')
    const look = (name: string) =>
      ying.org.phone({ personId: town.ids.get(name)!, reason: '问预警' })
    expect([(await look('蒋根法')).phone, (await look('庄文君')).phone]).toEqual([
      '13858610004',
      '13858610006',
    ])
    expect((await town.facts('org.phoneShown')).map(({ personId }) => personId)).toEqual([
      town.ids.get('蒋根法'),
      town.ids.get('庄文君'),
    ])
  })

  test('of what only reads stores nothing, and the answer is as of now', async () => {
    const warningId = await town.issue()
    const before = await kept()
    const jiang = town.as('jiang', 'key')
    expect((await jiang.warnings.open({ warningId })).mine?.acknowledgedAt).toBeNull()
    expect(await refusal(jiang.home.today({}))).toBe('done')
    expect(await kept()).toEqual(before)
    await town.as('jiang').warnings.acknowledge({ warningId })
    expect((await jiang.warnings.open({ warningId })).mine?.acknowledgedAt).not.toBeNull()
  })
})
