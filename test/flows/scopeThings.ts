import {
  ChecklistEntity,
  QuestionEntity,
  TemplateEntity,
  questionId,
} from '../../bot/checklists/entities'
import { uuid } from '../../bot/core/ids'
import { FileEntity, UseEntity } from '../../bot/evidence/entities'
import { ExaminationEntity } from '../../bot/examination/entities'
import { PersonEntity, PostEntity, CoverEntity } from '../../bot/org/entities'
import { ReceiptEntity, WarningEntity } from '../../bot/warnings/entities'
import type { Role } from '../../shared/vocabulary'
import type { WarningText } from '../../shared/warning'
import { type World } from '../support/world'

import { at, later, nobody, own, text, type Things } from './scopeInputs'
import { giveLists } from '../../bot/checklists/giveLists'
export async function people(world: World, role: Role) {
  const personId = uuid()
  await world.app.io.transact(async (ctx) => {
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

export async function things(
  world: World,
  unitPath: string,
  state: 'draft' | 'sent',
): Promise<Things> {
  const ids = nobody()
  await world.app.io.transact(async (ctx) => {
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
      feedDigest: null,
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
    await ctx.db.insert(ExaminationEntity, {
      personId: ids.personId,
      id: ids.examinationId,
      isSending: true,
      startedAt: at,
      claimedAt: at,
      touchedAt: at,
      endedAt: at,
      pressedAt: null,
      checks: 0,
      findings: [],
    })
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
