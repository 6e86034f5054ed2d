import type { FaultInput, HttpFault } from '../../bot/standin/faults'
import { examined, named, patient } from './doctor.support'

describe('a permission that is missing is named, by the check that needs it', () => {
  test.each<[path: string, method: string, check: string, name: string]>([
    ['/topapi/v2/department/listsub', 'POST', 'departments', 'qyapi_'],
    ['/topapi/v2/department/get', 'POST', 'everybody', 'qyapi_'],
    ['/topapi/v2/user/list', 'POST', 'members', 'qyapi_'],
    ['/topapi/v2/user/get', 'POST', 'admin', 'qyapi_'],
    ['/topapi/v2/user/getuserinfo', 'POST', 'login', 'qyapi_'],
    [
      '/v1.0/robot/oToMessages/batchSend',
      'POST',
      'sends',
      '企业内机器人发送消息 qyapi_robot_sendmsg',
    ],
    ['/v1.0/robot/oToMessages/readStatus', 'GET', 'arrives', 'qyapi_robot_sendmsg'],
    ['/v1.0/card/instances/createAndDeliver', 'POST', 'card', '互动卡片实例写 Card.Instance.Write'],
    ['/v1.0/card/instances', 'PUT', 'own', 'Card.Instance.Write'],
    ['/v1.0/robot/ding/send', 'POST', 'ding', 'DING Premium.Ding.Write'],
    ['/topapi/message/corpconversation/asyncsend_v2', 'POST', 'notice', 'corpconversation'],
    ['/topapi/message/corpconversation/getsendresult', 'POST', 'notice', 'corpconversation'],
    ['/v1.0/todo/', 'POST', 'todo', '待办写 Todo.Todo.Write'],
    ['/v1.0/todo/', 'DELETE', 'todo', '待办写 Todo.Todo.Write'],
    ['/media/upload', 'POST', 'media', 'qyapi_media'],
  ])('%s %s: %s', async (path, method, check, name) => {
    const { findings } = await examined({}, ({ standin }) =>
      standin.inject({ path, method, times: 99, fault: 'noPermission' }),
    )
    expect(named(findings, 'wrong')).toEqual([check])
    expect(findings[check]!.line).toMatch(/^没有权限：到 .*权限管理，开通「.+」，范围选全部员工$/)
    expect(findings[check]!.line).toContain(name)
  })

  test('none at all', async () => {
    const { findings } = await examined({ standin: { faults: { noPermission: true } } })
    expect(findings['allowed']!.state).toBe('fine')
    expect(named(findings, 'wrong')).toEqual(['departments', 'media'])
  })
})

describe('each switch of the stand-in', () => {
  test.each<[FaultInput, check: string, words: RegExp]>([
    [{ html: true }, 'newApi', /挡在外面.*等 5 分钟/],
    [{ x5: true }, 'oldApi', /挡在外面.*等 5 分钟/],
    [{ reset: true }, 'newApi', /中途断了/],
    [{ afterEffect504: true }, 'allowed', /没有按时答复/],
    [{ limit: { rate: 0.5 } }, 'token', /过一分钟/],
    [{ quota: true }, 'sends', /用完.*加购/],
    [{ quota: true }, 'card', /用完.*加购/],
    [{ card: true }, 'card', /正忙/],
    [{ noPermission: true }, 'departments', /权限管理/],
    [{ handshake401: true }, 'stream', /401.*wss-open-connection/],
    [{ handshake503: true }, 'stream', /503.*wss-open-connection/],
    [{ strictTemplates: true }, 'card', /重抄模板 ID/],
    [{ quiet: true }, 'arrives', /没有送到/],
    [{ quiet: true }, 'press', /3 分钟没有收到按钮/],
    [{ net: ['boss'] }, 'hears', /3 分钟没有听到/],
    [{ net: ['boss'] }, 'press', /3 分钟没有收到按钮/],
  ])('%j: %s', async (faults, check, words) => {
    const { findings } = await examined({ standin: { faults } })
    expect(findings[check]).toMatchObject({ state: 'wrong', line: expect.stringMatching(words) })
  })

  test('a work notice of which DingTalk says nothing is neither fine nor wrong', async () => {
    const { findings } = await examined({ standin: { faults: { quiet: true } } })
    expect(findings['notice']!.state).toBe('unseen')
  })

  test.each<[FaultInput, check: string]>([
    [{ slow: { ms: 3_600_000 } }, 'newApi'],
    [{ slowOpen: { ms: 3_600_000 } }, 'stream'],
  ])('%j is not waited for: %s', async (faults, check) => {
    const timing = check === 'stream' ? { ...patient, open: 200 } : { call: 200 }
    const { findings } = await examined({ standin: { faults }, stage: { timing } })
    expect(findings[check]!.line).toContain('没有按时答复')
  })

  test.each<[FaultInput]>([
    [{ twice: true }],
    [{ twice: { copies: 3, messageId: 'new' } }],
    [{ tokenExpired: true }],
    [{ noRetry: true }],
    [{ noLimits: true }],
  ])('%j does no harm', async (faults) => {
    const { findings } = await examined({ standin: { faults } })
    expect(named(findings, 'wrong')).toEqual([])
  })
})

describe('each fault of one call', () => {
  const deliver = '/v1.0/card/instances/createAndDeliver'
  const send = '/v1.0/robot/oToMessages/batchSend'
  test.each<[HttpFault, path: string, check: string, words: RegExp]>([
    ['qps', deliver, 'card', /过一分钟/],
    ['globalQps', deliver, 'card', /过一分钟/],
    ['qpm', deliver, 'card', /过一分钟/],
    ['tooMany', deliver, 'card', /过一分钟|正忙/],
    ['busy', deliver, 'card', /正忙/],
    ['quota', deliver, 'card', /加购/],
    ['html', deliver, 'card', /等 5 分钟/],
    ['x5', deliver, 'card', /等 5 分钟/],
    ['html502', deliver, 'card', /没有按时/],
    ['504', deliver, 'card', /没有按时/],
    ['afterEffect504', deliver, 'card', /没有按时/],
    ['reset', deliver, 'card', /中途断了/],
    ['deliverFail', deliver, 'card', /没有投给您.*投放失败/],
    ['flowControl', send, 'sends', /过一分钟/],
    ['token', deliver, 'card', /凭证钉钉不认/],
    ['token', '/topapi/v2/department/listsub', 'departments', /凭证钉钉不认/],
    ['ipNotAllowed', '/v1.0/oauth2/jsapiTickets', 'allowed', /白名单.*服务器出口 IP/],
    ['ipNotAllowed', '/topapi/v2/department/get', 'allowed', /白名单.*服务器出口 IP/],
    ['busy', '/topapi/v2/user/get', 'admin', /正忙/],
    ['quota', '/media/upload', 'media', /加购/],
  ])('%s on %s', async (fault, path, check, words) => {
    const { findings } = await examined({}, ({ standin }) =>
      standin.inject({ path, times: 99, fault }),
    )
    expect(findings[check]).toMatchObject({ state: 'wrong', line: expect.stringMatching(words) })
  })

  test('a token that was refused once is fetched again, as the service does', async () => {
    const { findings } = await examined({}, ({ standin }) =>
      standin.inject({ path: deliver, fault: 'token' }),
    )
    expect(named(findings, 'wrong')).toEqual([])
  })

  test("the month's pushes are used up", async () => {
    const { findings } = await examined({ standin: { quota: { stream: 0 } } })
    expect(findings['hears']!.line).toContain('推送用完')
  })
})

describe('the template', () => {
  type Template = { variables: Record<string, 'public' | 'private'>; published: boolean }
  const withTemplate = (template: Template | null) =>
    examined({ standin: { faults: { strictTemplates: true } } }, async ({ standin: { url } }) => {
      if (!template) return
      await fetch(`${url}/_admin/templates`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ templateId: 'card.schema', ...template }),
      })
    })

  test.each<[string, Template | null, check: string, words: RegExp]>([
    ['unknown', null, 'card', /重抄模板 ID/],
    ['not published', { variables: {}, published: false }, 'card', /没有发布.*按「发布」/],
    ['other sides', { variables: { title: 'private' }, published: true }, 'card', /第 7 步/],
    ['no own values', { variables: { params: 'public' }, published: true }, 'own', /私有/],
  ])('%s', async (_, template, check, words) => {
    const { findings } = await withTemplate(template)
    expect(findings[check]).toMatchObject({ state: 'wrong', line: expect.stringMatching(words) })
  })

  test('as README has it', async () => {
    const { findings } = await withTemplate({ variables: { mine: 'private' }, published: true })
    expect(named(findings, 'wrong')).toEqual([])
  })
})
