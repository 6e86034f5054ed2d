import { createPhone } from '../../miniapp/src/lib/phone'
import { answerWords, firstSheet, judge, keepLast, numberOf } from '../../miniapp/src/lib/answering'
import { stateWords } from '../../miniapp/src/lib/jobs'
import { counted, dueWords, plateOf, thingsOf, titled } from '../../miniapp/src/lib/words'
import { filesIn } from '../../shared/form'
import { momentWords } from '../../shared/time'
import type { Answered, Bridge } from '../../miniapp/src/platform/bridge'
import { until } from '../support/world'
import { fullDay, ids } from './fake'

/** A device of the test's own: storage that survives a restart, a network that can be cut, a service that answers as told. */
function device(
  service: (
    name: string,
    input: Record<string, unknown>,
    headers: Readonly<Record<string, string>>,
  ) => unknown,
) {
  const kept = new Map<string, string>()
  const photos = new Map<string, string>()
  const asked: { name: string; id: string | undefined; input: Record<string, unknown> }[] = []
  const state = { online: true, codes: 0, number: 0, at: undefined as string | undefined }
  const bridge: Bridge = {
    authCode: () => Promise.resolve(`code${++state.codes}`),
    async post(path, headers, text): Promise<Answered> {
      if (!state.online) throw new Error('no network')
      const name = path.slice('/api/'.length)
      const input = JSON.parse(text) as Record<string, unknown>
      asked.push({ name, id: headers['idempotency-key'], input })
      const reply = service(name, input, headers) as { problem?: unknown } | null
      return {
        status: 200,
        body: reply?.problem
          ? { ok: false, at: state.at, problem: reply.problem }
          : { ok: true, at: state.at, reply },
      }
    },
    storage: {
      read: (key) => kept.get(key) ?? null,
      write: (key, text) => void kept.set(key, text),
      remove: (key) => void kept.delete(key),
    },
    photos: {
      take: () => Promise.resolve([]),
      show: () => Promise.resolve(null),
      base64: (id) => Promise.resolve(photos.get(id) ?? null),
      forget: (id) => {
        photos.delete(id)
        return Promise.resolve()
      },
    },
    place: () => Promise.reject(new Error('nowhere')),
    onReturn: () => undefined,
    theme: () => undefined,
    dial: () => undefined,
    save: () => false,
    every: () => undefined,
    newId: () => `00000000-0000-4000-8000-${String(++state.number).padStart(12, '0')}`,
  }
  return { bridge, state, asked, photos, kept }
}
const problem = (code: string, message = '不行') => ({ problem: { code, message } })
const opened = { token: 'one', until: '2026-08-13T00:00:00Z', name: '王阿芬' }
const receipt = {
  warningId: ids.warningId,
  personId: ids.checklistId,
  unitPath: '3310',
  postKind: 'gridMember',
  postId: ids.checklistId,
  step: 0,
  dueAt: null,
  acknowledgedAt: '2026-08-12T06:41:00Z',
  byId: 'me',
  via: 'app',
}
const submission = {
  checklistId: ids.checklistId,
  item: 'shelters',
  answers: { places: 14 },
  revision: 0,
}

test('a phone whose clock is wrong goes by the service, from the first answer on and after a restart', async () => {
  const it = device((name) => (name === 'session.open' ? opened : []))
  const phone = createPhone(it.bridge)
  it.state.at = new Date(Date.now() - 3 * 86_400_000).toISOString()
  await phone.client.checklists.templates({})
  for (const one of [phone, createPhone(it.bridge)]) {
    expect(Math.abs(one.now().getTime() - Date.parse(it.state.at))).toBeLessThan(60_000)
  }
})

describe('the session', () => {
  test('is opened by a code, once for however many calls', async () => {
    const it = device((name) => (name === 'session.open' ? opened : []))
    const phone = createPhone(it.bridge)
    await Promise.all([
      phone.client.checklists.templates({}),
      phone.client.checklists.templates({}),
    ])
    expect(it.state.codes).toBe(1)
  })
  test('that expires in the middle of a form is opened again, and what was typed is handed in once', async () => {
    let valid = 'one'
    const it = device((name, _, headers) => {
      if (name === 'session.open') return { ...opened, token: valid }
      return headers['authorization'] === `Bearer ${valid}`
        ? {
            checklistId: ids.checklistId,
            item: 'shelters',
            state: 'submitted',
            revision: 1,
            at: '2026-08-12T06:41:00Z',
            late: false,
          }
        : problem('access.unknown')
    })
    const phone = createPhone(it.bridge)
    phone.drafts.write(submission, { answers: submission.answers, decided: {}, revision: 0 })
    it.kept.set('session', 'old')
    valid = 'two'
    phone.queue('checklists.submit', submission, '避灾场所检查')
    await phone.outbox.flush()
    expect(phone.outbox.jobs()[0]).toMatchObject({ state: 'sent', operation: 'checklists.submit' })
    const sent = it.asked.filter(({ name }) => name === 'checklists.submit')
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1)
    expect(phone.drafts.read(submission)).toBeNull()
  })
})

describe('the outbox', () => {
  test('keeps what was done without a network over a restart, and sends it with the same id', async () => {
    const it = device((name) => (name === 'session.open' ? opened : receipt))
    it.state.online = false
    const before = createPhone(it.bridge)
    const job = before.queue('warnings.acknowledge', { warningId: ids.warningId }, '台风橙色预警')
    await before.outbox.flush()
    expect(stateWords(before.outbox.jobs()[0]!)).toBe('待传')
    it.state.online = true
    const after = createPhone(it.bridge)
    await after.outbox.flush()
    expect(stateWords(after.outbox.jobs()[0]!)).toBe('已传')
    expect(
      it.asked.filter(({ name }) => name === 'warnings.acknowledge').map(({ id }) => id),
    ).toEqual([job.id])
  })
  test('sends at once what is done after an empty round, and what is done during one', async () => {
    const phone: ReturnType<typeof createPhone> = createPhone(
      device((name) => {
        if (name === 'session.open') {
          phone.queue('warnings.acknowledge', { warningId: ids.checklistId }, '暴雨红色预警')
        }
        return name === 'session.open' ? opened : receipt
      }).bridge,
    )
    await phone.outbox.flush()
    phone.queue('warnings.acknowledge', { warningId: ids.warningId }, '台风橙色预警')
    await until(
      'both are sent',
      () => phone.outbox.jobs().filter((job) => job.state === 'sent').length === 2,
    )
  })
  test('says why something was refused, and keeps what was typed', async () => {
    const it = device((name) =>
      name === 'session.open' ? opened : problem('checklist.conflict', '江敏 已经交过这一项'),
    )
    const phone = createPhone(it.bridge)
    phone.drafts.write(submission, { answers: submission.answers, decided: {}, revision: 0 })
    phone.queue('checklists.submit', submission, '避灾场所检查')
    await phone.outbox.flush()
    expect(phone.outbox.jobs()[0]).toMatchObject({
      state: 'refused',
      code: 'checklist.conflict',
      why: '江敏 已经交过这一项',
      input: submission,
    })
    expect(phone.drafts.read(submission)).not.toBeNull()
  })
  test('one that is refused does not hold up the next', async () => {
    const it = device((name) =>
      name === 'session.open'
        ? opened
        : name === 'checklists.submit'
          ? problem('checklist.withdrawn')
          : receipt,
    )
    const phone = createPhone(it.bridge)
    phone.queue('checklists.submit', submission, '避灾场所检查')
    phone.queue('warnings.acknowledge', { warningId: ids.warningId }, '台风橙色预警')
    await phone.outbox.flush()
    await phone.outbox.flush()
    expect(phone.outbox.jobs().map((job) => job.state)).toEqual(['refused', 'sent'])
  })
  test('sends words before photos, and a photo goes on where the service has it to', async () => {
    const size = 400_000
    const photo = Buffer.alloc(size, 7)
    const got = Buffer.alloc(size)
    let have = 0
    let cuts = 1
    const it = device((name, input) => {
      if (name === 'session.open') return opened
      if (name !== 'files.put') {
        return {
          checklistId: ids.checklistId,
          item: 'shelters',
          state: 'submitted',
          revision: 1,
          at: '2026-08-12T06:41:00Z',
          late: false,
        }
      }
      const bytes = Buffer.from(String(input['bytes']), 'base64')
      const from = Number(input['from'])
      if (from > 0 && cuts-- > 0) {
        it.state.online = false
        return problem('bug')
      }
      bytes.copy(got, from)
      have = Math.max(have, from + bytes.length)
      return { have, whole: have === size }
    })
    it.photos.set('p', photo.toString('base64'))
    const phone = createPhone(it.bridge)
    phone.queue('checklists.submit', submission, '避灾场所检查', ['p'])
    await phone.outbox.flush()
    expect(stateWords(phone.outbox.jobs()[0]!)).toBe('文字已传，1 张照片待传')
    it.state.online = true
    await phone.outbox.flush()
    expect(stateWords(phone.outbox.jobs()[0]!)).toBe('已传')
    expect(got.equals(photo)).toBe(true)
    expect(it.photos.size).toBe(0)
    expect(it.asked.map(({ name }) => name).indexOf('files.put')).toBeGreaterThan(
      it.asked.map(({ name }) => name).indexOf('checklists.submit'),
    )
  })
})

test('what was seen opens without a network, with the time it was got', async () => {
  const it = device((name) =>
    name === 'session.open'
      ? opened
      : [{ name: 'monthly', title: '月工作清单', version: 1, every: 'month', items: 12 }],
  )
  const phone = createPhone(it.bridge)
  await phone.client.checklists.templates({})
  it.state.online = false
  let at: Date | null = null
  const seen = await phone
    .recalled((moment) => {
      at = moment
    })
    .checklists.templates({})
  expect(seen).toHaveLength(1)
  expect(at).toBeInstanceOf(Date)
  await expect(phone.recalled(() => undefined).home.today({})).rejects.toThrow('没有网络')
})

test('what an older service said of today, in another shape, is as if it was never seen', async () => {
  const phone = createPhone(device(() => opened).bridge)
  const line = {
    kind: 'item',
    key: 'item 1',
    title: '避灾场所检查',
    words: '石塘镇，8 月工作清单',
    dueAt: null,
    urgent: false,
    drill: false,
    page: `item?checklistId=${ids.checklistId}&item=shelters`,
    button: null,
  }
  phone.memory.keep('home.today', {}, { lines: [line], at: '2026-08-12T06:41:00Z' })
  await expect(phone.recalled(() => undefined).home.today({})).rejects.toThrow()
})

test('who was searched for is not kept on the phone', async () => {
  const it = device((name) =>
    name === 'session.open'
      ? opened
      : [{ personId: ids.checklistId, name: '王阿芬', phone: '138****0001', posts: [] }],
  )
  const phone = createPhone(it.bridge)
  expect(await phone.client.org.people({ unitPath: '3310', name: '王阿' })).toHaveLength(1)
  expect([...it.kept.values()].join()).not.toContain('王阿')
})

describe('what is done at once', () => {
  const task = {
    units: ['3310'],
    kinds: ['village' as const],
    post: 'villageHead',
    title: '排查沿海工棚',
    dueAt: new Date('2026-08-20T10:00:00Z'),
    fields: [
      {
        id: 'question1',
        kind: 'number' as const,
        label: '还有几个人？',
        required: true,
        decimals: 0,
      },
    ],
  }
  const issued = (it: ReturnType<typeof device>) =>
    it.asked.filter(({ name }) => name === 'checklists.issue').map(({ id }) => id)
  test('carries the same id again where its answer was lost, after a restart too, and a new one once it is known', async () => {
    let isLost = true
    const it = device((name) =>
      name === 'session.open'
        ? opened
        : isLost
          ? problem('channel.down')
          : { units: 35, template: 'task1' },
    )
    for (const phone of [createPhone(it.bridge), createPhone(it.bridge)]) {
      await expect(phone.client.checklists.issue(task)).rejects.toThrow()
    }
    isLost = false
    const phone = createPhone(it.bridge)
    for (let n = 0; n < 2; n++) await phone.client.checklists.issue(task)
    const [first, second, third, fourth] = issued(it)
    expect([second, third]).toEqual([first, first])
    expect(fourth).not.toBe(first)
  })
  test('is a new one when it was refused, and when an hour has passed', async () => {
    const it = device((name) =>
      name === 'session.open'
        ? opened
        : problem(issued(it).length === 1 ? 'checklist.dueTooSoon' : 'bug'),
    )
    const phone = createPhone(it.bridge)
    const start = Date.now()
    const tries = [start, start, start + 3_600_001]
    for (const now of tries) {
      it.state.at = new Date(now).toISOString()
      await phone.client.home.today({}).catch(() => undefined) // the service's time is heard
      await expect(phone.client.checklists.issue(task)).rejects.toThrow()
    }
    expect(new Set(issued(it)).size).toBe(tries.length)
  })
})

describe('a form under the pen', () => {
  const form = { ...fullDay.checklists!.open!({ checklistId: ids.checklistId, item: 'shelters' }) }
  test("shows last month's answers first, and owes a look at them", () => {
    const sheet = firstSheet(form, null)
    const state = judge(form, sheet)
    expect(sheet).toEqual({ answers: {}, decided: {}, revision: 0 })
    expect(state.undecided).toEqual(['keepers', 'places'])
    expect(state.owed).toEqual(['keepers', 'places', 'seen', 'water', 'day', 'checker'])
    expect(judge(form, keepLast(form, sheet, state.undecided)).owed).toEqual([
      'seen',
      'water',
      'day',
      'checker',
    ])
  })
  test('names the wrong field', () => {
    const sheet = { ...keepLast(form, firstSheet(form, null), ['keepers', 'places']) }
    const state = judge(form, {
      ...sheet,
      answers: { ...sheet.answers, water: 'short', lacking: 16 },
    })
    expect(state.wrong).toEqual([
      expect.objectContaining({ field: 'lacking', message: expect.stringContaining('1 到 14') }),
    ])
  })
  test('goes on with its draft', () => {
    const draft = {
      answers: { water: 'enough' },
      decided: { keepers: 'same' as const },
      revision: 0,
    }
    expect(firstSheet({ ...form, revision: 1 }, draft)).toBe(draft) // so that the answer of another, given meanwhile, is a conflict
  })
  test.each([
    ['１２', 12],
    ['12.5', 12.5],
    ['-3', -3],
    ['', undefined],
    ['12.', '12.'],
    ['007', '007'],
    ['一', '一'],
  ])('%s is typed as a number: %p', (text, value) => expect(numberOf(text)).toEqual(value))
  test('its photos and signatures are sent after it', () => {
    expect(
      filesIn(form.fields, { picture: [{ id: 'a' }, { id: 'b' }], sign: { id: 'c' } }),
    ).toEqual(['a', 'b', 'c'])
  })
  test('an answer is read as people read', () => {
    const words = (id: string, value: unknown) =>
      answerWords(
        form.fields.find((field) => field.id === id)!,
        value,
      )
    expect([
      words('places', 14),
      words('seen', { yes: false, remark: '太远' }),
      words('which', ['liruo', 'donghai']),
      words('people', [{ name: '王阿芬', beds: 20 }]),
      words('day', undefined),
    ]).toEqual(['14 处', '还有没看：太远', '里箬村文化礼堂，东海村小学', '王阿芬 20', '没有填'])
  })
})

describe('words', () => {
  const now = new Date('2026-08-12T06:41:00Z')
  test.each([
    ['2026-08-12T10:00:00Z', '今天 18:00 前', false],
    ['2026-08-14T10:00:00Z', '还有 2 天', false],
    ['2026-08-25T10:00:00Z', '8 月 25 日前', false],
    ['2026-08-12T02:00:00Z', '10:00 已过', true],
    ['2026-08-10T10:00:00Z', '过了 2 天', true],
  ])('due %s is %s', (due, words, late) =>
    expect(dueWords(new Date(due), now)).toEqual({ words, late }),
  )
  test('a moment of today has no day', () =>
    expect([
      momentWords(now, now),
      momentWords(new Date('2026-08-11T16:30:00Z'), now),
      momentWords(new Date('2026-08-11T15:30:00Z'), now),
    ]).toEqual(['14:41', '00:30', '8 月 11 日 23:30']))
  test('thousands have commas', () =>
    expect([counted(7), counted(1214), counted(1_234_567)]).toEqual(['7', '1,214', '1,234,567']))
  test('several things to do are told apart, one is left whole', () =>
    expect([
      thingsOf('危房的人转移；渔船回港，人上岸。'),
      thingsOf('危房、工棚各户转移，18:00 前'),
    ]).toEqual([['危房的人转移', '渔船回港，人上岸'], ['危房、工棚各户转移，18:00 前']]))
  test('a drill says so in its name', () =>
    expect([
      titled({ title: '台风橙色预警', drill: true }),
      titled({ title: '台风橙色预警', drill: false }),
    ]).toEqual(['【演练】台风橙色预警', '台风橙色预警']))
  test('a plate is read from a title', () =>
    expect([
      plateOf('【演练】台风橙色预警'),
      plateOf('地质灾害红色预警')?.top,
      plateOf('开会'),
    ]).toEqual([{ top: '台风', word: '橙', tone: 'orange' }, '地质灾害', null]))
})
