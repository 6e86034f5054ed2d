import { uuid } from '../../bot/core/ids'
import { createLog } from '../../bot/io/log'
import { cardTopic, pressOf, push, robotTopic } from '../support/frames'
import { refusal } from '../support/refusal'
import { liruo, openTown, shitang, wenling, type Town } from '../support/town'
import { engines } from '../support/world'
import { foreign, odd, task, type Things } from './adversary.attempts'

describe.each(engines)('an adversary, on %s', (engine) => {
  let town: Town
  let things: Things
  const lines: string[] = []
  const bugs = () => lines.filter((line) => /"level":(50|60)/.test(line))
  beforeAll(async () => {
    town = await openTown(engine, {
      log: createLog('info', { write: (line) => void lines.push(line) }),
    })
    const { id: draft } = await town.draft()
    const sent = await town.issue()
    const { template } = (await call('lin', 'checklists.issue', { ...task, units: [liruo] })) as {
      template: string
    }
    const [list] = await town.rows<{ id: string }>('select id from checklist where template = ?', [
      template,
    ])
    const jiang = town.ids.get('蒋根法')!
    const [post] = await town.rows<{ id: string }>('select id from post where person_id = ?', [
      jiang,
    ])
    const file = uuid()
    await town.as('jiang').files.put({ id: file, from: 0, size: 300, bytes: '/9j/' })
    things = { draft, sent, list: list!.id, post: post!.id, file, jiang }
  })
  afterAll(() => town.close())
  afterEach(() => {
    expect(bugs()).toEqual([])
    lines.length = 0
  })
  const clients = new Map<string, string>()
  async function call(who: string, operation: string, input: unknown, headers = {}) {
    if (!clients.has(who)) {
      const { code } = await town.admin<{ code: string }>('authCode', { userId: who })
      clients.set(who, (await town.anyone.session.open({ authCode: code })).token)
    }
    const authorization = `Bearer ${clients.get(who)!}`
    return town.post(operation, input, { authorization, ...headers })
  }
  const state = async () => ({
    warnings: await town.rows('select id, state, replaced_by from warning order by id'),
    receipts: await town.rows('select person_id, acknowledged_at from warning_receipt order by 1'),
    posts: await town.rows('select id, person_id, ended_at from post order by id'),
    items: await town.rows('select checklist_id, state, revision from checklist_item order by 1'),
    people: await town.rows('select id, phone_index from person order by id'),
  })
  const mine = [shitang, liruo, '蒋', '台风', '石塘', '里箬', '1385861']

  test('is refused whatever is of others, and nothing of it is told or changed', async () => {
    const before = await state()
    for (const [who, operation, input] of foreign) {
      const attempt = call(who, operation, input(things))
      const error: unknown = await attempt.then(
        (reply) => new Error(`${who} ${operation} did it: ${JSON.stringify(reply)}`),
        (refused: unknown) => refused,
      )
      const { code, message, details } = error as Error & { code?: string; details?: unknown }
      expect([operation, code ?? message]).toEqual([operation, expect.stringMatching(/^\w+\.\w+$/)])
      const told = JSON.stringify([message, details])
      expect([operation, mine.filter((word) => told.includes(word))]).toEqual([operation, []])
    }
    expect(await state()).toEqual(before)
  })

  test('gets a sentence for every odd word, moment and text', async () => {
    const before = await state()
    for (const [who, operation, input] of odd) {
      const code = await refusal(call(who, operation, input(things)))
      expect([operation, code]).toEqual([operation, expect.stringMatching(/^\w+\.\w+$/)])
    }
    expect(await state()).toEqual(before)
    expect(await refusal(call('lin', 'warnings.list', { unitPath: wenling, drill: false }))).toBe(
      'done',
    )
  })

  test('writes the same texts on both engines, or none', async () => {
    const todos = [
      '😀'.repeat(30),
      'a\u0000b',
      '\u202e移转\u202c',
      'ﷺ'.repeat(60),
      "'; drop table warning; --",
    ]
    for (const todo of todos) {
      const { id } = await town.draft({ todo })
      expect((await town.as('lin').warnings.open({ warningId: id })).todo).toBe(todo)
    }
    const { id } = await town.draft({ todo: 'x\ud800y', text: '\udc00', deadline: '今天\ud83d' })
    expect(await town.as('lin').warnings.open({ warningId: id })).toMatchObject({
      todo: 'x\ufffdy',
      text: '\ufffd',
      deadline: '今天\ufffd',
    })
    for (const name of ['%', '_', '\\', '\u0000', '\ud800', "'"]) {
      expect([
        name,
        await refusal(call('ying', 'org.people', { unitPath: shitang, name })),
      ]).toEqual([name, expect.stringMatching(/^(done|input\.invalid)$/)])
    }
  })

  test('cannot use a key of another person, of another operation, or for other words', async () => {
    const key = { 'idempotency-key': 'k'.repeat(4_000) }
    const reason = { personId: things.jiang, reason: '叫应' }
    const first = (await call('lin', 'org.phone', reason, key)) as { phone: string }
    expect(first.phone).toMatch(/^1385861/)
    expect(await refusal(call('zhilin', 'org.phone', reason, key))).not.toBe('done')
    expect(await call('ye', 'session.me', {}, key)).not.toHaveProperty('phone')
    const { draft } = things
    const refused = await refusal(call('lin', 'warnings.approve', { warningId: draft }, key))
    expect(refused).toBe('access.forbidden')
  })

  test('with an id, a word or a button that nobody expects is answered once, and the next is answered', async () => {
    const said = (msgId: string, content: string) =>
      push(
        town.standin,
        'CALLBACK',
        { topic: robotTopic },
        {
          msgId,
          msgtype: 'text',
          conversationType: '1',
          senderStaffId: 'lin',
          text: { content },
          sessionWebhook: 'https://elsewhere.example/hook',
        },
      )
    const answers = () => town.wordsOf('lin').length
    const long = 'm'.repeat(5_000)
    for (const [id, words] of [
      [long, '还差谁'],
      [`${long}2`, '预警 constructor 橙 石塘镇'],
      ['short', '字'.repeat(64_000)],
      ['nul', '批准 \u0000\ud800123456'],
      ['emoji', `预警 台风 橙 石塘镇 ${'转'.repeat(59)}😀😀`],
    ] as const) {
      await town.settled()
      const before = answers()
      await said(id, words)
      await said(id, words)
      await town.settled()
      expect([id.slice(0, 9), answers()]).toEqual([id.slice(0, 9), before + 1])
    }
    const [newest] = await town.rows<{ todo: string }>(
      "select todo from warning where source = 'chat' order by drafted_at desc, id desc",
    )
    expect(newest!.todo).toBe('转'.repeat(59))
    const [card] = town.cardsOf('lin')
    for (const action of ['constructor', '__proto__', 'toString', 'session.end', 'org.phone', '']) {
      const press = pressOf('lin', card!.id, { action, params: '{"__proto__":{"x":1}}' })
      await push(town.standin, 'CALLBACK', { topic: cardTopic }, press)
    }
    const good = pressOf('jiang', town.cardsOf('jiang')[0]!.id, {
      action: 'warnings.acknowledge',
      params: JSON.stringify({ warningId: things.sent }),
    })
    const topic = { topic: cardTopic, messageId: 'p'.repeat(3_000) }
    expect(JSON.stringify(await push(town.standin, 'CALLBACK', topic, good))).toContain('已确认')
  })
})
