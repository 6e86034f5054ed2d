import { stateWords } from '../../miniapp/src/lib/jobs'
import { createPhone } from '../../miniapp/src/lib/phone'
import { handedIn, ids } from './day'
import { device } from './device'

const opened = { token: 'one', until: '2026-08-13T00:00:00Z', personId: 'me', name: '王阿芬' }
const ref = { checklistId: ids.checklistId, item: 'shelters' }
const draft = { answers: { words: '山'.repeat(3_000) }, decided: {}, revision: 0 }
const submission = { ...ref, answers: { places: 14 }, revision: 0 }
const large = (n: number) => ({ n, words: '雨'.repeat(5_000) })
const refused = (code: string, message: string) => ({ problem: { code, message } })

function usedPhone(answer: (name: string) => unknown = () => handedIn) {
  const handset = device((name) => (name === 'session.open' ? opened : answer(name)))
  const phone = createPhone(handset.bridge)
  const told: boolean[] = []
  phone.store.listen((isFull) => told.push(isFull))
  return { handset, phone, told }
}
const seenOn = ({ phone }: ReturnType<typeof usedPhone>) =>
  Array.from({ length: 8 }, (_, n) => n).filter((n) => {
    try {
      return Boolean(phone.memory.recall('lists', n))
    } catch {
      return false
    }
  })

describe('a phone that is full', () => {
  test('gives up what was only seen, the oldest first, and never fails at it', () => {
    const used = usedPhone()
    used.handset.state.room = 17_000
    for (let n = 0; n < 8; n++) used.phone.memory.keep('lists', n, large(n))
    expect(seenOn(used)).toEqual([5, 6, 7])
    used.phone.drafts.write(ref, draft)
    expect(used.phone.drafts.read(ref)).toEqual(draft)
    expect(seenOn(used)).toEqual([6, 7])
    expect(createPhone(used.handset.bridge).drafts.read(ref)).toEqual(draft)
    expect(used.told).toEqual([])
  })

  test('that has no room for what was seen still answers', async () => {
    const { handset, phone } = usedPhone(() => [
      { name: 'monthly', title: '月工作清单', version: 1, every: 'month', items: 12 },
    ])
    await phone.client.checklists.templates({})
    handset.kept.clear()
    handset.state.room = 40
    expect(await phone.client.checklists.templates({})).toHaveLength(1)
  })

  test('without any room says so at once, and goes on as long as it is open', async () => {
    const { handset, phone, told } = usedPhone()
    handset.state.room = 200
    phone.drafts.write(ref, draft)
    expect([told, phone.store.isFull()]).toEqual([[true], true])
    expect(phone.drafts.read(ref)).toEqual(draft)
    expect(createPhone(handset.bridge).drafts.read(ref)).toBeNull()
    phone.queue('checklists.submit', submission, '避灾场所检查')
    await phone.outbox.flush()
    expect(phone.outbox.jobs().map(stateWords)).toEqual(['已传'])
    handset.state.room = 100_000
    phone.drafts.write(ref, draft)
    expect(createPhone(handset.bridge).drafts.read(ref)).toEqual(draft)
  })
})

describe('photos', () => {
  const sentWithPhotos = async (answer: (name: string) => unknown) => {
    const used = usedPhone((name) => (name === 'checklists.submit' ? handedIn : answer(name)))
    used.handset.photos.set('here', Buffer.alloc(90, 7).toString('base64'))
    used.phone.queue('checklists.submit', submission, '避灾场所检查', ['gone', 'here'])
    await used.phone.outbox.flush()
    return used
  }
  const whole = { have: 90, whole: true }
  const idsIn = ({ handset }: ReturnType<typeof usedPhone>, operation: string) =>
    handset.asked.filter(({ name }) => name === operation).map(({ input }) => input['id'])
  const puts = (used: ReturnType<typeof usedPhone>) => idsIn(used, 'files.put')
  const losses = (used: ReturnType<typeof usedPhone>) => idsIn(used, 'files.lost')

  test('one that is gone before it was sent is asked for again; the words and the others are there', async () => {
    const used = await sentWithPhotos((name) =>
      name === 'files.link' ? refused('photo.underWay', '照片还在传') : whole,
    )
    expect(puts(used)).toEqual(['here'])
    expect(losses(used)).toEqual(['gone'])
    expect(used.phone.outbox.jobs()).toMatchObject([
      {
        state: 'refused',
        code: 'photo',
        photos: ['gone'],
        why: '1 张照片没有传上去：手机里找不到了，请去掉重拍，再交一次',
        reply: handedIn,
      },
    ])
  })
  test('one that the service has already, as of an answer that was returned, is not', async () => {
    const used = await sentWithPhotos((name) =>
      name === 'files.link' ? { url: '/files/gone' } : whole,
    )
    expect(used.phone.outbox.jobs().map(stateWords)).toEqual(['已传'])
    expect(losses(used)).toEqual([])
  })
  test('that it is lost is said again where nobody heard it, and of none while the service is busy', async () => {
    let answer: (name: string) => unknown = () => refused('access.busy', '现在人太多')
    const used = await sentWithPhotos((name) => answer(name))
    const state = () => used.phone.outbox.jobs().map(stateWords)
    expect([state(), losses(used)]).toEqual([['文字已传，2 张照片待传'], []])
    answer = (name) => {
      if (name === 'files.link') return refused('photo.notFound', '没有找到')
      return name === 'files.lost' ? refused('access.busy', '现在人太多') : whole
    }
    await used.phone.outbox.flush()
    expect([state(), losses(used)]).toEqual([['文字已传，2 张照片待传'], ['gone']])
    answer = (name) => (name === 'files.link' ? refused('photo.lost', '照片丢了') : whole)
    await used.phone.outbox.flush()
    expect(losses(used)).toEqual(['gone', 'gone'])
    expect(used.phone.outbox.jobs()[0]).toMatchObject({ state: 'refused', photos: ['gone'] })
  })
  test('one that is none does not hold up the others, and is named', async () => {
    const used = usedPhone((name) => (name === 'checklists.submit' ? handedIn : whole))
    const { handset, phone } = used
    const answer = handset.bridge.post
    handset.bridge.post = (path, headers, text) =>
      path.endsWith('files.put') && text.includes('"broken"')
        ? Promise.resolve({
            status: 200,
            body: { ok: false, ...refused('photo.notOne', '这不是照片，请另选一张') },
          })
        : answer(path, headers, text)
    for (const id of ['broken', 'here']) {
      handset.photos.set(id, Buffer.alloc(90, 7).toString('base64'))
    }
    const mended = createPhone(handset.bridge)
    mended.queue('checklists.submit', submission, '避灾场所检查', ['broken', 'here'])
    await mended.outbox.flush()
    expect(puts(used)).toEqual(['here'])
    expect(losses(used)).toEqual(['broken'])
    expect(mended.outbox.jobs()[0]).toMatchObject({
      state: 'refused',
      photos: ['broken'],
      why: '1 张照片没有传上去：这不是照片，请另选一张',
    })
    expect(phone.outbox.jobs()).toHaveLength(1)
  })
})
