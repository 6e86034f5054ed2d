import { stateWords } from '../../miniapp/src/lib/jobs'
import { createPhone } from '../../miniapp/src/lib/phone'
import type { Bridge } from '../../miniapp/src/platform/bridge'
import { until } from '../support/eventually'
import { handedIn, ids } from './day'
import { device } from './device'

/** A phone that two people of one office share: jia holds it at first, then yi. */
const submission = {
  checklistId: ids.checklistId,
  item: 'shelters',
  answers: { places: 14 },
  revision: 0,
}
const draft = { answers: submission.answers, decided: {}, revision: 0 }
const expired = { problem: { code: 'access.unknown', message: '请重新登录' } }

function sharedPhone() {
  const who = { holds: 'jia', isExpired: (_: string) => false, trouble: '' }
  const heard: string[] = []
  const handset = device((name, _, headers) => {
    if (name === 'session.open') {
      if (who.trouble) return { problem: { code: who.trouble, message: '没有办成' } }
      return { token: `of ${who.holds}`, until: '2026-08-13', personId: who.holds, name: who.holds }
    }
    const token = headers['authorization']!.slice('Bearer of '.length)
    if (who.isExpired(token)) return expired
    heard.push(`${name} by ${token}`)
    return name === 'checklists.submit'
      ? handedIn
      : [{ name: token, title: '月工作清单', version: 1, every: 'month', items: 12 }]
  })
  handset.kept.clear()
  /** The app is opened; `arrival`: what its host knows of who opens it. */
  async function open(arrival: Bridge['arrival']) {
    const phone = createPhone({ ...handset.bridge, arrival })
    phone.start()
    await phone.outbox.flush()
    return phone
  }
  /** jia has seen something, typed something, and handed in something without a network. */
  async function used() {
    const phone = await open('newcomer')
    await phone.client.checklists.templates({})
    handset.state.online = false
    phone.drafts.write(submission, draft)
    phone.own.write('paper', 'jia writes')
    phone.queue('checklists.submit', submission, '避灾场所检查')
    await phone.outbox.flush()
    handset.state.online = true
    heard.length = 0
    return phone
  }
  return { ...handset, who, heard, open, used }
}
const seen = (phone: ReturnType<typeof createPhone>) =>
  phone.recalled(() => undefined).checklists.templates({})

describe('a phone that is handed on', () => {
  test('with a code in the address is of who brings it, though the session before is still good', async () => {
    const shared = sharedPhone()
    await shared.used()
    shared.who.holds = 'yi'
    const phone = await shared.open('newcomer')
    expect((await phone.client.checklists.templates({}))[0]!.name).toBe('yi')
    expect(shared.heard).toEqual(['checklists.templates by yi'])
    expect(shared.state.restarts).toBe(0)
  })

  test('shows the next nothing of the one before: seen, typed, written, waiting', async () => {
    const shared = sharedPhone()
    await shared.used()
    shared.who.holds = 'yi'
    const phone = await shared.open('newcomer')
    await expect(seen(phone)).rejects.toThrow('没有网络')
    expect(phone.drafts.read(submission)).toBeNull()
    expect(phone.own.read('paper')).toBeNull()
    expect(phone.outbox.jobs()).toEqual([])
    expect(phone.outbox.ofOthers()).toBe(1)
  })

  test('keeps the job of the one before until that one is back, and sends it as his', async () => {
    const shared = sharedPhone()
    await shared.used()
    shared.who.holds = 'yi'
    await shared.open('newcomer')
    expect(shared.heard).toEqual([])
    shared.who.holds = 'jia'
    const phone = await shared.open('newcomer')
    await until(() => shared.heard.length > 0, 'the job is sent')
    expect(shared.heard).toEqual(['checklists.submit by jia'])
    expect(phone.outbox.jobs().map(stateWords)).toEqual(['已传'])
    expect(phone.own.read('paper')).toBe('jia writes')
    expect(phone.drafts.read(submission)).toBeNull()
  })

  test('after the session has run out sends nothing of one as the other', async () => {
    const shared = sharedPhone()
    await shared.used()
    shared.who.holds = 'yi'
    shared.who.isExpired = (token) => token === 'jia'
    const phone = await shared.open('known')
    await until(() => shared.state.restarts === 1, 'the screens of jia are left')
    await phone.outbox.flush()
    expect(shared.heard).toEqual([])
    expect(phone.outbox.ofOthers()).toBe(1)
  })

  test('without a network shows a newcomer nothing of the one before', async () => {
    const shared = sharedPhone()
    await shared.used()
    shared.state.online = false
    await expect(seen(await shared.open('newcomer'))).rejects.toThrow('没有网络')
    expect(await seen(await shared.open('newcomer')).catch(() => null)).toBeNull()
  })
})

describe('where the host does not know whether somebody else opens it', () => {
  test('it asks before anything is done, and begins anew for another', async () => {
    const shared = sharedPhone()
    await shared.used()
    shared.who.holds = 'yi'
    const phone = await shared.open('unsure')
    await phone.client.checklists.templates({})
    expect(shared.heard).toEqual(['checklists.templates by yi'])
    expect(shared.state.restarts).toBe(1)
  })
  test('the same person goes on, and the session holds while nobody can be asked', async () => {
    const shared = sharedPhone()
    await shared.used()
    shared.who.trouble = 'channel.down'
    const phone = await shared.open('unsure')
    await until(() => shared.heard.length > 0, 'the job is sent')
    expect(shared.heard).toEqual(['checklists.submit by jia'])
    expect([await seen(phone), shared.state.restarts]).toEqual([expect.anything(), 0])
  })
  test('one who may not come in is shown nothing of the one before, and does nothing as him', async () => {
    const shared = sharedPhone()
    await shared.used()
    shared.who.trouble = 'access.notListed'
    const phone = await shared.open('unsure')
    await until(() => shared.state.restarts === 1, 'the screens of jia are left')
    await expect(phone.client.checklists.templates({})).rejects.toThrow()
    await expect(seen(phone)).rejects.toThrow('没有网络')
    expect([shared.heard, phone.outbox.ofOthers()]).toEqual([[], 1])
  })
})

describe('whoever logs out', () => {
  async function left() {
    const shared = sharedPhone()
    const phone = await shared.used()
    await phone.logOut()
    return { ...shared, phone }
  }
  const logIns = ({ asked }: { asked: readonly { name: string }[] }) =>
    asked.filter(({ name }) => name === 'session.open').length

  test('ends the session for the service, and the phone is of nobody', async () => {
    const { phone, heard, kept, state } = await left()
    expect(heard).toEqual(['session.close by jia'])
    expect([phone.isOut(), kept.get('holder'), kept.has('session')]).toEqual([true, '', false])
    expect(state.restarts).toBe(1)
    await expect(seen(phone)).rejects.toThrow('没有网络')
    expect(phone.drafts.read(submission)).toBeNull()
    expect(phone.own.read('paper')).toBeNull()
    expect([phone.outbox.jobs(), phone.outbox.ofOthers()]).toEqual([[], 1])
  })

  test('leaves nothing behind of what was only seen', async () => {
    const { kept } = await left()
    expect([...kept.keys()].filter((key) => key.includes('seen.'))).toEqual([])
    expect([...kept.values()].join()).not.toContain('月工作清单')
  })

  test.each(['known', 'unsure'] as const)(
    'is not let in by itself, by nothing that is asked and after no restart: %s',
    async (arrival) => {
      const shared = await left()
      const before = logIns(shared)
      const again = await shared.open(arrival)
      for (const phone of [shared.phone, again]) {
        await expect(phone.client.checklists.templates({})).rejects.toThrow('已退出登录')
        await phone.outbox.flush()
      }
      expect([logIns(shared), shared.heard]).toEqual([before, ['session.close by jia']])
    },
  )

  test('is out without a network, too', async () => {
    const shared = sharedPhone()
    const phone = await shared.used()
    shared.state.online = false
    await phone.logOut()
    expect([phone.isOut(), shared.kept.has('session'), phone.outbox.ofOthers()]).toEqual([
      true,
      false,
      1,
    ])
  })

  test('is out though a log-in was still under way', async () => {
    const shared = sharedPhone()
    const phone = await shared.open('newcomer')
    shared.kept.delete('session')
    const asking = phone.client.checklists.templates({}).catch(() => null)
    await phone.logOut()
    await asking
    expect([phone.isOut(), shared.kept.get('holder'), shared.kept.has('session')]).toEqual([
      true,
      '',
      false,
    ])
  })

  test('another logs in and neither sees nor sends anything of the first', async () => {
    const shared = await left()
    shared.who.holds = 'yi'
    const phone = await shared.open('known')
    await phone.logIn()
    await phone.outbox.flush()
    await expect(seen(phone)).rejects.toThrow('没有网络')
    expect((await phone.client.checklists.templates({}))[0]!.name).toBe('yi')
    expect(shared.heard).toEqual(['session.close by jia', 'checklists.templates by yi'])
    expect([phone.outbox.jobs(), phone.outbox.ofOthers()]).toEqual([[], 1])
    expect(phone.drafts.read(submission)).toBeNull()
  })

  test('logs in again, and what waited is sent', async () => {
    const shared = await left()
    const phone = await shared.open('known')
    await phone.logIn()
    await phone.outbox.flush()
    expect(shared.heard).toEqual(['session.close by jia', 'checklists.submit by jia'])
    expect(phone.outbox.jobs().map(stateWords)).toEqual(['已传'])
    expect(phone.own.read('paper')).toBe('jia writes')
    expect(phone.isOut()).toBe(false)
  })

  test('makes way for whoever comes with a code', async () => {
    const shared = await left()
    shared.who.holds = 'yi'
    const phone = await shared.open('newcomer')
    expect((await phone.client.checklists.templates({}))[0]!.name).toBe('yi')
    expect(phone.isOut()).toBe(false)
  })

  test('stays out where nobody answers the log-in', async () => {
    const shared = await left()
    shared.state.online = false
    const phone = await shared.open('known')
    await expect(phone.logIn()).rejects.toThrow('没有网络')
    shared.state.online = true
    await expect(phone.client.checklists.templates({})).rejects.toThrow('已退出登录')
  })
})
