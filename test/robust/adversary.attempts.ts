import { uuid } from '../../bot/core/ids'
import { city, linhai, liruo, shitang, songmen, wenling } from '../support/town'

export type Things = {
  draft: string
  sent: string
  list: string
  post: string
  file: string
  jiang: string
}
/** jin leads and zhilin watches another county, ye heads a village of another township. */
type Attempt = [who: string, operation: string, input: (things: Things) => unknown]

const text = {
  kind: 'live',
  hazard: 'typhoon',
  color: 'red',
  drill: false,
  todo: '转移',
  deadline: '',
  text: '',
  audience: { units: [linhai], posts: ['villageHead'] },
  validUntil: null,
  unitPath: linhai,
  replaces: null,
}
export const task = {
  kinds: ['village'],
  post: 'villageHead',
  title: '查一查',
  dueAt: '2026-08-20T10:00:00Z',
  fields: [{ kind: 'number', id: 'n', label: '几处' }],
}
const seat = { kind: 'villageHead', object: '', personId: null, deputyId: null, until: null }
const month = { period: '2026-08', until: null }
const wide = { below: true, kind: null, vacant: false, after: null }

/** Things of others, by path and by id: nothing of them is told and nothing is done to them. */
export const foreign: Attempt[] = [
  ['zhilin', 'warnings.draft', () => ({ ...text, unitPath: wenling })],
  [
    'zhilin',
    'warnings.draft',
    () => ({ ...text, audience: { ...text.audience, units: [wenling] } }),
  ],
  ['zhilin', 'warnings.draft', ({ sent }) => ({ ...text, replaces: sent })],
  ['zhilin', 'warnings.reach', () => ({ ...text, unitPath: wenling })],
  ['jin', 'warnings.approve', ({ draft }) => ({ warningId: draft })],
  ['jin', 'warnings.refuse', ({ draft }) => ({ warningId: draft, reason: '不要' })],
  ['jin', 'warnings.preflight', ({ draft }) => ({ warningId: draft })],
  ['zhilin', 'warnings.lift', ({ sent }) => ({ warningId: sent, reason: '不要' })],
  ['zhilin', 'warnings.open', ({ sent }) => ({ warningId: sent })],
  [
    'zhilin',
    'warnings.board',
    ({ sent }) => ({ warningId: sent, unitPath: linhai, missing: true }),
  ],
  ['zhilin', 'warnings.undelivered', ({ sent }) => ({ warningId: sent, unitPath: wenling })],
  ['zhilin', 'warnings.timeline', ({ sent, jiang }) => ({ warningId: sent, personId: jiang })],
  ['ye', 'warnings.acknowledge', ({ sent }) => ({ warningId: sent })],
  ['ye', 'warnings.acknowledgeFor', ({ sent, jiang }) => ({ warningId: sent, personId: jiang })],
  [
    'zhilin',
    'warnings.acknowledgeFor',
    ({ sent, jiang }) => ({ warningId: sent, personId: jiang }),
  ],
  ['ye', 'warnings.draft', () => ({ ...text, unitPath: songmen })],
  ['ye', 'org.posts', () => ({ ...wide, unitPath: shitang })],
  ['ye', 'org.people', () => ({ unitPath: liruo, name: '蒋' })],
  ['ye', 'org.phone', ({ jiang }) => ({ personId: jiang, reason: '看一看' })],
  [
    'zhilin',
    'org.assign',
    ({ jiang }) => ({ ...seat, unitPath: linhai, kind: 'dutyOfficer', personId: jiang }),
  ],
  ['ye', 'org.assign', () => ({ ...seat, unitPath: liruo })],
  ['jin', 'org.verify', ({ post }) => ({ postId: post })],
  ['ye', 'org.importPosts', () => ({ unitPath: liruo, file: 'AAAA' })],
  ['ye', 'org.postsTemplate', () => ({ unitPath: liruo })],
  ['ye', 'checklists.open', ({ list }) => ({ checklistId: list, item: 'task' })],
  [
    'ye',
    'checklists.submit',
    ({ list }) => ({ checklistId: list, item: 'task', answers: { n: 1 }, revision: 0 }),
  ],
  ['zhilin', 'checklists.trail', ({ list }) => ({ checklistId: list, item: 'task' })],
  [
    'zhilin',
    'checklists.review',
    ({ list }) => ({ checklistId: list, item: 'task', revision: 1, passed: true, reason: '' }),
  ],
  ['zhilin', 'checklists.issue', () => ({ ...task, units: [wenling] })],
  ['zhilin', 'checklists.issue', () => ({ ...task, units: [linhai, shitang] })],
  ['zhilin', 'checklists.preview', () => ({ ...task, units: [city] })],
  [
    'zhilin',
    'checklists.summary',
    () => ({ ...month, unitPath: wenling, template: 'monthlyOffice' }),
  ],
  ['ye', 'checklists.lists', () => ({ unitPath: liruo, period: null })],
  ['zhilin', 'checklists.waiting', () => ({ unitPath: shitang, after: null })],
  ['ye', 'files.link', ({ file }) => ({ id: file })],
  ['zhilin', 'files.link', ({ file }) => ({ id: file })],
  ['ye', 'session.end', ({ jiang }) => ({ personId: jiang })],
  ['ye', 'delivery.quota', () => ({ unitPath: wenling })],
  ['zhilin', 'org.units', () => ({ unitPath: `${wenling}/../331082` })],
  ['zhilin', 'org.units', () => ({ unitPath: '3310/33108' })],
  ['zhilin', 'org.units', () => ({ unitPath: `${linhai}/` })],
]

/** Words that every object knows, moments without a year, texts that fit nowhere: each has its sentence. */
export const odd: Attempt[] = [
  ['lin', 'warnings.draft', () => ({ ...text, unitPath: wenling, hazard: 'constructor' })],
  ['lin', 'warnings.draft', () => ({ ...text, unitPath: wenling, color: 'constructor' })],
  [
    'lin',
    'warnings.draft',
    () => ({ ...text, unitPath: wenling, audience: { units: [wenling], posts: ['toString'] } }),
  ],
  [
    'lin',
    'warnings.draft',
    () => ({
      ...text,
      unitPath: wenling,
      audience: { units: [wenling], posts: ['villageHead'] },
      validUntil: '9999-12-31T23:59:59-12:00',
    }),
  ],
  [
    'lin',
    'warnings.draft',
    () => ({
      ...text,
      unitPath: wenling,
      audience: { units: [wenling], posts: ['villageHead'] },
      validUntil: '0000-01-01T00:00:00+12:00',
    }),
  ],
  ['lin', 'checklists.issue', () => ({ ...task, units: [wenling], dueAt: '9999-12-31T23:59:00Z' })],
  ['lin', 'checklists.issue', () => ({ ...task, units: [wenling], post: 'constructor' })],
  [
    'lin',
    'checklists.issue',
    () => ({ ...task, units: [wenling], fields: [{ kind: 'constructor', id: 'n', label: '几' }] }),
  ],
  ['lin', 'checklists.order', () => ({ units: [wenling], template: '__proto__' })],
  ['lin', 'checklists.order', () => ({ units: [wenling], template: 'constructor' })],
  ['lin', 'checklists.open', ({ list }) => ({ checklistId: list, item: 'constructor' })],
  ['lin', 'checklists.withdraw', () => ({ template: 'valueOf' })],
  ['ying', 'org.assign', () => ({ ...seat, unitPath: shitang, kind: 'constructor' })],
  ['ying', 'org.assign', () => ({ ...seat, unitPath: liruo, until: '9999-12-31T23:59:59-12:00' })],
  [
    'jiang',
    'checklists.submit',
    ({ list }) => ({
      checklistId: list,
      item: 'task',
      answers: { n: '\u0000'.repeat(60_000) },
      revision: 0,
    }),
  ],
  ['jiang', 'files.put', () => ({ id: uuid(), from: 19_999_999, size: 1, bytes: 'AAAA' })],
  ['jiang', 'files.put', () => ({ id: '../../etc/passwd', from: 0, size: 4, bytes: 'AAAA' })],
  ['jiang', 'files.lost', () => ({ id: 'constructor' })],
]
