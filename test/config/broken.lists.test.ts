import { postKinds, expectTold, type Fault } from './broken.support'

test.each<Fault>([
  [
    'an item of a post that is none',
    'checklists.yaml',
    {
      from: 'post: villageHead',
      to: 'post: §vilageHead',
      message: `no post is called "vilageHead", did you mean "villageHead"? (allowed: ${postKinds})`,
    },
  ],
  [
    'an item twice',
    'checklists.yaml',
    { from: '- name: drill', to: '- name: §postsCheck', message: 'item "postsCheck" stands twice' },
  ],
  [
    'a condition on a question that is none',
    'checklists.yaml',
    {
      from: 'fields: [{ id: held, label: 演练了没有, kind: yesNo }, ',
      to: 'fields: §[',
      message: '「几人」提到的 held 不在表里',
    },
  ],
  [
    'an item that is counted, and nothing said of what',
    'checklists.yaml',
    {
      from: '- { name: closed, title: 隐患闭环, post: helper, evidence: auto, counts: overdueHazards, due: 25 }',
      to: '- §{ name: closed, title: 隐患闭环, post: helper, evidence: auto, due: 25 }',
      message: '"隐患闭环" does not say what the system counts',
    },
  ],
  [
    'an item that is asked and counted',
    'checklists.yaml',
    {
      from: '- { name: postsCheck, title: 责任人核对,',
      to: '- §{ name: postsCheck, title: 责任人核对, counts: verifiedPosts,',
      message: '"责任人核对" is asked, so nothing is counted for it',
    },
  ],
  [
    'a counter that is none',
    'checklists.yaml',
    {
      from: 'counts: overdueHazards',
      to: 'counts: §overdueHazard',
      message:
        'unknown value "overdueHazard", did you mean "overdueHazards"? (allowed: overdueHazards, majorHazards, enterpriseChecks, trainedPeople, confirmedWarnings, verifiedPosts, submittedItems, phoneChecks)',
    },
  ],
  [
    'a count of a list that is none',
    'checklists.yaml',
    {
      from: '{ templates: [villageList]',
      to: '{ templates: §[vilageList]',
      message: 'no list is called "vilageList", did you mean "villageList"? (allowed: villageList)',
    },
  ],
  [
    'a sum of an item that is none',
    'checklists.yaml',
    {
      from: 'sum: { item: drill',
      to: 'sum: { item: §dril',
      message:
        'no item is called "dril", did you mean "drill"? (allowed: postsCheck, drill, closed)',
    },
  ],
  [
    'a sum of a question that is none',
    'checklists.yaml',
    {
      from: 'sum: { item: drill, field: people',
      to: 'sum: §{ item: drill, field: peple',
      message: '"演练" asks no "peple", did you mean "people"? (allowed: held, people)',
    },
  ],
  [
    'a working day said to be worked',
    'holidays.yaml',
    {
      from: 'work: [2026-01-04]',
      to: 'work: [§2026-01-05]',
      message: '2026-01-05 is no weekend: it is worked anyway',
    },
  ],
  [
    'a holiday that ends before it begins',
    'holidays.yaml',
    {
      from: 'from: 2026-01-01, to: 2026-01-03',
      to: 'from: 2026-01-05, to: §2026-01-03',
      message: 'ends on 2026-01-03, before it begins on 2026-01-05',
    },
  ],
  [
    'a limit that is none',
    'guard.yaml',
    {
      from: 'waiting: 40,',
      to: 'waiting: §0,',
      message: 'waiting: 0 is too little, at least 1',
    },
  ],
  [
    'a limit that nobody knows',
    'guard.yaml',
    {
      from: 'keepHours: 24',
      to: '§keepDays: 24',
      message:
        'unknown key "keepDays" (allowed: filesPerDay, megabytesPerDay, keepHours, partKilobytes)',
    },
  ],
])('%s is told with its place', (_, file, fault) => expectTold(file, fault))
