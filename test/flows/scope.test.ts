import {
  ChecklistEntity,
  QuestionEntity,
  TemplateEntity,
  questionId,
} from '../../bot/checklists/entities'
import { giveLists } from '../../bot/checklists/giveLists'
import { uuid } from '../../bot/core/ids'
import { FileEntity, UseEntity } from '../../bot/evidence/entities'
import { PersonEntity, PostEntity, UnitEntity, CoverEntity } from '../../bot/org/entities'
import { ReceiptEntity, WarningEntity } from '../../bot/warnings/entities'
import { numberOf } from '../../bot/warnings/rules'
import { contract } from '../../shared/contract'
import type { Operation } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import { Role, covers } from '../../shared/vocabulary'
import type { WarningText } from '../../shared/warning'
import { engines, world, type World } from '../support/world'

const county = '3310/331081'
const own = `${county}/331081113`
/** Where the thing lies, seen from the post: at it, above it, below it, beside it. */
const places = {
  own,
  parent: county,
  child: `${own}/331081113206`,
  sibling: `${county}/331081110`,
  lookalike: `${own}9`,
}
const at = new Date('2026-08-12T06:00:00Z')
const later = new Date('2027-08-12T06:00:00Z')
const audience = (unitPath: string) => ({ units: [unitPath], posts: ['gridMember'] })
const text = (unitPath: string) => ({
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

type Things = {
  warningId: string
  postId: string
  personId: string
  coverId: string
  checklistId: string
  template: string
  fileId: string
}
type Name = {
  [S in keyof typeof contract]: `${S}.${keyof (typeof contract)[S] & string}`
}[keyof typeof contract]
type Closed = Exclude<Name, 'session.open'>
/** One input for every operation, reaching just the unit given: an operation that is new does not compile until it stands here. */
const inputs: Record<Closed, (unitPath: string, things: Things) => unknown> = {
  'session.me': () => ({}),
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
  'org.postsTemplate': (unitPath) => ({ unitPath }),
  'warnings.draft': (unitPath) => ({ ...text(unitPath), unitPath, replaces: null }),
  'warnings.draftByWords': (unitPath) => ({
    words: `预警 台风 橙 ${unitPath === county ? '温岭市' : unitPath === own ? '甲镇' : unitPath.startsWith(own + '/') ? '甲村' : unitPath === places.sibling ? '乙镇' : '丙镇'} 转移`,
  }),
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
  'files.put': () => ({ id: uuid(), from: 0, size: 1, bytes: 'AA==' }),
  'files.link': (_, { fileId }) => ({ id: fileId }),
}

/** Where the action asks more than the contract: somebody else's post or phone is tended from above, not from beside. */
const tenders: readonly Role[] = ['admin', 'office']
const narrower: Partial<Record<Closed, readonly Role[]>> = {
  'org.verify': tenders,
  'org.cover': tenders,
  'org.endCover': tenders,
  'org.phone': ['admin', 'office', 'duty', 'approver', 'leader'],
}

async function people(it: World, role: Role) {
  const personId = uuid()
  await it.app.io.transact(async (ctx) => {
    await ctx.db.insert(PersonEntity, {
      id: personId,
      name: '查',
      directoryKey: personId,
      phoneSealed: null,
      phoneIndex: null,
      leftAt: null,
      syncedAt: null,
    })
    await ctx.db.insert(PostEntity, {
      id: uuid(),
      kind: `only${role}`,
      unitPath: own,
      object: '',
      personId,
      deputyId: null,
      since: at,
      until: null,
      verifiedAt: null,
      endedAt: null,
    })
  })
  return personId
}

async function things(it: World, unitPath: string, state: 'draft' | 'sent'): Promise<Things> {
  const ids = {
    warningId: uuid(),
    postId: uuid(),
    personId: uuid(),
    coverId: uuid(),
    checklistId: uuid(),
    template: `t${uuid().replaceAll('-', '').slice(1)}`,
    fileId: uuid(),
  }
  await it.app.io.transact(async (ctx) => {
    await ctx.db.insert(PersonEntity, {
      id: ids.personId,
      name: '甲',
      directoryKey: null,
      phoneSealed: null,
      phoneIndex: null,
      leftAt: null,
      syncedAt: null,
    })
    await ctx.db.insert(PostEntity, {
      id: ids.postId,
      kind: 'gridMember',
      unitPath,
      object: '',
      personId: ids.personId,
      deputyId: null,
      since: at,
      until: null,
      verifiedAt: null,
      endedAt: null,
    })
    await ctx.db.insert(CoverEntity, {
      id: ids.coverId,
      postId: ids.postId,
      personId: ids.personId,
      from: at,
      until: later,
      endedAt: null,
    })
    await ctx.db.insert(WarningEntity, {
      ...(text(unitPath) as unknown as WarningText),
      id: ids.warningId,
      unitPath,
      issuer: '甲',
      state,
      ladder: [],
      source: 'app',
      feedId: null,
      feedRoot: null,
      replaces: null,
      draftedBy: ids.personId,
      draftedAt: at,
      approvedBy: null,
      approvedAt: null,
      sentAt: state === 'sent' ? at : null,
      endedBy: null,
      endedAt: null,
      reason: null,
      replacedBy: null,
      counted: 0,
      countedAt: null,
    })
    await ctx.db.insert(TemplateEntity, {
      name: ids.template,
      version: 1,
      title: '清单',
      at: ['township'],
      every: 'once',
      reviewed: true,
      source: 'task',
      unitPath,
      digest: '',
      takenBy: 'x',
      takenAt: at,
      withdrawnAt: null,
    })
    const held = {
      name: 'held',
      title: '开会了没有',
      post: 'gridMember',
      evidence: 'confirm' as const,
      due: 5,
      fields: [],
    }
    await ctx.db.insert(QuestionEntity, {
      id: questionId({ template: ids.template, version: 1 }, 'held'),
      template: ids.template,
      version: 1,
      item: 'held',
      place: 0,
      body: held,
    })
    await giveLists(
      ctx,
      { name: ids.template, version: 1, title: '清单', every: 'once', reviewed: true },
      {
        questions: await ctx.db.findBy(QuestionEntity, { template: ids.template }),
        period: 'once',
        units: [{ path: unitPath, kind: 'village' }],
        dueAt: later,
      },
    )
    ids.checklistId = (await ctx.db.findOneBy(ChecklistEntity, { template: ids.template }))!.id
    await ctx.db.insert(FileEntity, {
      id: ids.fileId,
      personId: ids.personId,
      size: 1,
      at,
      wholeAt: at,
    })
    await ctx.db.insert(UseEntity, { fileId: ids.fileId, unitPath, byId: ids.personId })
    await ctx.db.insert(ReceiptEntity, {
      warningId: ids.warningId,
      personId: ids.personId,
      unitPath,
      postKind: 'gridMember',
      postId: ids.postId,
      step: 0,
      dueAt: null,
      acknowledgedAt: null,
      byId: null,
      via: null,
    })
  })
  return ids
}

/** Every operation × role × place: refused exactly where the contract says, by whatever way it is asked. */
describe.each(engines)('scope on %s', (engine) => {
  let it: World
  const holders = new Map<Role, string>()
  beforeAll(async () => {
    it = await world(engine, {
      listen: false,
      policy: (policy) => ({
        ...policy,
        posts: {
          ...policy.posts,
          posts: [
            ...policy.posts.posts,
            ...Role.options.map((role) => ({
              name: `only${role}`,
              title: `仅${role}`,
              at: ['township' as const],
              roles: [role],
              mandatory: false,
              superiors: [],
              aliases: [],
            })),
          ],
        },
      }),
    })
    await it.app.io.transact(async (ctx) => {
      const named = {
        '3310': '台州市',
        [county]: '温岭市',
        [own]: '甲镇',
        [places.child]: '甲村',
        [places.sibling]: '乙镇',
        [places.lookalike]: '丙镇',
      }
      for (const [path, name] of Object.entries(named)) {
        await ctx.db.insert(UnitEntity, { path, kind: 'township', name, endedAt: null })
      }
    })
    for (const role of Role.options) holders.set(role, await people(it, role))
  })
  afterAll(() => it.close())

  const operations = Object.entries(contract).flatMap(([slice, all]) =>
    Object.entries(all as Record<string, Operation>).map(
      ([name, operation]) => [`${slice}.${name}`, operation] as const,
    ),
  )
  test.each(operations.filter(([, { scope }]) => scope !== 'open'))(
    '%s',
    async (name, operation) => {
      for (const role of Role.options) {
        for (const [place, unitPath] of Object.entries(places)) {
          const ids = await things(
            it,
            unitPath,
            name.startsWith('warnings.acknowledge') ? 'sent' : 'draft',
          )
          const outcome = await it.app.calls
            .call({
              name,
              personId: holders.get(role)!,
              way: 'app',
              input: inputs[name as Closed](unitPath, ids),
              id: null,
            })
            .then(
              () => 'allowed',
              (error: unknown) => {
                if (error instanceof Problem) {
                  return error.code === 'access.forbidden' ? 'refused' : 'allowed'
                }
                throw error
              },
            )
          const reaches =
            operation.scope === 'self' || name === 'warnings.takeFeed' || covers(own, unitPath)
          expect(`${role} ${place}: ${outcome}`).toBe(
            `${role} ${place}: ${(narrower[name as Closed] ?? operation.roles).includes(role) && reaches ? 'allowed' : 'refused'}`,
          )
        }
      }
    },
  )
})
