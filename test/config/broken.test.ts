import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { channels } from '../../bot/io/dingtalk/channels'
import { loadPolicy, PolicyError } from '../../config/load'

const good = {
  'posts.yaml': `posts:
  - name: gridMember
    title: 网格员
    at: [grid]
    roles: [holder]
    superiors: [villageHead]
  - { name: villageHead, title: 村书记, at: [village], roles: [office], superiors: &up [commander], aliases: [村主任] }
  - { name: helper, title: 帮手, at: [village, grid], roles: [holder], superiors: *up }
  - { name: commander, title: 指挥, at: [county], roles: [leader, approver] }
  - { name: clerk, title: 干事, at: [county], roles: [duty] }
cover: { maxDays: 30 }
verifyEveryDays: 100
directory: { syncAt: '03:10', pageSize: 100 }
`,
  'warnings.yaml': `hazards:
  - { name: typhoon, title: 台风, codes: [11B01], todo: { red: 进屋 } }
  - { name: gale, title: 大风, aliases: [狂风], todo: {} }
ladders:
  - kinds: [live, accident]
    colors: [blue, yellow, orange, red]
    rungs: [{ afterMinutes: 5, act: remind }, { afterMinutes: 10, act: ding }]
  - { kinds: [history, trend], colors: [blue, yellow, orange, red], rungs: [] }
audience: { blue: [commander], yellow: [commander], orange: [commander], red: [commander, gridMember] }
approvers: [commander]
countCardEverySeconds: 60
`,
  'delivery.yaml': `quota: { api: 5000, stream: 3000, warnBelow: 500 }
perSecond: 15
perCall: { card: 30, text: 20, notice: 100, ding: 20, reply: 1 }
parallel: 8
fallback: [card, text]
retry: { tries: 6, firstSeconds: 2, factor: 2, throttledSeconds: 1, bannedSeconds: 300, leaseSeconds: 30 }
fateAfterSeconds: 60
priorities: { reply: 5, approval: 8, warning: 10, escalation: 15, count: 50, notice: 80 }
ding: app
keepDays: { seen: 7, done: 90 }
`,
  'checklists.yaml': `templates:
  - name: villageList
    title: 村级清单
    at: [village]
    every: month
    items:
      - { name: postsCheck, title: 责任人核对, post: villageHead, evidence: confirm, due: 10 }
      - name: drill
        title: 演练
        post: gridMember
        evidence: record
        due: 28
        fields: [{ id: held, label: 演练了没有, kind: yesNo }, { id: people, label: 几人, kind: number, showIf: { field: held, is: true } }]
      - { name: closed, title: 隐患闭环, post: helper, evidence: auto, counts: overdueHazards, due: 25 }
issueAt: '08:00'
digestAt: '08:00'
reminders: { daysBefore: [3, 1], daysAfter: 1, superiorAfter: 2 }
limits: { officeItems: 15, villageItems: 3, officeTexts: 3, officeTaps: 40, villageTaps: 6 }
counted: { trainedPeople: { templates: [villageList], sum: { item: drill, field: people, if: { field: held, is: true } }, since: year } }
`,
  'holidays.yaml': `years:
  - year: 2026
    published: true
    holidays: [{ name: 元旦, from: 2026-01-01, to: 2026-01-03, work: [2026-01-04] }]
`,
}
type File = keyof typeof good
const postKinds = 'gridMember, villageHead, helper, commander, clerk'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function load(files: Partial<Record<File, string>>) {
  for (const [file, text] of Object.entries({ ...good, ...files })) {
    writeFileSync(join(folder, file), text)
  }
  return loadPolicy(folder, channels)
}

function messageOf(work: () => unknown) {
  try {
    work()
  } catch (error) {
    if (error instanceof PolicyError) return error.message
    throw error
  }
  return 'it was taken'
}

/** Where § stands; the top without it. */
function lineAndColumn(marked: string) {
  const before = marked.slice(0, Math.max(0, marked.indexOf('§'))).split('\n')
  return `${before.length}:${before.at(-1)!.length + 1}`
}

test('the files from which the broken ones are made are good', () => {
  expect(load({}).posts.posts.map(({ superiors }) => superiors)).toEqual([
    ['villageHead'],
    ['commander'],
    ['commander'],
    [],
    [],
  ])
})

/** Each row spoils one good file; § marks the place that must be told. */
test.each<[what: string, file: File, from: string, to: string, message: string]>([
  // YAML itself
  [
    'a bracket not closed',
    'posts.yaml',
    'roles: [holder]\n    superiors: [villageHead]\n',
    'roles: [holder\n    §superiors: [villageHead]\n',
    'not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'a tab',
    'delivery.yaml',
    'parallel',
    '§\tparallel',
    'not YAML: Tabs are not allowed as indentation',
  ],
  ['a key twice', 'delivery.yaml', 'parallel: 8', '§perSecond: 8', 'this key stands twice'],
  [
    'an anchor that is not there',
    'posts.yaml',
    '*up',
    '§*upp',
    '*upp is not defined above as &upp',
  ],
  [
    'an unknown tag',
    'delivery.yaml',
    'ding: app',
    'ding: §!phone app',
    'not YAML: Unresolved tag: !phone',
  ],
  [
    'two documents',
    'delivery.yaml',
    '\nding:',
    '\n§---\nding:',
    'not YAML: Source contains multiple documents; please use YAML.parseAllDocuments()',
  ],
  // keys
  [
    'a typo in a key',
    'posts.yaml',
    '    superiors: [villageHead]',
    '    §supperiors: [villageHead]',
    'unknown key "supperiors", did you mean "superiors"? (allowed: name, title, at, roles, mandatory, object, superiors, aliases)',
  ],
  [
    'a typo in a key that is needed',
    'posts.yaml',
    '    title: 网格员',
    '    §titel: 网格员',
    'unknown key "titel", did you mean "title"? (allowed: name, title, at, roles, mandatory, object, superiors, aliases)',
  ],
  [
    'a key that resembles none',
    'posts.yaml',
    'cover: {',
    'cover: { §weather: fine,',
    'unknown key "weather" (allowed: maxDays)',
  ],
  [
    'a colour that is none',
    'warnings.yaml',
    'red: [commander, gridMember]',
    '§reed: [commander]',
    'unknown key "reed", did you mean "red"? (allowed: blue, yellow, orange, red)',
  ],
  [
    'a colour that is none, of a sentence',
    'warnings.yaml',
    '{ red: 进屋 }',
    '{ §purple: 进屋 }',
    'unknown key "purple" (allowed: blue, yellow, orange, red)',
  ],
  [
    'a typo deep inside',
    'warnings.yaml',
    '{ afterMinutes: 10, act',
    '{ §afterMinute: 10, act',
    'unknown key "afterMinute", did you mean "afterMinutes"? (allowed: afterMinutes, act)',
  ],
  [
    'a key missing',
    'posts.yaml',
    'name: gridMember\n    title: 网格员\n',
    '§name: gridMember\n',
    '"title" is missing: expected a text',
  ],
  [
    'a key missing at the top',
    'delivery.yaml',
    'ding: app\n',
    '',
    '"ding" is missing: one of app, sms, phone',
  ],
  [
    'a colour without audience',
    'warnings.yaml',
    'audience: { blue: [commander], yellow: [commander], orange: [commander], ',
    'audience: §{ blue: [commander], yellow: [commander], ',
    '"orange" is missing: expected a list [a, b]',
  ],
  // values
  [
    'an unknown role',
    'posts.yaml',
    'roles: [holder]\n',
    'roles: [§holdr]\n',
    'unknown value "holdr", did you mean "holder"? (allowed: admin, duty, approver, leader, office, holder)',
  ],
  [
    'a unit kind that is none',
    'posts.yaml',
    'at: [grid]\n',
    'at: [§province]\n',
    'unknown value "province" (allowed: city, county, township, area, village, grid)',
  ],
  [
    'a text for a list',
    'posts.yaml',
    'at: [grid]\n',
    'at: §grid\n',
    'at: expected a list [a, b], found "grid"',
  ],
  [
    'a number in quotes',
    'delivery.yaml',
    'perSecond: 15',
    "perSecond: §'15'",
    'perSecond: expected a number, found "15"',
  ],
  [
    'half a number',
    'delivery.yaml',
    'parallel: 8',
    'parallel: §2.5',
    'parallel: expected a whole number, found 2.5',
  ],
  [
    'nothing for a number',
    'delivery.yaml',
    'parallel: 8',
    'parallel:§',
    'parallel: expected a number, found nothing',
  ],
  [
    'a number too great',
    'delivery.yaml',
    'perSecond: 15',
    'perSecond: §200',
    'perSecond: 200 is too much, at most 60',
  ],
  [
    'a number too small',
    'posts.yaml',
    'maxDays: 30',
    'maxDays: §0',
    'maxDays: 0 is too little, at least 1',
  ],
  [
    'a title too long',
    'warnings.yaml',
    'title: 大风',
    'title: §非常非常大的风',
    'title: "非常非常大的风" (7) is too much, at most 6 characters',
  ],
  [
    'an empty list',
    'posts.yaml',
    'at: [grid]\n',
    'at: §[]\n',
    'at: a list of 0 is too little, at least 1 in the list',
  ],
  [
    'a name in Chinese',
    'posts.yaml',
    'name: gridMember',
    'name: §网格员',
    'name: "网格员" has the wrong form, it must fit /^[a-z][a-zA-Z0-9]*$/',
  ],
  [
    'a code of another form',
    'warnings.yaml',
    '11B01',
    '§11B1',
    'codes: "11B1" has the wrong form, it must fit /^\\d{2}[A-Z]\\d{2}$/',
  ],
  [
    'a time that is none',
    'posts.yaml',
    "'03:10'",
    "§'25:10'",
    'syncAt: "25:10" has the wrong form, it must fit /^([01]\\d|2[0-3]):[0-5]\\d$/',
  ],
  [
    'an unknown channel',
    'delivery.yaml',
    '[card, text]',
    '[card, §sms]',
    'unknown value "sms" (allowed: card, text, notice)',
  ],
  [
    'a channel that is an extra and stands in for none',
    'delivery.yaml',
    '[card, text]',
    '[card, §ding]',
    'unknown value "ding" (allowed: card, text, notice)',
  ],
  [
    'people on a channel that there is not',
    'delivery.yaml',
    'reply: 1 }',
    'reply: 1, §sms: 5 }',
    'unknown key "sms" (allowed: card, text, notice, ding, reply)',
  ],
  [
    'more people than a call takes',
    'delivery.yaml',
    'reply: 1 }',
    'reply: §2 }',
    'reply: 2 is too much, at most 1',
  ],
  // what belongs together
  [
    'a superior that is no post',
    'posts.yaml',
    '[villageHead]',
    '[§villageHed]',
    `no post is called "villageHed", did you mean "villageHead"? (allowed: ${postKinds})`,
  ],
  [
    'a superior that is no post, behind an anchor',
    'posts.yaml',
    '&up [commander]',
    '&up [§comander]',
    `no post is called "comander", did you mean "commander"? (allowed: ${postKinds})`,
  ],
  [
    'an audience that is no post',
    'warnings.yaml',
    '[commander, gridMember]',
    '[commander, §gridMembers]',
    `no post is called "gridMembers", did you mean "gridMember"? (allowed: ${postKinds})`,
  ],
  [
    'an approver that is no post',
    'warnings.yaml',
    'approvers: [commander]',
    'approvers: [§mayor]',
    `no post is called "mayor" (allowed: ${postKinds})`,
  ],
  [
    'an item of a post that is none',
    'checklists.yaml',
    'post: villageHead',
    'post: §vilageHead',
    `no post is called "vilageHead", did you mean "villageHead"? (allowed: ${postKinds})`,
  ],
  [
    'an item twice',
    'checklists.yaml',
    '- name: drill',
    '- name: §postsCheck',
    'item "postsCheck" stands twice',
  ],
  [
    'a condition on a question that is none',
    'checklists.yaml',
    'fields: [{ id: held, label: 演练了没有, kind: yesNo }, ',
    'fields: §[',
    '「几人」提到的 held 不在表里',
  ],
  [
    'an item that is counted, and nothing said of what',
    'checklists.yaml',
    '- { name: closed, title: 隐患闭环, post: helper, evidence: auto, counts: overdueHazards, due: 25 }',
    '- §{ name: closed, title: 隐患闭环, post: helper, evidence: auto, due: 25 }',
    '"隐患闭环" does not say what the system counts',
  ],
  [
    'an item that is asked and counted',
    'checklists.yaml',
    '- { name: postsCheck, title: 责任人核对,',
    '- §{ name: postsCheck, title: 责任人核对, counts: verifiedPosts,',
    '"责任人核对" is asked, so nothing is counted for it',
  ],
  [
    'a counter that is none',
    'checklists.yaml',
    'counts: overdueHazards',
    'counts: §overdueHazard',
    'unknown value "overdueHazard", did you mean "overdueHazards"? (allowed: overdueHazards, majorHazards, enterpriseChecks, trainedPeople, confirmedWarnings, verifiedPosts, submittedItems, phoneChecks)',
  ],
  [
    'a count of a list that is none',
    'checklists.yaml',
    '{ templates: [villageList]',
    '{ templates: §[vilageList]',
    'no list is called "vilageList", did you mean "villageList"? (allowed: villageList)',
  ],
  [
    'a sum of an item that is none',
    'checklists.yaml',
    'sum: { item: drill',
    'sum: { item: §dril',
    'no item is called "dril", did you mean "drill"? (allowed: postsCheck, drill, closed)',
  ],
  [
    'a sum of a question that is none',
    'checklists.yaml',
    'sum: { item: drill, field: people',
    'sum: §{ item: drill, field: peple',
    '"演练" asks no "peple", did you mean "people"? (allowed: held, people)',
  ],
  [
    'a working day said to be worked',
    'holidays.yaml',
    'work: [2026-01-04]',
    'work: [§2026-01-05]',
    '2026-01-05 is no weekend: it is worked anyway',
  ],
  [
    'a holiday that ends before it begins',
    'holidays.yaml',
    'from: 2026-01-01, to: 2026-01-03',
    'from: 2026-01-05, to: §2026-01-03',
    'ends on 2026-01-03, before it begins on 2026-01-05',
  ],
  [
    'an approver who may not approve',
    'warnings.yaml',
    'approvers: [commander]',
    'approvers: [§villageHead]',
    '"villageHead" may not approve: its roles are office',
  ],
  [
    'superiors that go round',
    'posts.yaml',
    'roles: [leader, approver]',
    'roles: [leader, approver], superiors: §[commander]',
    'superiors go round: commander → commander',
  ],
  [
    'superiors that go round over two',
    'posts.yaml',
    'roles: [leader, approver] }\n  - { name: clerk, title: 干事, at: [county], roles: [duty]',
    'roles: [leader, approver], superiors: §[clerk] }\n  - { name: clerk, title: 干事, at: [county], roles: [duty], superiors: [commander]',
    'superiors go round: commander → clerk → commander',
  ],
  [
    'a superior that stands below',
    'posts.yaml',
    'roles: [duty]',
    'roles: [duty], superiors: [§gridMember]',
    '"gridMember" only stands below "clerk": at grid',
  ],
  [
    'two posts with one name',
    'posts.yaml',
    'name: helper',
    'name: §gridMember',
    'post "gridMember" stands twice',
  ],
  [
    'two posts with one title',
    'posts.yaml',
    'title: 帮手',
    'title: §网格员',
    'title "网格员" stands twice',
  ],
  [
    'an alias that is the title of another',
    'posts.yaml',
    'title: 指挥',
    'title: §村主任',
    'title "村主任" stands twice',
  ],
  ['two hazards with one title', 'warnings.yaml', '[狂风]', '[§台风]', 'title "台风" stands twice'],
  [
    'two hazards with one name',
    'warnings.yaml',
    'name: gale',
    'name: §typhoon',
    'hazard "typhoon" stands twice',
  ],
  [
    'two hazards with one code',
    'warnings.yaml',
    '[狂风]',
    '[狂风], codes: [§11B01]',
    'code "11B01" stands twice',
  ],
  [
    'a ladder that does not rise',
    'warnings.yaml',
    'afterMinutes: 10',
    'afterMinutes: §5',
    'minutes must rise: 5 comes after 5',
  ],
  [
    'a kind and colour without ladder',
    'warnings.yaml',
    'ladders:\n  - kinds: [live, accident]\n    colors: [blue, yellow, orange, red]',
    'ladders:\n  §- kinds: [live, accident]\n    colors: [blue, yellow, orange]',
    'no ladder for kind live and color red',
  ],
  [
    'a kind and colour with two ladders',
    'warnings.yaml',
    '{ kinds: [history, trend]',
    '§{ kinds: [history, trend, live]',
    'a second ladder for kind live and color blue: exactly one is allowed',
  ],
  [
    'a low quota above the quota',
    'delivery.yaml',
    'warnBelow: 500',
    'warnBelow: §5000',
    'warnBelow: 5000 must be below the 5000 calls of the quota',
  ],
  [
    'a channel tried twice',
    'delivery.yaml',
    '[card, text]',
    '[card, §card]',
    'channel "card" stands twice',
  ],
])('%s is told with its place', (_, file, from, to, message) => {
  expect(good[file].split(from)).toHaveLength(2)
  const marked = good[file].replace(from, to)
  expect(messageOf(() => load({ [file]: marked.replace('§', '') }))).toBe(
    `${file}:${lineAndColumn(marked)}: ${message}`,
  )
})

test.each<[what: string, text: string, message: string]>([
  ['an empty file', '', 'delivery.yaml:1:1: the file: expected keys with values, found nothing'],
  ['a list', '- 1\n', 'delivery.yaml:1:1: the file: expected keys with values, found a list'],
  [
    'a file that is not YAML at all',
    '{"quota": [',
    'delivery.yaml:1:12: not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
])('%s is told with its place', (_, text, message) => {
  expect(messageOf(() => load({ 'delivery.yaml': text }))).toBe(message)
})

test('a missing file is told with its folder', () => {
  load({})
  rmSync(join(folder, 'warnings.yaml'))
  expect(messageOf(() => loadPolicy(folder))).toBe(
    `warnings.yaml:1:1: the file cannot be read in ${folder} (ENOENT)`,
  )
})

test('of several mistakes the one nearest to the top is told', () => {
  const text = good['delivery.yaml']
    .replace('parallel: 8', 'parallel: 0')
    .replace('perSecond: 15', 'perSecond: 99')
  expect(messageOf(() => load({ 'delivery.yaml': text }))).toBe(
    'delivery.yaml:2:12: perSecond: 99 is too much, at most 60',
  )
})
