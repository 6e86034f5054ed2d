import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { loadPolicy } from '../../config/load'
import { folder, good, postKinds, load, messageOf, expectTold, type Fault } from './broken.support'

test('the files from which the broken ones are made are good', () => {
  expect(load({}).posts.posts.map(({ superiors }) => superiors)).toEqual([
    ['villageHead'],
    ['commander'],
    ['commander'],
    [],
    [],
  ])
})

test.each<Fault>([
  [
    'a tab',
    'delivery.yaml',
    {
      from: 'parallel',
      to: '§\tparallel',
      message: 'not YAML: Tabs are not allowed as indentation',
    },
  ],
  [
    'a key twice',
    'delivery.yaml',
    { from: 'parallel: 8', to: '§perSecond: 8', message: 'this key stands twice' },
  ],
  [
    'an unknown tag',
    'delivery.yaml',
    { from: 'ding: app', to: 'ding: §!phone app', message: 'not YAML: Unresolved tag: !phone' },
  ],
  [
    'two documents',
    'delivery.yaml',
    {
      from: '\nding:',
      to: '\n§---\nding:',
      message: 'not YAML: Source contains multiple documents; please use YAML.parseAllDocuments()',
    },
  ],
  [
    'a colour that is none',
    'warnings.yaml',
    {
      from: 'red: [commander, gridMember]',
      to: '§reed: [commander]',
      message: 'unknown key "reed", did you mean "red"? (allowed: blue, yellow, orange, red)',
    },
  ],
  [
    'a colour that is none, of a sentence',
    'warnings.yaml',
    {
      from: '{ red: 进屋 }',
      to: '{ §purple: 进屋 }',
      message: 'unknown key "purple" (allowed: blue, yellow, orange, red)',
    },
  ],
  [
    'a typo deep inside',
    'warnings.yaml',
    {
      from: '{ afterMinutes: 10, act',
      to: '{ §afterMinute: 10, act',
      message:
        'unknown key "afterMinute", did you mean "afterMinutes"? (allowed: afterMinutes, act, waits)',
    },
  ],
  [
    'a key missing at the top',
    'delivery.yaml',
    { from: 'ding: app\n', to: '', message: '"ding" is missing: one of app, sms, phone' },
  ],
  [
    'a colour without audience',
    'warnings.yaml',
    {
      from: 'audience: { blue: [commander], yellow: [commander], orange: [commander], ',
      to: 'audience: §{ blue: [commander], yellow: [commander], ',
      message: '"orange" is missing: expected a list [a, b]',
    },
  ],
  [
    'a number in quotes',
    'delivery.yaml',
    {
      from: 'perSecond: 15',
      to: "perSecond: §'15'",
      message: 'perSecond: expected a number, found "15"',
    },
  ],
  [
    'half a number',
    'delivery.yaml',
    {
      from: 'parallel: 8',
      to: 'parallel: §2.5',
      message: 'parallel: expected a whole number, found 2.5',
    },
  ],
  [
    'nothing for a number',
    'delivery.yaml',
    {
      from: 'parallel: 8',
      to: 'parallel:§',
      message: 'parallel: expected a number, found nothing',
    },
  ],
  [
    'a number too great',
    'delivery.yaml',
    {
      from: 'perSecond: 15',
      to: 'perSecond: §200',
      message: 'perSecond: 200 is too much, at most 60',
    },
  ],
  [
    'a title too long',
    'warnings.yaml',
    {
      from: 'title: 大风',
      to: 'title: §非常非常大的风',
      message: 'title: "非常非常大的风" (7) is too much, at most 6 characters',
    },
  ],
  [
    'a code of another form',
    'warnings.yaml',
    {
      from: '11B01',
      to: '§11B1',
      message: 'codes: "11B1" has the wrong form, it must fit /^\\d{2}[A-Z]\\d{2}$/',
    },
  ],
  [
    'an unknown channel',
    'delivery.yaml',
    {
      from: '[card, text]',
      to: '[card, §sms]',
      message: 'unknown value "sms" (allowed: card, text, notice)',
    },
  ],
  [
    'a channel that is an extra and stands in for none',
    'delivery.yaml',
    {
      from: '[card, text]',
      to: '[card, §ding]',
      message: 'unknown value "ding" (allowed: card, text, notice)',
    },
  ],
  [
    'people on a channel that there is not',
    'delivery.yaml',
    {
      from: 'reply: 1 }',
      to: 'reply: 1, §sms: 5 }',
      message: 'unknown key "sms" (allowed: card, text, notice, ding, reply)',
    },
  ],
  [
    'more people than a call takes',
    'delivery.yaml',
    {
      from: 'reply: 1 }',
      to: 'reply: §2 }',
      message: 'reply: 2 is too much, at most 1',
    },
  ],
  [
    'an audience that is no post',
    'warnings.yaml',
    {
      from: '[commander, gridMember]',
      to: '[commander, §gridMembers]',
      message: `no post is called "gridMembers", did you mean "gridMember"? (allowed: ${postKinds})`,
    },
  ],
  [
    'an approver that is no post',
    'warnings.yaml',
    {
      from: 'approvers: [commander]',
      to: 'approvers: [§mayor]',
      message: `no post is called "mayor" (allowed: ${postKinds})`,
    },
  ],
  [
    'an approver who may not approve',
    'warnings.yaml',
    {
      from: 'approvers: [commander]',
      to: 'approvers: [§villageHead]',
      message: '"villageHead" may not approve: its roles are office',
    },
  ],
  [
    'two hazards with one title',
    'warnings.yaml',
    { from: '[狂风]', to: '[§台风]', message: 'title "台风" stands twice' },
  ],
  [
    'two hazards with one name',
    'warnings.yaml',
    { from: 'name: gale', to: 'name: §typhoon', message: 'hazard "typhoon" stands twice' },
  ],
  [
    'two hazards with one code',
    'warnings.yaml',
    { from: '[狂风]', to: '[狂风], codes: [§11B01]', message: 'code "11B01" stands twice' },
  ],
  [
    'a ladder that does not rise',
    'warnings.yaml',
    {
      from: 'afterMinutes: 10',
      to: 'afterMinutes: §5',
      message: 'minutes must rise: 5 comes after 5',
    },
  ],
  [
    'a kind and colour without ladder',
    'warnings.yaml',
    {
      from: 'ladders:\n  - kinds: [live, accident]\n    colors: [blue, yellow, orange, red]',
      to: 'ladders:\n  §- kinds: [live, accident]\n    colors: [blue, yellow, orange]',
      message: 'no ladder for kind live and color red',
    },
  ],
  [
    'a kind and colour with two ladders',
    'warnings.yaml',
    {
      from: '{ kinds: [history, trend]',
      to: '§{ kinds: [history, trend, live]',
      message: 'a second ladder for kind live and color blue: exactly one is allowed',
    },
  ],
  [
    'a low quota above the quota',
    'delivery.yaml',
    {
      from: 'warnBelow: 500',
      to: 'warnBelow: §5000',
      message: 'warnBelow: 5000 must be below the 5000 calls of the quota',
    },
  ],
  [
    'a channel tried twice',
    'delivery.yaml',
    { from: '[card, text]', to: '[card, §card]', message: 'channel "card" stands twice' },
  ],
])('%s is told with its place', (_, file, fault) => expectTold(file, fault))

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
