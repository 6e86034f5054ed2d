import { cityDirectory } from '../../config/city/directory'
import { demoSeats, knownPeople } from '../../config/city/known'
import { cityPeople } from '../../config/city/people'
import { cityUnits } from '../../config/city/units'
import { loadPolicy } from '../../config/load'
import { Post, Unit } from '../../shared/org'
import { codeOf, covers, parentPath } from '../../shared/vocabulary'

const units = cityUnits()
const byPath = new Map(units.map((unit) => [unit.path, unit]))
const {
  posts: { posts: kinds },
} = loadPolicy()
const at = (depth: number) => units.filter(({ path }) => path.split('/').length === depth)
const count = <T>(list: readonly T[], key: (item: T) => string) =>
  list.reduce<Record<string, number>>(
    (counts, item) => ({ ...counts, [key(item)]: (counts[key(item)] ?? 0) + 1 }),
    {},
  )
const small = cityPeople(300)
const usual = cityPeople(10_000)
const full = cityPeople(50_000)

describe('units', () => {
  test('one city, 9 counties and one area, 136 townships and areas, 3,429 villages, two grids each', () => {
    expect([1, 2, 3, 4, 5].map((depth) => count(at(depth), ({ kind }) => kind))).toEqual([
      { city: 1 },
      { county: 9, area: 1 },
      { township: 130, area: 6 },
      { village: 3429 },
      { grid: 6858 },
    ])
  })

  test.each([
    ['331002', '椒江区', 12, 267],
    ['331003', '黄岩区', 19, 348],
    ['331004', '路桥区', 12, 228],
    ['331022', '三门县', 10, 295],
    ['331023', '天台县', 15, 395],
    ['331024', '仙居县', 20, 335],
    ['331081', '温岭市', 17, 661],
    ['331082', '临海市', 19, 678],
    ['331083', '玉环市', 12, 222],
    ['331091', '台州湾新区', 0, 0],
  ])('%s %s has %i townships and areas and %i villages', (code, name, townships, villages) => {
    const path = `3310/${code}`
    const below = units.filter((unit) => covers(path, unit.path))
    expect([
      byPath.get(path)?.name,
      below.filter((unit) => parentPath(unit.path) === path).length,
      below.filter(({ kind }) => kind === 'village').length,
    ]).toEqual([name, townships, villages])
  })

  test('every row fits, every path is there once, in order, under its parent, with a code that begins with the one above', () => {
    expect(Unit.array().safeParse(units).success).toBe(true)
    expect(byPath.size).toBe(units.length)
    expect(units.map(({ path }) => path)).toEqual([...byPath.keys()].sort())
    expect(
      units.filter(({ path }) => parentPath(path) !== null && !byPath.has(parentPath(path)!)),
    ).toEqual([])
    expect(
      units.filter(
        ({ path }) =>
          parentPath(path) !== null && !codeOf(path).startsWith(codeOf(parentPath(path)!)),
      ),
    ).toEqual([])
    expect(
      new Set(
        units.map(({ path }) =>
          path
            .split('/')
            .map((code) => code.length)
            .join('/'),
        ),
      ),
    ).toEqual(new Set(['4', '4/6', '4/6/9', '4/6/9/12', '4/6/9/12/14']))
  })

  test('names are those that people use', () => {
    expect(
      [
        '3310/331081/331081105',
        '3310/331081/331081105/331081105229',
        '3310/331081/331081105/331081105229/33108110522901',
        '3310/331081/331081105/331081105229/33108110522902',
      ].map((path) => byPath.get(path)?.name),
    ).toEqual(['石塘镇', '里箬村', '第一网格', '第二网格'])
    expect(units.filter(({ name }) => name.endsWith('村委会'))).toEqual([])
  })

  test.each([
    ['椒江农场'],
    ['月湖新城'],
    ['滨海工业城'],
    ['滨海新区'],
    ['东部新区'],
    ['玉环经济开发区'],
    ['台州湾新区'],
  ])('%s is a 功能区', (name) => {
    expect(units.filter((unit) => unit.name === name).map(({ kind }) => kind)).toContain('area')
  })
})

describe.each([
  [300, small],
  [10_000, usual],
  [50_000, full],
])('%i people', (size, { people, posts }) => {
  const ids = new Set(people.map(({ id }) => id))
  const held = new Map(posts.map((post) => [`${post.unitPath} ${post.kind} ${post.object}`, post]))
  const without = (kind: string, unitKind: string) =>
    units.filter((unit) => unit.kind === unitKind && !held.has(`${unit.path} ${kind} `))

  test('are as many as asked, each once, with a number that no operator gives out', () => {
    expect(people).toHaveLength(size)
    for (const key of ['id', 'phone', 'directoryKey'] as const) {
      expect(new Set(people.map((person) => person[key])).size).toBe(size)
    }
    expect(people.filter(({ phone }) => !/^1000\d{7}$/.test(phone))).toEqual([])
    expect(people.filter(({ name }) => !/^\p{Script=Han}{2,3}$/u.test(name))).toEqual([])
  })

  test('all have a post', () => {
    const holders = new Set(posts.map(({ personId }) => personId))
    expect([...ids].filter((id) => !holders.has(id))).toEqual([])
  })

  test('hold posts that fit the row, exist in the policy and may stand there, each once', () => {
    expect(
      Post.array().safeParse(posts.map((post) => ({ ...post, since: post.since.toISOString() })))
        .success,
    ).toBe(true)
    expect(held.size).toBe(posts.length)
    expect(new Set(posts.map(({ id }) => id)).size).toBe(posts.length)
    const allowed = new Map(kinds.map((kind) => [kind.name, kind]))
    expect(
      posts.filter(
        ({ kind, unitPath }) => !allowed.get(kind)?.at.includes(byPath.get(unitPath)!.kind),
      ),
    ).toEqual([])
    expect(
      posts.filter(
        ({ kind, object }) => (object !== '') !== (allowed.get(kind)?.object !== undefined),
      ),
    ).toEqual([])
    expect(
      posts.filter(
        ({ personId, deputyId }) =>
          !ids.has(personId!) || (deputyId !== null && !ids.has(deputyId)),
      ),
    ).toEqual([])
    expect(posts.filter(({ personId, deputyId }) => personId === deputyId)).toEqual([])
  })

  test('leave no mandatory post of the city, a county, an area or a township open', () => {
    const open = kinds
      .filter(({ mandatory }) => mandatory)
      .flatMap(({ name, at: places }) =>
        places
          .filter((place) => !['village', 'grid'].includes(place))
          .flatMap((place) => without(name, place).map(({ path }) => `${path} ${name}`)),
      )
    expect(open).toEqual([])
  })
})

describe.each([
  [10_000, usual],
  [50_000, full],
])('%i people', (_, { posts }) => {
  test('cover every village head, every grid and every 报灾员, and every head has a deputy', () => {
    const counts = count(
      posts.filter(({ kind }) => ['villageHead', 'gridMember', 'disasterReporter'].includes(kind)),
      ({ kind }) => kind,
    )
    expect(counts).toEqual({ villageHead: 3429, gridMember: 6858, disasterReporter: 3429 + 130 })
    expect(
      posts.filter(
        ({ kind, deputyId }) =>
          [
            'villageHead',
            'townshipCommander',
            'emergencyOfficeHead',
            'dutyOfficer',
            'commander',
          ].includes(kind) && deputyId === null,
      ),
    ).toEqual([])
  })

  test('look after something in every village', () => {
    expect(
      new Set(
        posts.filter(({ object }) => object !== '').map(({ unitPath }) => parentPath(unitPath)),
      ).size,
    ).toBe(3429)
  })
})

describe('the people of the demonstration', () => {
  test.each([
    [300, small],
    [10_000, usual],
  ])('are always there, on their posts, with %i people', (_, { people, posts }) => {
    for (const { id, name, directoryKey, kind, unitPath } of knownPeople) {
      expect(people).toContainEqual(expect.objectContaining({ id, name, directoryKey }))
      expect(posts).toContainEqual(expect.objectContaining({ kind, unitPath, personId: id }))
    }
    const named = (key: string) => people.find(({ directoryKey }) => directoryKey === key)!.id
    expect(
      posts.find(
        ({ personId, kind }) => personId === named('u-jianggenfa') && kind === 'villageHead',
      )!.deputyId,
    ).toBe(named('u-jiangchunlin'))
  })

  test('stand where their posts say', () => {
    expect(
      knownPeople.map(({ name, kind, unitPath }) => [
        name,
        byPath.get(unitPath)?.name,
        kinds.find((post) => post.name === kind)?.title,
      ]),
    ).toEqual([
      ['管理员', '台州市', '系统管理员'],
      ['沈月琴', '台州市', '值班员'],
      ['方建民', '台州市', '带班领导'],
      ['林海燕', '温岭市', '值班员'],
      ['周国平', '温岭市', '防指副指挥'],
      ['陈志坚', '石塘镇', '应急办主任'],
      ['蒋根法', '里箬村', '村级主要负责人'],
      ['江春林', '里箬村', '村人员转移组'],
      ['王阿芬', '第一网格', '网格员'],
    ])
  })

  test('the city and 温岭 can have a warning written by one and approved by another', () => {
    const roles = (path: string) =>
      knownPeople
        .filter(({ unitPath }) => unitPath === path)
        .map(({ kind }) => kinds.find((post) => post.name === kind)!.roles)
    for (const path of ['3310', '3310/331081']) {
      expect(roles(path).map((own) => [own.includes('duty'), own.includes('approver')])).toEqual(
        expect.arrayContaining([
          [true, false],
          [false, true],
        ]),
      )
    }
  })

  test('five of them sit at the phones', () => {
    expect(demoSeats.map(({ name, post, big }) => [name, post, big])).toEqual([
      ['林海燕', '温岭防指值班员', undefined],
      ['周国平', '温岭防指副指挥', undefined],
      ['陈志坚', '石塘镇应急办主任', undefined],
      ['蒋根法', '里箬村书记', true],
      ['王阿芬', '里箬村网格员', undefined],
    ])
    expect(
      demoSeats.filter(
        ({ userId }) => !knownPeople.some(({ directoryKey }) => directoryKey === userId),
      ),
    ).toEqual([])
  })
})

test('the same numbers give the same city, another seed another one', () => {
  expect(cityPeople(300)).toEqual(small)
  expect(cityPeople(300, 2).people.map(({ name }) => name)).not.toEqual(
    small.people.map(({ name }) => name),
  )
})

test('posts are checked when the caller says so', () => {
  const day = new Date('2026-05-01T00:00:00Z')
  expect(new Set(cityPeople(300, 1, day).posts.map(({ verifiedAt }) => verifiedAt))).toEqual(
    new Set([day]),
  )
})

describe('the directory of DingTalk', () => {
  const city = usual
  const { departments, users } = cityDirectory(city)

  test('has a department for the city, each county and area and each township', () => {
    expect(departments).toHaveLength(1 + 10 + 136)
    expect(
      departments.filter(
        ({ parentId }) => parentId !== 1 && !departments.some(({ deptId }) => deptId === parentId),
      ),
    ).toEqual([])
    expect(departments.filter(({ name }) => name === '石塘镇')).toEqual([
      { deptId: 331081105, name: '石塘镇', parentId: 331081 },
    ])
  })

  test('has everybody, in a department, by the directory key', () => {
    expect(users.map(({ userId, name, mobile }) => [userId, name, mobile])).toEqual(
      city.people.map(({ directoryKey, name, phone }) => [directoryKey, name, phone]),
    )
    expect(
      users.filter(({ deptIds }) => !departments.some(({ deptId }) => deptId === deptIds[0])),
    ).toEqual([])
    expect(new Set(users.map(({ unionId }) => unionId)).size).toBe(10_000)
  })

  test('says what somebody is, in words', () => {
    expect(users.find(({ userId }) => userId === 'u-wangafen')).toEqual({
      userId: 'u-wangafen',
      unionId: 'u-wangafen-union',
      name: '王阿芬',
      mobile: '10000000009',
      title: '网格员',
      deptIds: [331081105],
      avatarText: '阿芬',
    })
    expect(users.filter(({ title }) => title === '')).toEqual([])
  })
})
