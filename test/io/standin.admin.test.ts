import { until } from '../support/eventually'
import { connect, openStandin, people, type World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openStandin()
})
afterEach(() => world.standin.close())

describe('the directory', () => {
  test('10,000 people in one call, found by name, post and id', async () => {
    const users = Array.from({ length: 10_000 }, (_, index) => ({
      userId: `g${index}`,
      name: `网格${index}`,
      title: index === 7 ? '报灾员' : '网格员',
      deptIds: [2],
    }))
    expect(
      (
        await world.admin('tenant', {
          corpId: 'dingtz',
          departments: [{ deptId: 2, name: '温岭市', parentId: 1 }],
          users,
        })
      ).body,
    ).toEqual({ departments: 2, users: 10_000 })
    const search = async (q: string) =>
      (await world.admin(`users?q=${encodeURIComponent(q)}`)).body as unknown as {
        userId: string
      }[]
    expect(await search('报灾员')).toMatchObject([{ userId: 'g7' }])
    expect(await search('g9999')).toMatchObject([{ userId: 'g9999' }])
    expect(await search('')).toHaveLength(50)
    expect(world.standin.world.settings.corpId).toBe('dingtz')
  })
  test('joining, changing and leaving push the events DingTalk would', async () => {
    const { frames } = await connect(world.standin, () => ({ data: { status: 'SUCCESS' } }))
    await world.admin('users', {
      users: [
        { ...people[0], title: '村书记' },
        { userId: 'u9', name: '新人' },
      ],
      event: true,
    })
    await world.admin('users/leave', { userId: 'u9', event: true })
    await world.admin('departments', {
      departments: [
        { deptId: 9, name: '新河镇', parentId: 2 },
        { deptId: 3, name: '石塘', parentId: 2 },
      ],
      event: true,
    })
    await world.admin('departments/remove', { deptId: 9, event: true })
    await world.admin('users', { users: [{ userId: 'u10', name: '静静' }] })
    await until(() => frames.length === 6)
    const heard = Object.fromEntries(
      frames.map(({ headers, data }) => [headers['eventType'], JSON.parse(data) as object]),
    )
    expect(heard).toMatchObject({
      user_add_org: { userId: ['u9'], timeStamp: expect.any(String) },
      user_modify_org: { userId: ['u1'] },
      user_leave_org: { userId: ['u9'] },
      org_dept_create: { deptId: [9] },
      org_dept_modify: { deptId: [3] },
      org_dept_remove: { deptId: [9] },
    })
    expect(frames[0]!.headers).toMatchObject({
      topic: '*',
      eventId: expect.any(String),
      eventBornTime: expect.any(String),
      eventCorpId: 'dingcorp',
    })
  })
})

describe('the clock', () => {
  const clock = (body: object) => world.admin('clock', body)

  test('is moved, set and put back, and says so to who waits', async () => {
    const { version } = (await world.admin('clock')).body as { version: number }
    const waiting = world.admin(`clock?after=${version}`)
    expect((await clock({ addMs: 3_600_000 })).body).toMatchObject({
      version: version + 1,
      offsetMs: 3_600_000,
    })
    expect((await waiting).body).toMatchObject({ version: version + 1, offsetMs: 3_600_000 })
    const set = Date.UTC(2026, 7, 12)
    expect((await clock({ now: set })).body['now']).toBeGreaterThanOrEqual(set)
    expect((await clock({ reset: true })).body).toMatchObject({ offsetMs: 0, version: version + 3 })
    expect((await clock({ addMs: 1, reset: true })).status).toBe(400)
  })
})

test('the page and its parts, and nothing beside them', async () => {
  const page = (path: string) => world.bare('GET', path, undefined, {})
  expect((await page('/')).text).toContain('<!doctype html>')
  expect((await page('/page/page.js')).headers.get('content-type')).toContain('text/javascript')
  expect((await page('/page/..%2fmain.ts')).status).toBe(404)
  expect((await page('/page/%')).status).toBe(404)
  expect((await page('/_admin/nothing')).status).toBe(404)
})

test('seats are what the start said', async () => {
  const seats = [{ userId: 'u1', post: '网格员', name: '江敏', words: ['收到'] }]
  await world.admin('seats', seats)
  expect((await world.admin('seats')).body).toEqual(seats)
})
