import type { checklistOperations } from '../../shared/checklist'
import type { Input, Reply } from '../../shared/operation'
import type { Ctx } from '../core/slice'
import { readTemplate, type Lint } from './sheets'
import { sampleTemplate as sample } from './sheetWrite'
import { addVersion, sheetsNear } from './templates'

type Operations = typeof checklistOperations

/** A list by Excel: in force from now on, for the unit and all below it; or every mistake with sheet, row and column, and nothing is changed. What it asks is added to what the policy and the other lists from Excel ask there. */
export const takeTemplate =
  (lint: Lint) =>
  async (
    ctx: Ctx,
    { unitPath, file }: Input<Operations['takeTemplate']>,
  ): Promise<Reply<Operations['takeTemplate']>> => {
    const sheets = await sheetsNear(ctx, unitPath)
    const { checklists } = ctx.policy
    const templates = [
      ...checklists.templates.filter(({ name }) => !sheets.some((it) => it.name === name)),
      ...sheets,
    ]
    const { template, faults } = await readTemplate(
      Buffer.from(file, 'base64'),
      { ...ctx.policy, checklists: { ...checklists, templates } },
      lint,
    )
    if (!template || faults.length) return { template: null, version: null, faults }
    const { version } = await addVersion(ctx, template, { source: 'excel', unitPath })
    return { template, version, faults: [] }
  }
/** The empty table to fill, with drop-downs and examples. */
export const sampleTemplate = async (ctx: Ctx): Promise<Reply<Operations['sampleTemplate']>> => ({
  file: (await sample(ctx.policy)).toString('base64'),
})
