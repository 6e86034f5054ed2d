import { ChannelError } from '../../bot/core/ports'
import { FormerNameEntity, PersonEntity } from '../../bot/org/entities'
import { hintDirectory, syncDirectory, syncOnTime } from '../../bot/org/sync'
import { engines, openHouse, liruo, phones, seal, shitang, songmen, type House } from './orgHouse'
import { resolveAudience, vacantPosts } from '../../bot/org/audience'

const gridAt = { units: [liruo], posts: ['villageHead'] }

describe.each(engines)('people come from the directory, on %s', (engine) => {
  let house: House
  beforeEach(async () => {
    house = await openHouse(engine)
  })
  afterEach(() => house.close())
  const everybody = async () =>
    await house.look((ctx) => ctx.db.find(PersonEntity, { order: { name: 'ASC' } }))
  const named = async (name: string) => (await everybody()).filter((person) => person.name === name)
  const kinds = async () => (await house.facts()).map((fact) => fact.kind)

  it('brings in new people once, with a sealed phone, in however many departments they are', async () => {
    house.directory.set({
      石塘镇: [
        { key: 'u1', name: '陈志坚', mobile: '+86-13900000006' },
        { key: 'u2', name: '蒋根法' },
      ],
      松门镇: [{ key: 'u1', name: '陈志坚', mobile: '+86-13900000006' }],
    })
    await syncDirectory(house.io)
    const [chen] = await named('陈志坚')
    expect(await everybody()).toHaveLength(2)
    expect(seal.open(chen!.phoneSealed!)).toBe('13900000006')
    expect(chen).toMatchObject({
      directoryKey: 'u1',
      phoneIndex: seal.index('13900000006'),
      leftAt: null,
      syncedAt: house.now(),
    })
    expect(await kinds()).toEqual(['org.joined', 'org.joined', 'org.synced'])
    house.pass({ minutes: 1 })
    await syncDirectory(house.io)
    expect((await house.facts('org.synced')).map((fact) => fact.data)).toEqual([
      { seen: 2, joined: 2, left: 0 },
      { seen: 2, joined: 0, left: 0 },
    ])
    expect((await named('陈志坚'))[0]).toEqual({ ...chen, syncedAt: house.now() })
  })

  it('knows again who came by Excel: by phone, else by a name on a post of a unit called like the department', async () => {
    const byPhone = await house.person('陈志坚', { directoryKey: null, ...phones('13900000006') })
    const byName = await house.person('蒋根法', { directoryKey: null })
    const other = await house.person('同名人', { directoryKey: null })
    const twin = await house.person('双胞胎', { directoryKey: null })
    const twin2 = await house.person('双胞胎', { directoryKey: null })
    await house.post('emergencyOfficeClerk', shitang, byName)
    await house.post('emergencyOfficeClerk', songmen, other)
    await house.post('townshipMember', shitang, twin)
    await house.post('townshipRescue', shitang, twin2)
    house.directory.set({
      石塘镇: [
        { key: 'u1', name: '陈志坚（应急办）', mobile: '139 0000 0006' },
        { key: 'u2', name: '蒋根法', mobile: '13900000007' },
        { key: 'u3', name: '同名人' },
        { key: 'u4', name: '双胞胎' },
      ],
    })
    await syncDirectory(house.io)
    const keys = new Map((await everybody()).map((person) => [person.id, person.directoryKey]))
    expect([
      keys.get(byPhone),
      keys.get(byName),
      keys.get(other),
      keys.get(twin),
      keys.get(twin2),
    ]).toEqual(['u1', 'u2', null, null, null])
    expect((await house.facts('org.synced'))[0]!.data).toEqual({ seen: 4, joined: 4, left: 0 })
    expect(await everybody()).toHaveLength(7)
  })

  it('a name with two bearers in the department joins nobody; a phone that differs neither', async () => {
    const wang = await house.person('王伟', { directoryKey: null })
    const li = await house.person('李强', { directoryKey: null, ...phones('13911111111') })
    await house.post('emergencyOfficeClerk', shitang, wang)
    await house.post('townshipMember', shitang, li)
    house.directory.set({
      石塘镇: [
        { key: 'u1', name: '王伟' },
        { key: 'u2', name: '王伟' },
        { key: 'u3', name: '李强', mobile: '13922222222' },
      ],
    })
    await syncDirectory(house.io)
    expect(
      (await everybody())
        .filter((person) => [wang, li].includes(person.id))
        .map((person) => person.directoryKey),
    ).toEqual([null, null])
  })

  it('whoever is absent is left, not deleted: the post is vacant, the one above sees it; coming back restores it', async () => {
    const people = ['甲', '乙', '丙', '丁', '戊'].map((name) => ({ key: `key-${name}`, name }))
    const ids = await Promise.all(people.map(({ name }) => house.person(name)))
    await house.post('villageHead', liruo, ids[0]!)
    house.directory.set({ 石塘镇: people.slice(1) })
    await syncDirectory(house.io)
    expect((await named('甲'))[0]!.leftAt).toEqual(house.now())
    expect(await house.look((ctx) => vacantPosts(ctx, gridAt))).toBe(1)
    expect((await house.facts('org.left')).map((fact) => [fact.unitPath, fact.data])).toEqual([
      [liruo, { personId: ids[0] }],
    ])
    await syncDirectory(house.io)
    expect(await house.facts('org.left')).toHaveLength(1)
    house.directory.set({ 石塘镇: people })
    await syncDirectory(house.io)
    expect(
      (await house.look((ctx) => resolveAudience(ctx, gridAt))).map((it) => it.personId),
    ).toEqual([ids[0]])
    expect((await house.facts('org.joined')).map((fact) => fact.data)).toEqual([
      { personId: ids[0] },
    ])
  })

  it('who is in no list but is there still, as in a department that cannot be read, stays', async () => {
    const people = ['甲', '乙', '丙', '丁', '戊'].map((name) => ({ key: `key-${name}`, name }))
    for (const { name } of people) await house.person(name)
    house.directory.set({ 石塘镇: people.slice(1), 松门镇: people.slice(0, 1) })
    house.directory.unreadable = '松门镇'
    await syncDirectory(house.io)
    expect((await named('甲'))[0]!.leftAt).toBeNull()
    expect((await house.facts('org.synced'))[0]!.data).toEqual({ seen: 4, joined: 0, left: 0 })
  })

  it('a directory that breaks off half-way changes nobody', async () => {
    const people = ['甲', '乙', '丙', '丁', '戊', '己'].map((name) => ({
      key: `key-${name}`,
      name,
    }))
    for (const { name } of people) await house.person(name)
    house.directory.set({
      石塘镇: [
        ...people.slice(0, 3),
        { key: 'new', name: '新人' },
        { key: 'key-丁', name: '改名' },
      ],
      松门镇: people.slice(4),
    })
    house.directory.broken = {
      at: '松门镇',
      error: new ChannelError('unavailable', 'no permission for this department'),
    }
    const before = await everybody()
    await expect(syncDirectory(house.io)).rejects.toThrow(ChannelError)
    expect(await everybody()).toEqual(before)
    expect(await house.facts()).toEqual([])
  })

  it('a directory that lacks more than a fifth of us is not believed', async () => {
    for (let n = 0; n < 10; n++) {
      await house.person(
        `人${n}号`.replace(/\d/, (digit) => '零一二三四五六七八九'[Number(digit)]!),
      )
    }
    const all = (await everybody()).map(({ name, directoryKey }) => ({ key: directoryKey!, name }))
    house.directory.set({ 石塘镇: [...all.slice(3), { key: 'new', name: '新人' }] })
    await expect(syncDirectory(house.io)).rejects.toThrow('lacks 3 of 10')
    expect([(await everybody()).length, await house.facts()]).toEqual([10, []])
    house.directory.set({ 石塘镇: all.slice(2) })
    await syncDirectory(house.io)
    expect(await house.facts('org.left')).toHaveLength(2)
  })

  it('a new name keeps the old one; a new phone replaces the old', async () => {
    const id = await house.person('王小芬', { ...phones('13900000009') })
    house.directory.set({ 石塘镇: [{ key: 'key-王小芬', name: '王阿芬', mobile: '13900000010' }] })
    await syncDirectory(house.io)
    const [person] = await named('王阿芬')
    expect([person!.id, seal.open(person!.phoneSealed!), person!.phoneIndex]).toEqual([
      id,
      '13900000010',
      seal.index('13900000010'),
    ])
    expect(await house.look((ctx) => ctx.db.findBy(FormerNameEntity, { of: id }))).toMatchObject([
      { name: '王小芬', until: house.now() },
    ])
    expect((await house.facts('org.renamed')).map((fact) => fact.data)).toEqual([
      { personId: id, before: '王小芬', after: '王阿芬' },
    ])
  })

  it('a directory that does not tell phones takes none away', async () => {
    await house.person('王阿芬', phones('13900000009'))
    house.directory.set({ 石塘镇: [{ key: 'key-王阿芬', name: '王阿芬', mobile: null }] })
    await syncDirectory(house.io)
    expect(seal.open((await named('王阿芬'))[0]!.phoneSealed!)).toBe('13900000009')
  })

  it('a hint is only a hint: each is asked about again', async () => {
    const left = await house.person('甲')
    const id = await house.person('乙')
    house.directory.set({
      石塘镇: [
        { key: 'key-乙', name: '乙改名' },
        { key: 'fresh', name: '新来的' },
      ],
    })
    await hintDirectory(house.io, ['key-甲', 'key-乙', 'fresh', 'fresh', 'unknown'])
    expect((await everybody()).map((person) => [person.name, person.leftAt !== null])).toEqual([
      ['乙改名', false],
      ['新来的', false],
      ['甲', true],
    ])
    expect((await house.facts()).map((fact) => [fact.kind, fact.data['personId']])).toEqual([
      ['org.joined', (await named('新来的'))[0]!.id],
      ['org.left', left],
      ['org.renamed', id],
    ])
  })

  it('is read once a day at its hour, again within the hour when it failed, and at no other time', async () => {
    house.directory.set({ 石塘镇: [{ key: 'u1', name: '甲' }] })
    const times = async () => (await house.facts('org.synced')).length
    const to = house.moveTo
    const due = async (text: string) => {
      to(text)
      await syncOnTime(house.io).catch(() => undefined)
      return times()
    }
    expect(await due('2026-08-12T03:00:00+08:00')).toBe(0)
    house.directory.broken = { at: '石塘镇', error: new ChannelError('banned', 'html') }
    expect(await due('2026-08-12T03:10:00+08:00')).toBe(0)
    house.directory.broken = null
    expect(await due('2026-08-12T03:20:00+08:00')).toBe(1)
    expect(await due('2026-08-12T03:30:00+08:00')).toBe(1)
    expect(await due('2026-08-13T04:20:00+08:00')).toBe(1)
    expect(await due('2026-08-14T03:10:00+08:00')).toBe(2)
    house.pass({ minutes: 1 })
  })
})
