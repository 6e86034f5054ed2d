import { createPhone } from '../../miniapp/src/lib/phone'
import { stateWords } from '../../miniapp/src/lib/jobs'
import { until } from '../support/eventually'
import { handedIn, ids } from './day'

import { device } from './device'

const problem = (code: string, message = '不行') => ({ problem: { code, message } })
const opened = { token: 'one', until: '2026-08-13T00:00:00Z', personId: 'me', name: '王阿芬' }
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
  const handset = device((name) => (name === 'session.open' ? opened : []))
  const phone = createPhone(handset.bridge)
  handset.state.at = new Date(Date.now() - 3 * 86_400_000).toISOString()
  await phone.client.checklists.templates({})
  for (const one of [phone, createPhone(handset.bridge)]) {
    expect(Math.abs(one.now().getTime() - Date.parse(handset.state.at))).toBeLessThan(60_000)
  }
})

describe('the session', () => {
  test('is opened by a code, once for however many calls', async () => {
    const handset = device((name) => (name === 'session.open' ? opened : []))
    const phone = createPhone(handset.bridge)
    await Promise.all([
      phone.client.checklists.templates({}),
      phone.client.checklists.templates({}),
    ])
    expect(handset.state.codes).toBe(1)
  })
  test('that expires in the middle of a form is opened again, and what was typed is handed in once', async () => {
    let valid = 'one'
    const handset = device((name, _, headers) => {
      if (name === 'session.open') return { ...opened, token: valid }
      return headers['authorization'] === `Bearer ${valid}` ? handedIn : problem('access.unknown')
    })
    const phone = createPhone(handset.bridge)
    phone.drafts.write(submission, { answers: submission.answers, decided: {}, revision: 0 })
    handset.kept.set('session', 'old')
    valid = 'two'
    phone.queue('checklists.submit', submission, '避灾场所检查')
    await phone.outbox.flush()
    expect(phone.outbox.jobs()[0]).toMatchObject({ state: 'sent', operation: 'checklists.submit' })
    const sent = handset.asked.filter(({ name }) => name === 'checklists.submit')
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1)
    expect(phone.drafts.read(submission)).toBeNull()
  })
})

describe('a log-in that is turned away in a crowd', () => {
  const crowd = (refusals: number) => {
    const passes: (string | undefined)[] = []
    const handset = device((name, _, headers) => {
      if (name !== 'session.open') return []
      passes.push(headers['x-pass'])
      if (passes.length <= refusals) return { ...problem('access.tooMany'), pass: 'again' }
      return { ...opened, pass: 'phone' }
    })
    const codes = () => handset.asked.map(({ input }) => input['authCode']).filter(Boolean)
    return { handset, passes, codes, phone: createPhone(handset.bridge) }
  }
  test('is tried again by itself with the same code and the pass that came', async () => {
    const { phone, passes, codes, handset } = crowd(2)
    expect(await phone.client.checklists.templates({})).toEqual([])
    expect(passes).toEqual([undefined, 'again', 'again'])
    expect(codes()).toEqual(['code1', 'code1', 'code1'])
    expect(handset.state.pauses).toBe(2)
    handset.kept.delete('session')
    await createPhone(handset.bridge).client.checklists.templates({})
    expect(passes.at(-1)).toBe('phone')
  })
  test('not for ever, and nothing else is tried so', async () => {
    const { phone, passes } = crowd(99)
    await expect(phone.client.checklists.templates({})).rejects.toThrow('不行')
    expect(passes).toHaveLength(5)
  })
})

describe('the outbox', () => {
  test('keeps what was done without a network over a restart, and sends it with the same id', async () => {
    const handset = device((name) => (name === 'session.open' ? opened : receipt))
    handset.state.online = false
    const before = createPhone(handset.bridge)
    const job = before.queue('warnings.acknowledge', { warningId: ids.warningId }, '台风橙色预警')
    await before.outbox.flush()
    expect(stateWords(before.outbox.jobs()[0]!)).toBe('待传')
    handset.state.online = true
    const after = createPhone(handset.bridge)
    await after.outbox.flush()
    expect(stateWords(after.outbox.jobs()[0]!)).toBe('已传')
    expect(
      handset.asked.filter(({ name }) => name === 'warnings.acknowledge').map(({ id }) => id),
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
      () => phone.outbox.jobs().filter((job) => job.state === 'sent').length === 2,
      'both are sent',
    )
  })
  test('says why something was refused, and keeps what was typed', async () => {
    const handset = device((name) =>
      name === 'session.open' ? opened : problem('checklist.conflict', '江敏 已经交过这一项'),
    )
    const phone = createPhone(handset.bridge)
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
    const answer = (name: string) =>
      name === 'checklists.submit' ? problem('checklist.withdrawn') : receipt
    const handset = device((name) => (name === 'session.open' ? opened : answer(name)))
    const phone = createPhone(handset.bridge)
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
    const handset = device((name, input) => {
      if (name === 'session.open') return opened
      if (name !== 'files.put') return handedIn
      const bytes = Buffer.from(String(input['bytes']), 'base64')
      const from = Number(input['from'])
      if (from > 0 && cuts-- > 0) {
        handset.state.online = false
        return problem('bug')
      }
      bytes.copy(got, from)
      have = Math.max(have, from + bytes.length)
      return { have, whole: have === size }
    })
    handset.photos.set('p', photo.toString('base64'))
    const phone = createPhone(handset.bridge)
    phone.queue('checklists.submit', submission, '避灾场所检查', ['p'])
    await phone.outbox.flush()
    expect(stateWords(phone.outbox.jobs()[0]!)).toBe('文字已传，1 张照片待传')
    handset.state.online = true
    await phone.outbox.flush()
    expect(stateWords(phone.outbox.jobs()[0]!)).toBe('已传')
    expect(got.equals(photo)).toBe(true)
    expect(handset.photos.size).toBe(0)
    expect(handset.asked.map(({ name }) => name).indexOf('files.put')).toBeGreaterThan(
      handset.asked.map(({ name }) => name).indexOf('checklists.submit'),
    )
  })
})

test('what was seen opens without a network, with the time it was got', async () => {
  const handset = device((name) =>
    name === 'session.open'
      ? opened
      : [{ name: 'monthly', title: '月工作清单', version: 1, every: 'month', items: 12 }],
  )
  const phone = createPhone(handset.bridge)
  await phone.client.checklists.templates({})
  handset.state.online = false
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

test('who was searched for is not kept on the phone', async () => {
  const handset = device((name) =>
    name === 'session.open'
      ? opened
      : [{ personId: ids.checklistId, name: '王阿芬', phone: '138****0001', posts: [] }],
  )
  const phone = createPhone(handset.bridge)
  expect(await phone.client.org.people({ unitPath: '3310', name: '王阿' })).toHaveLength(1)
  expect([...handset.kept.values()].join()).not.toContain('王阿')
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
  const issued = (handset: ReturnType<typeof device>) =>
    handset.asked.filter(({ name }) => name === 'checklists.issue').map(({ id }) => id)
  test('carries the same id again where its answer was lost, after a restart too, and a new one once it is known', async () => {
    let isLost = true
    const answer = () => (isLost ? problem('channel.down') : { units: 35, template: 'task1' })
    const handset = device((name) => (name === 'session.open' ? opened : answer()))
    for (const phone of [createPhone(handset.bridge), createPhone(handset.bridge)]) {
      await expect(phone.client.checklists.issue(task)).rejects.toThrow()
    }
    isLost = false
    const phone = createPhone(handset.bridge)
    for (let n = 0; n < 2; n++) await phone.client.checklists.issue(task)
    const [first, second, third, fourth] = issued(handset)
    expect([second, third]).toEqual([first, first])
    expect(fourth).not.toBe(first)
  })
  test('is a new one when it was refused, and when an hour has passed', async () => {
    const handset = device((name) =>
      name === 'session.open'
        ? opened
        : problem(issued(handset).length === 1 ? 'checklist.dueTooSoon' : 'bug'),
    )
    const phone = createPhone(handset.bridge)
    const start = Date.now()
    const tries = [start, start, start + 2 * 3_600_000] // by a clock that runs on meanwhile
    for (const now of tries) {
      handset.state.at = new Date(now).toISOString()
      await phone.client.home.today({}).catch(() => undefined) // the service's time is heard
      await expect(phone.client.checklists.issue(task)).rejects.toThrow()
    }
    expect(new Set(issued(handset)).size).toBe(tries.length)
  })
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
