import { uuid } from '../../bot/core/ids'
import type { Io } from '../../bot/core/slice'
import { putPart, useFiles } from '../../bot/evidence/actions'
import { removeUnused } from '../../bot/evidence/uploads'
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
    expect(await refusal(town.as('jiang').files.link({ id }))).toBe('photo.underWay')
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
    await town.as('jiang').files.put(part(id, 0, 3_000))
    await town.as('zhuang').files.put(part(foreign, 0, 3_000))
    expect(await refusal(town.as('ying').files.link({ id }))).toBe('photo.notFound')
    await handIn([id, foreign])
    await town.settled()
    expect(await refusal(town.as('ying').files.link({ id }))).toBe('done')
    expect(await refusal(town.as('lin').files.link({ id }))).toBe('done')
    expect(await refusal(town.as('ye').files.link({ id }))).toBe('photo.notFound')
    expect(await refusal(town.as('jiang').files.link({ id: foreign }))).toBe('photo.notFound')
    await town.pass({ days: 2 }) // what an answer uses stays
    expect((await town.rows('select id from file')).map((row) => row['id'])).toContain(id)
  })

  test('that is lost is told from one that is under way, to who may look at it and to nobody else', async () => {
    const [half, none] = [uuid(), uuid()]
    const seen = (user: string) =>
      Promise.all([half, none].map((id) => refusal(town.as(user).files.link({ id }))))
    await handIn([half, none])
    await town.settled()
    await town.as('jiang').files.put(part(half, 0, 1_000))
    expect(await seen('ying')).toEqual(['photo.underWay', 'photo.underWay'])
    expect(await seen('ye')).toEqual(['photo.notFound', 'photo.notFound'])
    await town.as('zhuang').files.lost({ id: half }) // somebody else's word is worth nothing
    expect(await seen('ying')).toEqual(['photo.underWay', 'photo.underWay'])
    for (const id of [half, none, none]) await town.as('jiang').files.lost({ id })
    expect(await seen('ying')).toEqual(['photo.lost', 'photo.lost'])
    expect(await seen('jiang')).toEqual(['photo.lost', 'photo.lost'])
    expect(await seen('ye')).toEqual(['photo.notFound', 'photo.notFound'])
    await town.as('jiang').files.put(part(half, 1_000, 3_000)) // found after all
    expect(await seen('ying')).toEqual(['done', 'photo.lost'])
    await town.as('jiang').files.lost({ id: half })
    expect(await seen('ying')).toEqual(['done', 'photo.lost'])
    await town.pass({ days: 2 })
    expect(await seen('ying')).toEqual(['done', 'photo.lost'])
    expect(await town.rows('select file_id id from file_loss')).toEqual([{ id: none }])
  })

  test('that is said to be lost counts among those of a day, and leaves nothing for ever', async () => {
    for (let n = 0; n < 3; n++) await town.as('jiang').files.lost({ id: uuid() })
    expect(await refusal(town.as('jiang').files.lost({ id: uuid() }))).toBe('photo.tooMany')
    await town.pass({ days: 2 })
    expect(await town.rows('select file_id from file_loss')).toEqual([])
  })

  describe('that is being used while what nobody uses is removed', () => {
    const id = uuid()
    const io = () => town.app.io
    beforeEach(async () => {
      await town.as('jiang').files.put(part(id, 0, 3_000))
      town.standin.clock.move({ addMs: 25 * 3_600_000 })
    })
    const isThere = async () => {
      const head = await io()
        .ports.files.head(id, 1)
        .catch(() => null)
      const rows = await town.rows('select id from file')
      expect(head !== null).toBe(rows.length > 0)
      return head !== null
    }

    test('stays: it was handed in, and nobody has heard of it yet', async () => {
      await handIn([id])
      await removeUnused(io())
      expect(await isThere()).toBe(true)
      await town.settled()
      await removeUnused(io())
      expect(await isThere()).toBe(true)
      expect(await refusal(town.as('ying').files.link({ id }))).toBe('done')
    })

    test('stays: its use is being written down', async () => {
      const byId = town.ids.get('蒋根法')!
      const data = { files: [id], byId }
      let removing: Promise<boolean> | undefined
      await io().transact(async (ctx) => {
        await useFiles(ctx, { kind: 'evidence.used', unitPath: liruo, data })
        removing = removeUnused(io())
        await io().look((other) => other.db.query('select 1')) // it has come to its locks, or not
      })
      await removing
      expect(await isThere()).toBe(true)
    })

    test('is lost for all to see where it was handed in a moment too late', async () => {
      await removeUnused(io())
      expect(await isThere()).toBe(false)
      await handIn([id])
      await town.settled()
      expect(await refusal(town.as('ying').files.link({ id }))).toBe('photo.lost')
      expect(await refusal(town.as('jiang').files.link({ id }))).toBe('photo.lost')
    })

    test('is sent again from its start where it goes while a part of it is written', async () => {
      const half = uuid()
      await town.as('jiang').files.put(part(half, 0, 1_000))
      town.standin.clock.move({ addMs: 25 * 3_600_000 })
      const { files } = io().ports
      const slow: Io = {
        ...io(),
        ports: {
          ...io().ports,
          files: {
            ...files,
            write: async (...written) => {
              await files.write(...written)
              await removeUnused(io())
            },
          },
        },
      }
      const personId = town.ids.get('蒋根法')!
      const answer = await putPart(slow, part(half, 1_000, 3_000), personId)
      expect(answer).toEqual({ have: 0, whole: false })
      const put = town.as('jiang').files.put
      expect(await put(part(half, 0, 3_000))).toEqual({ have: 3_000, whole: true })
      expect(await refusal(town.as('jiang').files.link({ id: half }))).toBe('done')
    })
  })

  /** 蒋根法 hands in a task with these photos. */
  async function handIn(photos: readonly string[]) {
    const { template } = await town.as('lin').checklists.issue({
      units: [liruo],
      kinds: ['village'],
      post: 'villageHead',
      title: '拍危房',
      fields: [
        {
          kind: 'photo' as const,
          id: 'house',
          label: '危房照片',
          reason: '看裂缝有没有变大',
          most: 3,
          required: true,
        },
      ],
      dueAt: new Date('2026-09-04T10:00:00Z'),
    })
    const list = await town.listOf('jiang', liruo, template, 'once')
    await town.as('jiang').checklists.submit({
      checklistId: list.id,
      item: 'task',
      answers: { house: photos.map((id) => ({ id })) },
      revision: 0,
    })
  }
})
