import { uuid } from '../../bot/core/ids'
import { eight, openMonth, type Month } from '../support/months'
import { liruo } from '../support/town'
import { engines } from '../support/world'
import { refusal } from '../support/refusal'

describe.each(engines)('a photo on %s', (engine) => {
  let town: Month
  beforeEach(async () => {
    town = await openMonth(engine, {
      policy: (policy) => ({
        ...policy,
        guard: {
          ...policy.guard,
          uploads: { ...policy.guard.uploads, filesPerDay: 3, megabytesPerDay: 1 },
        },
      }),
    })
    await town.moveTo(eight)
  })
  afterEach(() => town.close())
  const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2_996, 7)])
  const part = (id: string, from: number, to: number, bytes = photo) => ({
    id,
    from,
    size: bytes.length,
    bytes: bytes.subarray(from, to).toString('base64'),
  })

  test('comes in parts, in any order and again, and is the same at the end', async () => {
    const id = uuid()
    const put = town.as('jiang').files.put
    expect(await put(part(id, 2_000, 3_000))).toEqual({ have: 1_000, whole: false })
    expect(await put(part(id, 2_000, 3_000))).toEqual({ have: 1_000, whole: false })
    expect(await put(part(id, 0, 1_500))).toEqual({ have: 2_500, whole: false })
    expect(await refusal(town.as('jiang').files.link({ id }))).toBe('photo.notFound')
    const both = await Promise.all([put(part(id, 1_000, 2_000)), put(part(id, 1_000, 2_000))])
    expect(both.map((one) => one.whole)).toEqual([true, true])
    expect(await put(part(id, 0, 10))).toEqual({ have: 3_000, whole: true })
    const { url } = await town.as('jiang').files.link({ id })
    const answer = await fetch(town.address + url)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    expect(Buffer.from(await answer.arrayBuffer()).equals(photo)).toBe(true)
    expect((await fetch(town.address + url.replace(/sign=./, 'sign=!'))).status).toBe(404)
    expect((await fetch(town.address + url.replace(/until=\d/, 'until=9'))).status).toBe(404)
    town.standin.clock.move({ addMs: 31 * 60_000 })
    expect((await fetch(town.address + url)).status).toBe(404)
  })

  test("that is none, is too large or another's is not taken", async () => {
    const id = uuid()
    const page = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')
    expect(await refusal(town.as('jiang').files.put(part(id, 0, page.length, page)))).toBe(
      'photo.notOne',
    )
    expect(await town.rows('select id from file')).toEqual([])
    expect(
      await refusal(
        town
          .as('jiang')
          .files.put({ id, from: 0, size: 11_000_000, bytes: photo.toString('base64') }),
      ),
    ).toBe('photo.tooLarge')
    expect(
      await refusal(
        town.as('jiang').files.put({ id, from: 10, size: 20, bytes: photo.toString('base64') }),
      ),
    ).toBe('input.invalid')
    await town.as('jiang').files.put(part(id, 0, 1_000))
    expect(await refusal(town.as('zhuang').files.put(part(id, 1_000, 3_000)))).toBe(
      'access.foreign',
    )
    const late = uuid()
    const hidden = Buffer.concat([Buffer.from('<html>'), photo])
    await town.as('jiang').files.put(part(late, 1_000, hidden.length, hidden))
    expect(await refusal(town.as('jiang').files.put(part(late, 0, 1_000, hidden)))).toBe(
      'photo.notOne',
    )
    expect(await refusal(town.anyone.files.put(part(uuid(), 0, 1_000)))).toBe('access.unknown')
  })

  test('is one of so many on a day, in so few parts, and the next day brings new ones', async () => {
    const put = town.as('jiang').files.put
    for (let n = 0; n < 3; n++) await put(part(uuid(), 0, 3_000))
    expect(await refusal(put(part(uuid(), 0, 3_000)))).toBe('photo.tooMany')
    expect(await refusal(town.as('zhuang').files.put(part(uuid(), 0, 3_000)))).toBe('done')
    await town.pass({ days: 1 })
    const id = uuid()
    for (let n = 1; n <= 9; n++) await put(part(id, n * 10, n * 10 + 1))
    expect(await refusal(put(part(id, 100, 101)))).toBe('input.invalid')
    expect(await put(part(id, 90, 91))).toEqual({ have: 9, whole: false })
  })

  test('is no more than so many bytes on a day, also where the same comes again', async () => {
    const id = uuid()
    const large = Buffer.concat([photo, Buffer.alloc(597_000, 7)])
    const put = town.as('jiang').files.put
    await put(part(id, 0, 400_000, large))
    await put(part(id, 0, 400_000, large))
    expect(await refusal(put(part(id, 0, 400_000, large)))).toBe('photo.tooMany')
  })

  test('that no answer uses is gone after a day, finished or not, from the disk too', async () => {
    const [whole, half] = [uuid(), uuid()]
    await town.as('jiang').files.put(part(whole, 0, 3_000))
    await town.as('jiang').files.put(part(half, 0, 1_000))
    const onDisk = () =>
      Promise.all(
        [whole, half].map((id) =>
          town.app.io.ports.files.head(id, 1).then(
            () => true,
            () => false,
          ),
        ),
      )
    await town.pass({ hours: 22 })
    expect(await onDisk()).toEqual([true, true])
    await town.pass({ hours: 3 })
    expect(await onDisk()).toEqual([false, false])
    expect(await town.rows('select id from file')).toEqual([])
    expect(await town.rows('select file_id from file_part')).toEqual([])
  })

  test('is seen by who gave it and by those above the unit it was given for', async () => {
    const id = uuid()
    const foreign = uuid()
    const fields = [
      {
        kind: 'photo' as const,
        id: 'house',
        label: '危房照片',
        reason: '看裂缝有没有变大',
        most: 3,
        required: true,
      },
    ]
    await town.as('jiang').files.put(part(id, 0, 3_000))
    await town.as('zhuang').files.put(part(foreign, 0, 3_000))
    expect(await refusal(town.as('ying').files.link({ id }))).toBe('photo.notFound')
    const { template } = await town.as('lin').checklists.issue({
      units: [liruo],
      kinds: ['village'],
      post: 'villageHead',
      title: '拍危房',
      fields,
      dueAt: new Date('2026-09-04T10:00:00Z'),
    })
    const list = await town.listOf('jiang', liruo, template, 'once')
    await town.as('jiang').checklists.submit({
      checklistId: list.id,
      item: 'task',
      answers: { house: [{ id }, { id: foreign }] },
      revision: 0,
    })
    await town.settled()
    expect(await refusal(town.as('ying').files.link({ id }))).toBe('done')
    expect(await refusal(town.as('lin').files.link({ id }))).toBe('done')
    expect(await refusal(town.as('ye').files.link({ id }))).toBe('photo.notFound')
    expect(await refusal(town.as('jiang').files.link({ id: foreign }))).toBe('photo.notFound')
    await town.pass({ days: 2 }) // what an answer uses stays
    expect((await town.rows('select id from file')).map((row) => row['id'])).toContain(id)
  })
})
