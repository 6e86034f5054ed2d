import { openStandin, type Answer, type World } from './standinWorld'

const minute = 60_000
const hour = 60 * minute
let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

const crowd = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    userId: `p${index}`,
    name: `人${index}`,
    deptIds: [4],
  }))
const addCrowd = async (count: number) => {
  await world.admin('users', { users: crowd(count) })
}
const ids = (count: number) => crowd(count).map(({ userId }) => userId)

describe('work notices', () => {
  const post = (path: string, body: object) =>
    world.old(`/topapi/message/corpconversation/${path}`, { agent_id: 1001, ...body })
  const send = (content: string, more: object = {}) =>
    post('asyncsend_v2', {
      userid_list: 'u1,u2',
      msg: { msgtype: 'text', text: { content } },
      ...more,
    })
  const result = async (answer: Answer) =>
    (await post('getsendresult', { task_id: answer.body['task_id'] })).body[
      'send_result'
    ] as Record<string, unknown>
  const bad: [string, object, number][] = [
    ['101 people', { userid_list: ids(101).join(',') }, 40035],
    [
      '21 departments',
      { userid_list: '', dept_id_list: Array.from({ length: 21 }, (_, index) => index).join(',') },
      40035,
    ],
    ['nobody', { userid_list: '' }, 41009],
    ['another app', { agent_id: 7 }, 41011],
    ['2,049 bytes', { msg: { msgtype: 'text', text: { content: 'x'.repeat(2_049 - 40) } } }, 40063],
    ['an unknown kind', { msg: { msgtype: 'song' } }, 40035],
    [
      'a button title of 21 characters',
      {
        msg: {
          msgtype: 'action_card',
          action_card: {
            title: 't',
            markdown: 'm',
            single_title: '去'.repeat(21),
            single_url: 'https://example.com',
          },
        },
      },
      40035,
    ],
  ]
  test.each(bad)('%s: refused', async (_name, more, errcode) => {
    expect(await send('x', more)).toMatchObject({ status: 200, body: { errcode } })
  })
  test('2,048 bytes are taken', async () => {
    expect((await send('x'.repeat(2_048 - 40))).body).toMatchObject({ errcode: 0 })
  })
  test('departments with all below them, as JSON or as a form', async () => {
    const form = new URLSearchParams({
      agent_id: '1001',
      dept_id_list: '2',
      to_all_user: 'false',
      msg: JSON.stringify({ msgtype: 'markdown', markdown: { title: '清单', text: '去填' } }),
    })
    const response = await fetch(
      `${world.standin.url}/topapi/message/corpconversation/asyncsend_v2?access_token=${world.token}`,
      { method: 'POST', body: form },
    )
    const answer = { body: await response.json() } as Answer
    expect(answer.body).toMatchObject({ errcode: 0, task_id: expect.any(Number) })
    world.standin.read('u2')
    expect(await result(answer)).toMatchObject({
      read_user_id_list: ['u2'],
      unread_user_id_list: expect.arrayContaining(['u1', 'u3']),
      failed_user_id_list: [],
    })
    expect((await post('getsendprogress', { task_id: answer.body['task_id'] })).body).toMatchObject(
      { progress: { progress_in_percent: 100, status: 2 } },
    )
    expect((await post('recall', { msg_task_id: answer.body['task_id'] })).body).toMatchObject({
      errcode: 0,
    })
    expect(world.chat('u1')[0]).toMatchObject({ kind: 'notice', title: '清单', recalled: true })
  })
  test('the same words to the same person on the same day are swallowed', async () => {
    await send('一样', { userid_list: 'u1' })
    const again = await send('一样', { userid_list: 'u1,u2,nobody' })
    expect(again.body).toMatchObject({ errcode: 0 })
    expect(await result(again)).toMatchObject({
      invalid_user_id_list: ['nobody'],
      unread_user_id_list: ['u2'],
      forbidden_user_id_list: ['u1'],
      forbidden_list: [{ code: 143_106, count: 1, userid: 'u1' }],
    })
    expect(world.chat('u1')).toHaveLength(1)
    world.standin.clock.move({ addMs: 24 * hour })
    await world.old(
      '/topapi/message/corpconversation/asyncsend_v2',
      { agent_id: 1001, userid_list: 'u1', msg: { msgtype: 'text', text: { content: '一样' } } },
      world.standin.world.tokens.issue(),
    )
    expect(world.chat('u1')).toHaveLength(2)
  })
  test('500 a day, then silence', async () => {
    const { notices } = world.standin.world
    for (let count = 0; count < 500; count++) {
      notices.send({ userIds: ['u1'], deptIds: [], toAll: false }, `第 ${count} 条`, {}, false)
    }
    expect(await result(await send('第 501 条', { userid_list: 'u1,u2' }))).toMatchObject({
      unread_user_id_list: ['u2'],
      forbidden_list: [{ code: 143_105, userid: 'u1' }],
    })
  })
  test('5,000 people a minute, then silence until the next', async () => {
    await addCrowd(4_999)
    expect(
      (
        await post('asyncsend_v2', {
          dept_id_list: '4',
          msg: { msgtype: 'text', text: { content: 'a' } },
        })
      ).body,
    ).toMatchObject({ errcode: 0 })
    const over = await send('b')
    expect(await result(over)).toMatchObject({
      unread_user_id_list: [],
      forbidden_user_id_list: ['u1', 'u2'],
    })
    world.standin.clock.move({ addMs: minute })
    expect(await result(await send('b'))).toMatchObject({ unread_user_id_list: ['u1', 'u2'] })
  })
  test('to everybody three times a day', async () => {
    for (let count = 0; count < 3; count++) {
      await send(`全员 ${count}`, { userid_list: '', to_all_user: true })
    }
    expect(world.chat('u3')).toHaveLength(3)
    expect((await send('全员 3', { userid_list: '', to_all_user: true })).body).toMatchObject({
      errcode: 0,
    })
    expect(world.chat('u3')).toHaveLength(3)
  })
  test('results are told for 24 hours and 100 people', async () => {
    await addCrowd(101)
    const many = await post('asyncsend_v2', {
      dept_id_list: '4',
      msg: { msgtype: 'text', text: { content: 'a' } },
    })
    expect((await post('getsendresult', { task_id: many.body['task_id'] })).body).toMatchObject({
      errcode: 41052,
    })
    world.standin.clock.move({ addMs: 24 * hour + 1 })
    expect(
      (
        await world.old(
          '/topapi/message/corpconversation/getsendresult',
          { agent_id: 1001, task_id: many.body['task_id'] },
          world.standin.world.tokens.issue(),
        )
      ).body,
    ).toMatchObject({ errcode: 41011 })
  })
})
