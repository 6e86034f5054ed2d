import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { channels } from '../../bot/io/dingtalk/channels'
import { loadPolicy, PolicyError } from '../../config/load'

export const good = {
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
confirmers: [desk]
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
  'guard.yaml': `strangers: { perAddress: { perSecond: 100, burst: 2000 }, together: { perSecond: 1000, burst: 5000 } }
logIns: { abreast: 4, waiting: 40, waitingPerAddress: 10 }
bodies: { depth: 16, parts: 10000, seconds: 30, largeSeconds: 120 }
uploads: { filesPerDay: 200, megabytesPerDay: 300, keepHours: 24, partKilobytes: 16 }
`,
}
export type File = keyof typeof good
export const postKinds = 'gridMember, villageHead, helper, commander, clerk'

export let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

export function load(files: Partial<Record<File, string>>) {
  for (const [file, text] of Object.entries({ ...good, ...files })) {
    writeFileSync(join(folder, file), text)
  }
  return loadPolicy(folder, channels)
}

export function messageOf(work: () => unknown) {
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

/** What it is, the file, and what is spoilt in it; § marks the place that must be told. */
export type Fault = [what: string, file: File, fault: { from: string; to: string; message: string }]
export function expectTold(file: File, { from, to, message }: Fault[2]) {
  expect(good[file].split(from)).toHaveLength(2)
  const marked = good[file].replace(from, to)
  expect(messageOf(() => load({ [file]: marked.replace('§', '') }))).toBe(
    `${file}:${lineAndColumn(marked)}: ${message}`,
  )
}
