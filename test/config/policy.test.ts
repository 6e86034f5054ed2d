import { loadPolicy } from '../../config/load'
import type { Policy } from '../../config/policy'
import { Color, Role } from '../../shared/vocabulary'
import { WarningKind } from '../../shared/warning'
import { testPolicy } from '../support/policy'

const {
  posts: { posts, ...org },
  warnings,
  delivery,
} = loadPolicy()
const post = (name: string) => posts.find((kind) => kind.name === name)!
const mandatoryAt = (unit: string) =>
  posts
    .filter(({ at, mandatory }) => mandatory && at.some((kind) => kind === unit))
    .map(({ title }) => title)

test('the eight posts of a township are mandatory, and its 应急办 and 报灾员', () => {
  expect(mandatoryAt('township')).toEqual([
    '乡镇指挥',
    '乡镇副指挥',
    '乡镇防指成员',
    '乡镇监测预警组',
    '乡镇人员转移组',
    '乡镇抢险救援组',
    '乡级水利员',
    '气象协理员',
    '应急办主任',
    '报灾员',
  ])
})

test.each([
  ['city', ['值班员', '带班领导', '防指指挥']],
  ['county', ['值班员', '带班领导', '防指指挥']],
  ['area', ['功能区主要负责人', '功能区安监负责人']],
  ['village', ['报灾员', '村级主要负责人']],
  ['grid', ['网格员']],
])('mandatory at a %s', (unit, titles) => {
  expect(mandatoryAt(unit)).toEqual(titles)
})

test.each([
  ['水库', '水库巡查员'],
  ['山塘', '山塘巡查员'],
  ['堤防', '堤防巡查员'],
  ['海塘', '海塘巡查员'],
  ['渡槽', '渡槽巡查员'],
  ['地下空间', '地下空间巡查员'],
  ['下沉式立交桥', '下沉式立交桥巡查员'],
  ['地质灾害点', '地质灾害点监测员'],
  ['山洪灾害危险区', '山洪灾害预警员'],
  ['危房', '危房联络员'],
  ['低洼易涝区', '低洼易涝区联络员'],
  ['水闸', '水闸管理员'],
  ['泵站', '泵站管理员'],
  ['电站', '电站管理员'],
  ['圩区', '圩区管理员'],
  ['物资仓库', '物资仓库管理员'],
  ['避灾安置场所', '避灾场所管理员'],
  ['其它', '其它责任人'],
])('%s is looked after by a %s in a village or a grid', (object, title) => {
  expect(posts.filter((kind) => kind.object === object)).toEqual([
    expect.objectContaining({
      title,
      at: expect.arrayContaining(['village', 'grid']),
      roles: ['holder'],
    }),
  ])
})

test('every role is given by some post, and only to whom it belongs', () => {
  expect(new Set(posts.flatMap(({ roles }) => roles))).toEqual(new Set(Role.options))
  expect(posts.filter(({ roles }) => roles.includes('admin')).map(({ name }) => name)).toEqual([
    'systemAdmin',
  ])
  expect(
    posts
      .filter(({ roles }) => roles.includes('approver'))
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...warnings.approvers].sort())
  expect(
    posts.filter(
      ({ roles, at }) =>
        roles.includes('approver') && at.some((unit) => unit === 'village' || unit === 'grid'),
    ),
  ).toEqual([])
})

test.each([
  'gridMember',
  'shelterKeeper',
  'villageHead',
  'villageCadre',
  'disasterReporter',
  'emergencyOfficeHead',
  'townshipCommander',
  'areaSafetyHead',
])('the silence of a %s reaches the duty desk of the county, step by step', (name) => {
  const climb = (from: string): string[] =>
    post(from).superiors.flatMap((above) => [above, ...climb(above)])
  expect(climb(name)).toContain('dutyOfficer')
})

test('silence climbs from the grid to the village, the township and the county in this order', () => {
  const { superiors } = post('gridMember')
  expect(
    superiors.filter((name) =>
      ['villageHead', 'emergencyOfficeHead', 'townshipCommander', 'dutyOfficer'].includes(name),
    ),
  ).toEqual(['villageHead', 'emergencyOfficeHead', 'townshipCommander', 'dutyOfficer'])
})

test.each(
  WarningKind.options.flatMap((kind) => Color.options.map((color) => [kind, color] as const)),
)('a %s warning in %s has one ladder, which ends with a superior', (kind, color) => {
  const [ladder, ...others] = warnings.ladders.filter(
    ({ kinds, colors }) => kinds.includes(kind) && colors.includes(color),
  )
  expect(others).toEqual([])
  expect(ladder!.rungs.at(-1)!.act).toBe('superior')
})

const rungsOf = ({ ladders }: Policy['warnings'], color: Color) =>
  ladders.find(({ kinds, colors }) => kinds.includes('live') && colors.includes(color))!.rungs

test('an orange typhoon is pressed after 5, 10, 20 and 30 minutes, a blue one slower', () => {
  expect(rungsOf(testPolicy.warnings, 'orange')).toEqual([
    { afterMinutes: 5, act: 'remind' },
    { afterMinutes: 10, act: 'ding' },
    { afterMinutes: 20, act: 'deputy' },
    { afterMinutes: 30, act: 'superior' },
  ])
  expect(rungsOf(testPolicy.warnings, 'blue')[0]!.afterMinutes).toBeGreaterThanOrEqual(30)
})

test('whatever minutes a bureau sets, orange climbs to the superior, and sooner than blue', () => {
  const [orange, blue] = [rungsOf(warnings, 'orange'), rungsOf(warnings, 'blue')]
  expect(orange.map(({ act }) => act)).toEqual(['remind', 'ding', 'deputy', 'superior'])
  expect(orange[0]!.afterMinutes).toBeLessThan(blue[0]!.afterMinutes)
})

test.each(
  warnings.hazards.flatMap(({ title, todo }) =>
    Object.entries(todo).map(([color, words]) => [title, color, words] as const),
  ),
)('%s %s says what to do in plain words', (_, __, words) => {
  expect(words.length).toBeLessThanOrEqual(30)
  expect(words).not.toMatch(/请|！|!|。$|—|温馨|务必|及时|做好.*工作|加强/)
})

test.each([
  ['11B01', '台风'],
  ['11B03', '暴雨'],
  ['11B04', '暴雪'],
  ['11B05', '寒潮'],
  ['11B06', '大风'],
  ['11B09', '高温'],
  ['11B14', '雷电'],
  ['11B15', '冰雹'],
  ['11B16', '霜冻'],
  ['11B17', '大雾'],
  ['11B19', '霾'],
  ['11B20', '雷雨大风'],
  ['11B21', '道路结冰'],
  ['11B22', '干旱'],
  ['11B25', '森林火险'],
])('code %s of the national feed is %s', (code, title) => {
  expect(
    warnings.hazards.filter(({ codes }) => codes.includes(code)).map((hazard) => hazard.title),
  ).toEqual([title])
})

test.each(['山洪', '地质灾害', '海浪', '风暴潮', '森林火险', '生产安全事故'])(
  '%s has a sentence for each colour',
  (title) => {
    expect(Object.keys(warnings.hazards.find((hazard) => hazard.title === title)!.todo)).toEqual(
      Color.options,
    )
  },
)

test('the graver, the more are warned', () => {
  const [blue, yellow, orange, red] = Color.options.map(
    (color) => new Set(warnings.audience[color]),
  )
  for (const [fewer, more] of [
    [blue, yellow],
    [yellow, orange],
    [orange, red],
  ]) {
    expect([...fewer!].filter((name) => !more!.has(name))).toEqual([])
  }
  expect([blue!.has('gridMember'), orange!.has('gridMember')]).toEqual([false, true])
})

test('limits are those of the smallest edition, below what DingTalk closes at', () => {
  expect(delivery.quota).toMatchObject({ api: 5000, stream: 3000 })
  expect(delivery.perSecond).toBeLessThan(20)
  expect(org.directory.pageSize).toBeLessThanOrEqual(100)
})

test('nobody changes what is in force', () => {
  const policy = loadPolicy()
  expect(() => {
    policy.delivery.quota.api = 1
  }).toThrow(TypeError)
  expect(() => policy.posts.posts[0]!.roles.push('admin')).toThrow(TypeError)
  expect(() => {
    policy.warnings.hazards[0]!.todo.red = ''
  }).toThrow(TypeError)
})
