import { boss, examined, logIn, named, visit } from './doctor.support'

const nothing = async () => undefined
type Press = Parameters<Parameters<typeof examined>[1] & object>[0]['standin']['press']

describe('what the administrator does, and what he sees', () => {
  test('he does nothing at all', async () => {
    const { findings } = await examined({
      hands: { says: nothing, presses: nothing, opens: nothing, moves: nothing },
    })
    expect(named(findings, 'wrong')).toEqual(['hears', 'press', 'login'])
    expect(findings['hears']!.line).toContain('消息接收模式选 Stream')
    expect(findings['press']!.line).toContain('回传请求')
    expect(findings['login']!.line).toContain('HTTP 安全域名')
    expect(findings['stamp']!.state).toBe('unseen')
  })

  test('he presses before he is asked, as people do', async () => {
    const { findings } = await examined({
      hands: {
        says: async ({ standin, stage }) => {
          const { action, params } = standin.world.cards.draw(`${stage.key}-card`, boss)!
          await standin.press({
            userId: boss,
            outTrackId: `${stage.key}-card`,
            actionId: 'button',
            params: { action, params },
          })
          await standin.say({ userId: boss, text: '测试' })
        },
        presses: nothing,
      },
    })
    expect(named(findings, 'wrong')).toEqual([])
  })

  test('others write and press, and he writes something else', async () => {
    const { findings } = await examined({
      hands: {
        says: async ({ standin }) => {
          await standin.say({ userId: 'u2', text: '测试' })
          await standin.say({ userId: boss, text: '在吗' })
        },
      },
    })
    expect(findings['hears']!.state).toBe('wrong')
  })

  test('the app is not published: nobody knows who wrote', async () => {
    const { findings } = await examined({
      hands: { says: ({ standin }) => standin.say({ userId: 'stranger', text: '测试' }) },
    })
    expect(findings['hears']!.line).toContain('版本管理与发布')
  })

  test('nobody is told of changes', async () => {
    const { findings } = await examined({ hands: { moves: nothing } })
    expect(named(findings, 'wrong')).toEqual(['events'])
    expect(findings['events']!.line).toContain('事件与回调')
  })
})

describe('what the template does with the variables', () => {
  const on =
    (card: string, paramsOf: (shared: Vars, own: Vars) => object) =>
    ({ standin, stage }: { standin: { press: Press; world: World }; stage: { key: string } }) => {
      const outTrackId = `${stage.key}-${card}`
      const drawn = standin.world.cards.find(outTrackId)!
      const params = paramsOf(drawn.public, { ...drawn.public, ...drawn.private.get(boss) })
      return standin.press({
        userId: boss,
        outTrackId,
        actionId: 'button',
        params: params as Record<string, unknown>,
      })
    }

  test('buttons that bring nothing back', async () => {
    const { findings } = await examined({ hands: { presses: on('card', () => ({})) } })
    expect(findings['press']!.line).toContain('回传参数 action 和 params')
  })

  test('a button that brings its name back and no parameters', async () => {
    const presses = on('card', (_, { action }) => ({ action }))
    const { findings } = await examined({ hands: { presses } })
    expect(findings['press']!.line).toContain('回传参数')
  })

  test('the shared value wins: one card for each person until the template is mended', async () => {
    const presses = on('card', ({ action, params }) => ({ action, params }))
    const { findings, known } = await examined({ hands: { presses } })
    expect(findings['wins']).toMatchObject({
      state: 'wrong',
      line: expect.stringContaining('perCall.card: 1'),
    })
    expect(known.measured).toMatchObject({ cardPeople: 1 })
  })

  test('the stamp does not take the place of the button', async () => {
    const confirms = on('card', ({ action }, { params }) => ({ action, params }))
    const { findings } = await examined({ hands: { confirms } })
    expect(findings['stamp']!.line).toContain('盖章没有换下按钮')
  })

  test('there is no second button', async () => {
    const { findings } = await examined({ hands: { confirms: nothing } })
    expect(findings['stamp']!.line).toContain('action2 和 params2')
  })

  test('the second button brings back what the first had', async () => {
    const confirms = on('card', ({ params }, { action2 }) => ({ action: action2, params }))
    const { findings } = await examined({ hands: { confirms } })
    expect(findings['stamp']!.line).toContain('回传参数')
  })
})

describe('the page and the log-in', () => {
  test.each([
    ['opened, and no log-in came', (ward: Ward) => visit(ward.stage, 'app/'), /打开了，没有免登/],
    ['somebody else', (ward: Ward) => logIn(ward, 'u2'), /别人/],
    [
      'a code that DingTalk does not know',
      (ward: Ward) => visit(ward.stage, 'api/session.open', { authCode: 'made-up' }),
      /DINGTALK_CORP_ID/,
    ],
  ])('%s', async (_, opens, words) => {
    const { findings } = await examined({ hands: { opens } })
    expect(findings['login']).toMatchObject({
      state: 'wrong',
      line: expect.stringMatching(words),
    })
  })
})

describe('what a press costs', () => {
  const typing =
    (...answers: (string | null)[]) =>
    async () =>
      answers.shift() ?? null
  test.each([
    ['free', ['1/5000 100/3000', '9/5000 100/3000'], 0],
    ['once', ['1/5000 100/3000', '9/5000 105/3000'], 1],
    ['once, with others beside it', ['1/5000 100/3000', '9/5000 107/3000'], 1],
    ['twice', ['1/5000，100/3000', '9/5000 110/3000'], 2],
  ])('%s', async (_, answers, costs) => {
    const { findings, known } = await examined({ stage: { type: typing(...answers) } })
    expect(findings['pressCosts']!.state).toBe('fine')
    expect(known.measured).toMatchObject({
      pressCosts: costs,
      quota: { api: 5000, stream: 3000 },
    })
  })

  test.each([
    ['nobody types', [null]],
    ['no numbers', ['很多']],
    ['nobody types the second', ['1/5000 100/3000', '']],
    ['it became less', ['1/5000 100/3000', '1/5000 99/3000']],
  ])('is not known: %s', async (_, answers) => {
    const { findings, known } = await examined({ stage: { type: typing(...answers) } })
    expect(findings['pressCosts']!.state).toBe('unseen')
    expect(known.measured?.pressCosts).toBeUndefined()
  })

  test('is not known when nobody presses so often', async () => {
    const { findings } = await examined({ hands: { counts: nothing } })
    expect(findings['pressCosts']!.line).toContain('没有按满 5 次')
  })
})

type Ward = Parameters<typeof logIn>[0]
type World = Ward['standin']['world']
type Vars = Record<string, string>
