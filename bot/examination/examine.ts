import { IsNull } from 'typeorm'
import type { Finding } from '../../shared/examination'
import type { Ctx, Io } from '../core/slice'
import { addressesOf } from '../org/people'
import { examinationCard } from './cards'
import { ExaminationEntity, type ExaminationRow } from './entities'
import { holdExamination, saveExamination } from './store'

/**
 * Makes the next that waits; says whether there was one. Each finding is saved as it is known. One
 * that is cut off is not taken up by another instance, as what it sent would be sent again.
 */
export async function examineNext(io: Io): Promise<boolean> {
  const claimed = await io.transact((ctx) => claim(ctx, io.ports.examiner.checks))
  if (!claimed) return false
  const { row, address } = claimed
  const face = examinationCard({ examinationId: row.id, pressedAt: null })

  await io.ports.examiner.examine({ address, isSending: row.isSending, face }, (finding) =>
    io.transact((ctx) => addFinding(ctx, row, finding)),
  )
  await io.transact((ctx) => saveExamination(ctx, row, { endedAt: ctx.now }))
  return true
}

type Claimed = { row: ExaminationRow; address: string | null }
async function claim(ctx: Ctx, checks: number): Promise<Claimed | null> {
  const row = await ctx.db.findOne(ExaminationEntity, {
    where: { claimedAt: IsNull() },
    order: { startedAt: 'ASC' },
    ...ctx.locks.skip,
  })
  if (!row) return null
  await saveExamination(ctx, row, { claimedAt: ctx.now, touchedAt: ctx.now, checks })
  const addresses = await addressesOf(ctx, [row.personId])
  return { row, address: addresses.get(row.personId)?.address ?? null }
}

async function addFinding(ctx: Ctx, { personId, id }: ExaminationRow, finding: Finding) {
  const row = await holdExamination(ctx, personId)
  if (row?.id !== id) return
  await saveExamination(ctx, row, { findings: [...row.findings, finding], touchedAt: ctx.now })
}
