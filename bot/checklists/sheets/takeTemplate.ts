import type { checklistOperations } from '../../../shared/checklistOperations'
import type { Input, Reply } from '../../../shared/operation'
import type { Book } from '../../core/book/book'
import type { Actor, Ctx, Io } from '../../core/slice'
import { addVersion, sheetsNear } from '../versions'
import { exampleFor } from './example'
import { readTemplate, type Lint } from './read'
import { writeTemplate } from './write'

type Operations = typeof checklistOperations

/**
 * A list by Excel: in force from now on, for the unit and all below it; or every mistake with
 * sheet, row and column, and nothing is changed. What it asks is added to what the policy and the
 * other lists from Excel ask there.
 */
export const takeTemplate =
  (lint: Lint) =>
  async (
    io: Io,
    { unitPath, file }: Input<Operations['takeTemplate']>,
    actor: Actor,
  ): Promise<Reply<Operations['takeTemplate']>> => {
    const book = await io.ports.sheets.read(Buffer.from(file, 'base64'))
    return io.transact((ctx) => takeBook(ctx, unitPath, book, lint), actor)
  }
async function takeBook(
  ctx: Ctx,
  unitPath: string,
  book: Book,
  lint: Lint,
): Promise<Reply<Operations['takeTemplate']>> {
  const sheets = await sheetsNear(ctx, unitPath)
  const { checklists } = ctx.policy
  const ofPolicy = checklists.templates.filter(
    ({ name }) => !sheets.some((sheet) => sheet.name === name),
  )
  const policy = {
    ...ctx.policy,
    checklists: { ...checklists, templates: [...ofPolicy, ...sheets] },
  }
  const { template, faults } = readTemplate(book, policy, lint)
  if (!template || faults.length) return { template: null, version: null, faults }
  const { version } = await addVersion(ctx, template, { source: 'excel', unitPath })
  return { template, version, faults: [] }
}

/**
 * The empty table to fill: two examples to overwrite, and what can be chosen is chosen from a list.
 */
export async function sampleTemplate(ctx: Ctx): Promise<Reply<Operations['sampleTemplate']>> {
  const file = await writeTemplate(exampleFor(ctx.policy), ctx.policy)
  return { file: file.toString('base64') }
}
