import { claim, type Claimed } from '../../bot/delivery/claim'
import { ParcelEntity } from '../../bot/delivery/entities'
import { standing, standings } from '../../bot/delivery/standing'
import { react } from '../../bot/journal/react'
import { slices } from '../../bot/slices'
import { escalateOverdue } from '../../bot/warnings/ladder'
import { openTown, wenling, type Town } from '../support/town'
import { engines, until } from '../support/world'

const everybody = ['chunlin', 'jiang', 'ying', 'zhuang']

describe.each(engines)('a sender that dies, on %s', (engine) => {
  let town: Town
  let warningId: string
  beforeEach(async () => {
    town = await openTown(engine)
    for (const user of ['lin', 'zhou']) await town.as(user).session.me({})
  })
  afterEach(() => town.close())

  /** A warning whose ladder leaves an hour for the story. */
  async function told() {
    const { id } = await town.draft({ kind: 'trend' })
    await town.settled()
    await town.as('zhou').warnings.approve({ warningId: id })
    await town.settled()
    return id
  }
  const outcomes = async () =>
    (
      await town.rows<{ state: string }>(
        `select ${standing} state
        from ${standings} join person who on who.id = r.person_id
        where r.message_id = ? and who.directory_key is not null`,
        [warningId],
      )
    ).map((row) => row.state)
  const oneCardEach = () =>
    expect(
      everybody.map(
        (user) => town.cardsOf(user).filter(({ id }) => id.startsWith(warningId)).length,
      ),
    ).toEqual([1, 1, 1, 1])
  /** Somebody claims all that is due and is never heard of again. */
  async function take(by: string): Promise<Claimed[]> {
    const some = await town.app.io.transact((ctx) => claim(ctx, by, 8))
    return some.length ? [...some, ...(await take(by))] : []
  }
  /** Its texts and DINGs are under way when it dies. */
  const begin = (by: string) =>
    town.app.io.transact((ctx) =>
      ctx.db.update(ParcelEntity, { leaseBy: by }, { calledAt: ctx.now }),
    )
  const abandoned = () =>
    town.rows(
      "select distinct p.channel, r.state, r.reason from recipient r join parcel p on p.id = r.parcel_id where p.trouble like '%stopped%'",
    )
  const noticesOf = (user: string) =>
    town.chat(user).filter((entry) => entry.kind === 'notice').length

  test('before it calls: whatever it held is sent by another, once', async () => {
    warningId = await told()
    const before = town.wordsOf('jiang').length
    town.standin.clock.move({ addMs: 60 * 60_000 })
    await town.app.io.transact(escalateOverdue)
    expect((await take('dead')).map((parcel) => parcel.channel)).toContain('text')
    await town.settled()
    expect(town.wordsOf('jiang').length).toBe(before)
    await town.pass({ seconds: 36 })
    expect(town.wordsOf('jiang').length).toBe(before + 1)
    expect(await abandoned()).toEqual([])
  })

  test('in the middle of calls: cards are sent again, texts go by notice', async () => {
    const { id } = await town.draft({ kind: 'trend' })
    await town.settled()
    await town.as('zhou').warnings.approve({ warningId: (warningId = id) })
    await until(
      async () => (await react(town.app.io.transact, slices)) === 0,
      'its parcels are written',
    )
    expect((await take('dead')).map((parcel) => parcel.channel)).toContain('card')
    await town.settled()
    expect(new Set(await outcomes())).toEqual(new Set(['queued']))
    await town.pass({ seconds: 36 })
    expect(new Set(await outcomes())).toEqual(new Set(['sent']))
    oneCardEach()
    const before = town.wordsOf('jiang').length
    town.standin.clock.move({ addMs: 60 * 60_000 })
    await town.app.io.transact(escalateOverdue)
    const notices = noticesOf('jiang')
    expect((await take('dead')).map((parcel) => parcel.channel)).toContain('text')
    await begin('dead')
    await town.pass({ seconds: 36 })
    expect(town.wordsOf('jiang', /text/).length).toBe(before)
    expect(noticesOf('jiang')).toBe(notices + 1)
  })

  test('a DING that it was calling is known to be lost, for nothing stands in for one', async () => {
    warningId = await town.issue()
    await town.pass({ minutes: 5 })
    town.standin.clock.move({ addMs: 5 * 60_000 })
    await town.app.io.transact(escalateOverdue)
    expect((await take('dead')).map((parcel) => parcel.channel)).toContain('ding')
    await begin('dead')
    await town.pass({ seconds: 36 })
    expect(await abandoned()).toContainEqual({
      channel: 'ding',
      state: 'unknown',
      reason: 'abandoned: the sender stopped in the middle of it',
    })
  })

  test('whom it is not known that a warning is over is named to the desk', async () => {
    warningId = await told()
    await town.pass({ minutes: 1 }) // the card that counts comes a little later
    await town.as('lin').warnings.lift({ warningId, reason: '已过境' })
    expect((await take('dead')).map((parcel) => parcel.channel)).toContain('text')
    await begin('dead')
    const path = '/topapi/message/corpconversation/asyncsend_v2'
    town.standin.inject({ path, fault: '504', times: 9 })
    await town.pass({ seconds: 36 })
    await town.pass({ minutes: 2 })
    await town.pass({ seconds: 2 })
    const place = { warningId, unitPath: wenling }
    const lost = await town.as('lin').warnings.undelivered(place)
    expect(lost.people.map(({ name, delivery }) => [name, delivery]).sort()).toEqual([
      ['庄文君', 'unknown'],
      ['应敏', 'unknown'],
      ['江春林', 'unknown'],
      ['蒋根法', 'unknown'],
    ])
    expect(await town.as('lin').warnings.board({ ...place, missing: false })).toMatchObject({
      undelivered: 4,
    })
    expect(town.cardWith('lin', '4 人未达')).toMatchObject({
      title: expect.stringContaining('已解除') as string,
    })
  })
})
