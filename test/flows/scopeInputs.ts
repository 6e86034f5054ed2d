import { uuid } from '../../bot/core/ids'
import { numberOf } from '../../bot/warnings/rules'
import type { contract } from '../../shared/contract'
import { desks, type Role } from '../../shared/vocabulary'

export const county = '3310/331081'
export const own = `${county}/331081113`
/** Where the thing lies, seen from the post: at it, above it, below it, beside it. */
export const places = {
  own,
  parent: county,
  child: `${own}/331081113206`,
  sibling: `${county}/331081110`,
  lookalike: `${own}9`,
}
export const at = new Date('2026-08-12T06:00:00Z')
export const later = new Date('2027-08-12T06:00:00Z')
export const audience = (unitPath: string) => ({ units: [unitPath], posts: ['gridMember'] })
export const text = (unitPath: string) => ({
  kind: 'live',
  hazard: 'typhoon',
  color: 'orange',
  drill: false,
  todo: '转移',
  deadline: '',
  text: '',
  audience: audience(unitPath),
  validUntil: null,
})

export type Things = {
  warningId: string
  postId: string
  personId: string
  coverId: string
  checklistId: string
  template: string
  fileId: string
  examinationId: string
}
/** Ids that nobody has. */
export const nobody = (): Things => ({
  warningId: uuid(),
  postId: uuid(),
  personId: uuid(),
  coverId: uuid(),
  checklistId: uuid(),
  template: `t${uuid().replaceAll('-', '').slice(1)}`,
  fileId: uuid(),
  examinationId: uuid(),
})
type Name = {
  [S in keyof typeof contract]: `${S}.${keyof (typeof contract)[S] & string}`
}[keyof typeof contract]
export type Closed = Exclude<Name, 'session.open'>
/** How the place is called in a line of chat. */
function townOf(unitPath: string): string {
  if (unitPath === county) return '温岭市'
  if (unitPath === own) return '甲镇'
  if (unitPath.startsWith(`${own}/`)) return '甲村'
  return unitPath === places.sibling ? '乙镇' : '丙镇'
}
/**
 * One input for every operation, reaching just the unit given: an operation that is new does not
 * compile until it stands here.
 */
export const inputs: Record<Closed, (unitPath: string, things: Things) => unknown> = {
  'session.me': () => ({}),
  'session.close': () => ({}),
  'session.end': (_, { personId }) => ({ personId }),
  'org.units': (unitPath) => ({ unitPath }),
  'org.posts': (unitPath) => ({ unitPath, below: true, kind: null, vacant: false, after: null }),
  'org.assign': (unitPath) => ({
    unitPath,
    kind: 'gridMember',
    object: '',
    personId: null,
    deputyId: null,
    until: null,
  }),
  'org.verify': (_, { postId }) => ({ postId }),
  'org.cover': (_, { postId, personId }) => ({
    postId,
    personId,
    from: at.toISOString(),
    until: later.toISOString(),
  }),
  'org.endCover': (_, { coverId }) => ({ coverId }),
  'org.people': (unitPath) => ({ unitPath, name: '甲' }),
  'org.phone': (_, { personId }) => ({ personId, reason: '叫应' }),
  'org.importPosts': (unitPath) => ({ unitPath, file: '' }),
  'org.importing': () => ({}),
  'org.postsTemplate': (unitPath) => ({ unitPath }),
  'warnings.draft': (unitPath) => ({ ...text(unitPath), unitPath, replaces: null }),
  'warnings.draftByWords': (unitPath) => ({ words: `预警 台风 橙 ${townOf(unitPath)} 转移` }),
  'warnings.preflight': (_, { warningId }) => ({ warningId }),
  'warnings.reach': (unitPath) => ({ ...text(unitPath), unitPath }),
  'warnings.choices': () => ({}),
  'warnings.open': (_, { warningId }) => ({ warningId }),
  'warnings.approve': (_, { warningId }) => ({ warningId }),
  'warnings.approveByNumber': (_, { warningId }) => ({ number: numberOf(warningId) }),
  'warnings.refuse': (_, { warningId }) => ({ warningId, reason: '改一改' }),
  'warnings.acknowledge': (_, { warningId }) => ({ warningId }),
  'warnings.acknowledgeLatest': () => ({}),
  'warnings.acknowledgeFor': (_, { warningId, personId }) => ({ warningId, personId }),
  'warnings.lift': (_, { warningId }) => ({ warningId, reason: '已过境' }),
  'warnings.list': (unitPath) => ({ unitPath, drill: false }),
  'warnings.board': (unitPath, { warningId }) => ({ warningId, unitPath, missing: true }),
  'warnings.undelivered': (unitPath, { warningId }) => ({ warningId, unitPath }),
  'warnings.timeline': (_, { warningId, personId }) => ({ warningId, personId }),
  'warnings.missing': () => ({}),
  'warnings.takeFeed': () => ({ file: '' }),
  'delivery.quota': (unitPath) => ({ unitPath }),
  'checklists.lists': (unitPath) => ({ unitPath, period: null }),
  'checklists.open': (_, { checklistId }) => ({ checklistId, item: 'held' }),
  'checklists.submit': (_, { checklistId }) => ({
    checklistId,
    item: 'held',
    answers: {},
    revision: 0,
  }),
  'checklists.unchanged': (_, { checklistId }) => ({ checklistId, item: 'held', revision: 0 }),
  'checklists.waiting': (unitPath) => ({ unitPath, after: null }),
  'checklists.review': (_, { checklistId }) => ({
    checklistId,
    item: 'held',
    revision: 0,
    passed: true,
    reason: '',
  }),
  'checklists.trail': (_, { checklistId }) => ({ checklistId, item: 'held' }),
  'checklists.preview': (unitPath) => ({
    units: [unitPath],
    kinds: ['township'],
    post: 'gridMember',
  }),
  'checklists.issue': (unitPath) => ({
    units: [unitPath],
    kinds: ['city'],
    post: 'gridMember',
    title: '查一查',
    dueAt: later.toISOString(),
    fields: [],
  }),
  'checklists.order': (unitPath) => ({ units: [unitPath], template: 'none' }),
  'checklists.withdraw': (_, { template }) => ({ template }),
  'checklists.takeTemplate': (unitPath) => ({ unitPath, file: '' }),
  'checklists.sampleTemplate': (unitPath) => ({ unitPath }),
  'checklists.templates': () => ({}),
  'checklists.summary': (unitPath) => ({
    unitPath,
    template: 'monthlyOffice',
    period: '2026-08',
    until: null,
  }),
  'checklists.reasons': (unitPath) => ({
    unitPath,
    template: 'monthlyOffice',
    period: '2026-08',
    until: null,
  }),
  'checklists.exportSummary': (unitPath) => ({
    unitPath,
    template: 'monthlyOffice',
    period: '2026-08',
    until: null,
  }),
  'home.today': () => ({}),
  'examination.start': () => ({ isSending: false }),
  'examination.look': () => ({}),
  'examination.seen': (_, { examinationId }) => ({ examinationId }),
  'files.put': () => ({ id: uuid(), from: 0, size: 1, bytes: 'AA==' }),
  'files.link': (_, { fileId }) => ({ id: fileId }),
  'files.lost': () => ({ id: uuid() }),
}

/**
 * Where the action asks more than the contract: somebody else's post or phone is tended from above,
 * not from beside.
 */
const tenders: readonly Role[] = ['admin', 'office']
export const narrower: Partial<Record<Closed, readonly Role[]>> = {
  'org.verify': tenders,
  'org.cover': tenders,
  'org.endCover': tenders,
  'org.phone': desks,
  'warnings.acknowledgeFor': desks,
}
