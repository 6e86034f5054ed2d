import type { Workbook, Worksheet } from 'exceljs'
import type { Unit, orgOperations } from '../../../shared/org'
import type { Input, Reply } from '../../../shared/operation'
import { depth, type UnitKind } from '../../../shared/vocabulary'
import { base64Of, newWorkbook } from '../../core/sheet'
import type { Ctx } from '../../core/slice'
import { mayAppoint } from '../rules'
import { mustFindUnit, subtreeOf } from '../units'
import { columns, type TemplateColumn as Column } from './columns'

type Org = typeof orgOperations
type Choices = Partial<Record<Column, readonly string[]>>
const listed = '选项'
const rowsToFill = 500

/** The empty table, with the posts and units of the place to choose from. */
export async function postsTemplate(
  ctx: Ctx,
  { unitPath }: Input<Org['postsTemplate']>,
): Promise<Reply<Org['postsTemplate']>> {
  await mustFindUnit(ctx, unitPath)
  const choices = choicesOf(ctx, unitPath, await subtreeOf(ctx, unitPath))
  const workbook = await newWorkbook()
  writeTable(workbook, choices)
  return { file: await base64Of(workbook) }
}

function choicesOf(ctx: Ctx, unitPath: string, units: readonly Unit[]): Choices {
  const namesOf = (kinds: readonly UnitKind[]) => [
    ...new Set(units.filter((unit) => kinds.includes(unit.kind)).map((unit) => unit.name)),
  ]
  const isCity = depth(unitPath) === 1
  return {
    township: namesOf(isCity ? ['county', 'township', 'area'] : ['township', 'area']),
    village: namesOf(['village']),
    grid: namesOf(['grid']),
    kind: titlesFor(ctx, unitPath, units),
  }
}
/** The posts that stand at one of these units, and to which the actor may appoint. */
function titlesFor(ctx: Ctx, unitPath: string, units: readonly Unit[]): string[] {
  const here = new Set(units.map((unit) => unit.kind))
  return ctx.policy.posts.posts
    .filter((kind) => kind.at.some((it) => here.has(it)))
    .filter((kind) => mayAppoint(ctx.actor, kind, unitPath))
    .map((kind) => kind.title)
}

/** All cells are text: a phone number is none to reckon with. */
function writeTable(workbook: Workbook, choices: Choices) {
  const sheet = workbook.addWorksheet('责任人名单', { views: [{ state: 'frozen', ySplit: 1 }] })
  const lists = workbook.addWorksheet(listed, { state: 'hidden' })
  const names = Object.keys(columns) as Column[]
  sheet.columns = names.map((name) => ({
    key: name,
    header: columns[name][0],
    width: 16,
    style: { numFmt: '@' },
  }))
  sheet.getRow(1).font = { bold: true }
  for (const [index, name] of names.entries()) {
    const choice = choices[name] ?? []
    if (choice.length) offer(sheet, lists, index + 1, choice)
  }
}
/** A drop-down in every row of a column, its list being the same column of the hidden sheet. */
function offer(sheet: Worksheet, lists: Worksheet, column: number, choice: readonly string[]) {
  const { letter } = sheet.getColumn(column)
  for (const [index, name] of choice.entries()) lists.getCell(index + 1, column).value = name
  for (let row = 2; row <= rowsToFill + 1; row++) {
    sheet.getCell(row, column).dataValidation = {
      type: 'list',
      allowBlank: true,
      formulae: [`${listed}!$${letter}$1:$${letter}$${choice.length}`],
    }
  }
}
