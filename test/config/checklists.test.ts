import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadPolicy, PolicyError } from '../../config/load'
import { root } from '../../config/root'
import { faultsOf, type Column, type Field } from '../../shared/form'

const {
  checklists,
  posts: { posts },
} = loadPolicy()
const list = (name: string) => checklists.templates.find((it) => it.name === name)!
const titles = (name: string) => list(name).items.map(({ title }) => title)
const inMonth = (name: string, month: number) =>
  list(name).items.filter(({ months }) => !months || months.includes(month))
const all = checklists.templates.flatMap(({ items }) => items)
const questions: (Field | Column)[] = all.flatMap(({ fields }) =>
  fields.flatMap((field) => [field, ...(field.kind === 'table' ? field.columns : [])]),
)

test('an office is asked eight things every month, of which the system counts three', () => {
  const fixed = list('monthlyOffice').items.filter(({ months }) => !months)
  expect(fixed.map(({ title, post, evidence, due }) => [title, post, evidence, due])).toEqual([
    ['主要负责人带队安全检查', 'townshipCommander', 'record', 25],
    ['月度研判和风险提示', 'emergencyOfficeHead', 'record', 5],
    ['隐患闭环：逾期未整改', 'emergencyOfficeClerk', 'auto', 25],
    ['重大隐患跟踪', 'townshipDeputyCommander', 'auto', 25],
    ['责任人变动核对', 'emergencyOfficeClerk', 'confirm', 10],
    ['下月值班表和备勤队伍', 'emergencyOfficeClerk', 'list', 28],
    ['一次培训、宣传或演练', 'emergencyOfficeClerk', 'record', 28],
    ['企业和小微园计划检查完成数', 'emergencyOfficeClerk', 'auto', 25],
  ])
})

test.each<[month: number, ...what: RegExp[]]>([
  [1, /节前/, /冰冻/, /停产放假/, /夜查/, /巡山/, /冬春救助/, /年度工作计划/],
  [2, /灯会/, /五个一/, /渔船/, /培训累计/, /联席会/],
  [3, /清明/, /汛前大检查/, /责任人更新/, /避灾场所/, /物资盘点/, /一季一考/],
  [4, /电话抽查/, /预案/, /演练/, /警示教育/, /提前放水/],
  [5, /5·12/, /五一/, /休渔/, /切坡/, /报灾员培训/, /塔吊/, /泵站试机/],
  [6, /安全生产月/, /梅雨/, /有限空间/, /防溺水/, /预案/, /联席会/, /一季一考/],
  [7, /归港/, /工棚/, /高温作业/, /渔排/, /物资包/, /用电/],
  [8, /渔船动态/, /叫应/, /灾后复查/, /有限空间/, /开学/],
  [9, /大检查/, /庙会/, /焚烧/, /联席会/, /一季一考/, /中小学/, /小微园整治/],
  [10, /节日值班/, /汛期总结/, /减灾日/, /森林防火队伍/, /冬春救助/, /治理进度/],
  [11, /消防月/, /巡山/, /电动车/, /今冬明春/, /培训累计/, /预案/],
  [12, /大检查/, /年度目标/, /融雪剂/, /一季一考/, /年度总结/, /责任人更新/, /值班到岗/],
])('month %i has what the season asks', (month, ...what) => {
  const found = inMonth('monthlyOffice', month).map(({ title }) => title)
  expect(what.filter((it) => !found.some((title) => it.test(title)))).toEqual([])
})
test('a village confirms its posts each month, and the evacuation list in March and July', () => {
  expect(
    Array.from({ length: 12 }, (_, index) => inMonth('monthlyVillage', index + 1).length).every(
      (count) => count >= 1 && count <= 2,
    ),
  ).toBe(true)
  for (const month of [3, 7]) {
    expect(inMonth('monthlyVillage', month).map(({ name }) => name)).toContain('evacuationList')
  }
  expect(list('monthlyVillage').items.every(({ evidence }) => evidence === 'confirm')).toBe(true)
})

test.each([
  ['sevenHaves', 7],
  ['eightOnes', 8],
])('%s: %i things, all there by 15 April', (name, count) => {
  const {
    every,
    items: [item],
  } = list(name)
  const [lacks] = item!.fields
  expect([every, item!.months, item!.due]).toEqual(['year', [4], 15])
  expect(lacks!.kind === 'several' && lacks.options.filter(({ alone }) => !alone)).toHaveLength(
    count,
  )
})
test.each([
  ['fiveInPlace', 5],
  ['industryVisit', 10],
  ['dutyVisit', 7],
  ['labourVisit', 11],
])('%s asks %i things of a firm, each with a word about what is not right', (name, count) => {
  const [item] = list(name).items
  const asked = item!.fields.filter(({ kind }) => kind === 'yesNo')
  expect(asked).toHaveLength(count)
  expect(
    asked.every(
      (field) => field.kind === 'yesNo' && field.remarkIf === 'no' && field.required === true,
    ),
  ).toBe(true)
})
test('研判 has six fields', () =>
  expect(list('riskMeeting').items[0]!.fields.map(({ label }) => label)).toEqual([
    '哪天开的',
    '谁主持',
    '谁参加',
    '结论：风险',
    '要做的事',
    '发给谁',
  ]))
test('the founding policy named these', () => {
  expect(titles('chemicalLinks')).toEqual([
    '动火作业',
    '业务外包',
    '危废处置',
    '设施检修',
    '受限空间',
    '危险品仓储',
  ])
  expect(
    list('fiveInPlace')
      .items[0]!.fields.slice(1)
      .map(({ label }) => label),
  ).toEqual(['安全管理机构', '安全投入', '安全管理', '安全培训教育', '应急救援'])
  expect(titles('placesAndFirms')).toHaveLength(6)
  expect([list('floodCheck').every, list('dutyRoster').at]).toEqual([
    'response',
    ['city', 'county'],
  ])
})

test('each item is asked of a post that stands where the list goes, or that its office stands for', () => {
  const astray = checklists.templates.flatMap(({ name, at, items }) =>
    items
      .filter(
        ({ post }) => !posts.find((it) => it.name === post)!.at.some((kind) => at.includes(kind)),
      )
      .map((item) => `${name}.${item.name}`),
  )
  expect(astray).toEqual([])
  for (const { at } of checklists.templates) {
    for (const kind of at) {
      expect(posts.some((it) => it.at.includes(kind) && it.roles.includes('office'))).toBe(true)
    }
  }
})
test('forms hold together, and evidence is asked for nowhere in peacetime', () => {
  expect(all.flatMap(({ fields }) => faultsOf(fields))).toEqual([])
  expect(questions.filter(({ kind }) => ['photo', 'place', 'signature'].includes(kind))).toEqual([])
})
test('a day by which it is due exists in every month in which it is asked', () => {
  const last = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  expect(
    list('monthlyOffice')
      .items.filter(({ months, due }) =>
        months ? months.every((month) => due > last[month - 1]!) : due > 28,
      )
      .map(({ name }) => name),
  ).toEqual([])
})
test.each(
  [
    ...new Set([
      ...all.flatMap(({ title, help }) => [title, help ?? '']),
      ...questions.map(({ label }) => label),
    ]),
  ].filter(Boolean),
)('plain words: %s', (words) => {
  expect(words).not.toMatch(/请|！|!|—|温馨|务必|及时|切实|加强|做好.*工作|撤离|完成率|%/)
})

describe('what asks too much stops the start', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lists-'))
    for (const file of ['posts', 'warnings', 'delivery', 'holidays', 'guard']) {
      cpSync(join(root, 'config', `${file}.yaml`), join(folder, `${file}.yaml`))
    }
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const text = readFileSync(join(root, 'config', 'checklists.yaml'), 'utf8')

  /** § marks what must be told. */
  test.each<[what: string, from: string, to: string, message: string]>([
    [
      'what the system holds',
      '{ id: posts, label: 守了几个口, kind: number',
      '§{ id: posts, label: 全镇网格数, kind: number',
      '「全镇网格数」不用问：系统已有「网格数」，请去掉这题，或带入 grids',
    ],
    [
      'what no register has',
      '{ id: boats, label: 渔船, kind: number, min: 0, max: 3000,',
      '§{ id: boats, label: 渔船, kind: number, min: 0, max: { known: boats },',
      '「渔船」要用的「boats」，系统里没有这一项',
    ],
    [
      'a photo without a reason',
      '{ id: weakness, label: 最弱的一件事, kind: text, most: 200, lines: 3,',
      '§{ id: weakness, label: 现场, kind: photo,',
      '"reason" is missing: expected a text',
    ],
    [
      'a counted item with a question',
      'evidence: auto, due: 15, counts: phoneChecks }',
      'evidence: auto, due: 15, counts: phoneChecks, fields: §[{ id: made, label: 打了, kind: yesNo }] }',
      '"责任人电话抽查" is counted by the system and asks all the same',
    ],
    [
      'a text for a choice',
      "{ id: planned, label: 方案发了, kind: yesNo, required: true, remarkIf: 'no' }",
      '§{ id: planned, label: 方案发了吗, kind: text, required: true }',
      '「方案发了吗」不用打字：题型改成「是否」',
    ],
    [
      'a hazard that is not there',
      'hazards: [typhoon, rainstorm, flashFlood]',
      'hazards: §[typhon]',
      `no hazard is called "typhon", did you mean "typhoon"? (allowed: ${loadPolicy()
        .warnings.hazards.map(({ name }) => name)
        .join(', ')})`,
    ],
    [
      'an order for a list of the calendar',
      '    title: 值班表\n    at: [city, county]\n',
      '    title: 值班表\n    onWarning: §{ kinds: [live], hazards: [typhoon], colors: [red] }\n    at: [city, county]\n',
      'only a list of `every: response` is ordered by a warning',
    ],
  ])('%s', (_, from, to, message) => {
    expect(text.split(from)).toHaveLength(2)
    const marked = text.replace(from, to)
    const before = marked.slice(0, marked.indexOf('§')).split('\n')
    writeFileSync(join(folder, 'checklists.yaml'), marked.replace('§', ''))
    const told = () => {
      try {
        loadPolicy(folder)
      } catch (error) {
        if (error instanceof PolicyError) return error.message
        throw error
      }
      return 'it was taken'
    }
    expect(told()).toBe(`checklists.yaml:${before.length}:${before.at(-1)!.length + 1}: ${message}`)
  })
  test('a sixteenth item in January', () => {
    writeFileSync(
      join(folder, 'checklists.yaml'),
      text.replace(
        '      # February\n',
        '      - { name: more, title: 再报一样, months: [1], post: emergencyOfficeHead, evidence: confirm, due: 5 }\n      # February\n',
      ),
    )
    expect(() => loadPolicy(folder)).toThrow(
      /^checklists\.yaml:\d+:5: 1 月要一个乡镇办 16 项，最多 15 项$/,
    )
  })
})
