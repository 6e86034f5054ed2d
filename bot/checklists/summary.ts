import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { SummaryRow } from '../../shared/checklist'
import type { checklistOperations } from '../../shared/checklistOperations'
import type { Input, Reply } from '../../shared/operation'
import { childWidth } from '../../shared/vocabulary'
import { groupBy } from '../core/groups'
import type { Ctx } from '../core/slice'
import { below, read } from '../core/sql'
import { unitsByPath } from '../org/units'
import { summed } from './rules'

type Operations = typeof checklistOperations
type Filter = Input<Operations['summary']>
type Row = {
  path: string
  period: string
  dueAt: number | string
  total: number
  done: number
  late: number
  returned: number
}

/**
 * Done, due, late, missed and what could be expected by now, by child unit; what is counted at the
 * unit itself comes under its own name.
 */
export async function summary(ctx: Ctx, filter: Filter): Promise<SummaryRow[]> {
  const children = groupBy(await countsBelow(ctx, filter), (row) => row.path)
  const units = await unitsByPath(ctx, children.keys())
  const rows = [...children].map(([unitPath, counts]) => ({
    unitPath,
    name: units.get(unitPath)?.name ?? '',
    ...summed(counts, ctx.now),
  }))
  return rows.sort(mostOwed)
}
async function countsBelow(ctx: Ctx, { unitPath, template, period, until }: Filter) {
  const range = below('unit_path', [unitPath])
  const child = `substr(unit_path, 1, ${childWidth(unitPath)})`
  const rows = await read<Row>(
    ctx,
    `select ${child} path, period, due_at dueAt,
      sum(total) total, sum(done) done, sum(late) late, sum(returned) returned
    from checklist_tally
    where template = ?
      and period >= ? and period <= ?
      and ${range.sql}
    group by ${child}, period, due_at`,
    [template, period, until ?? period, ...range.values],
  )
  return rows.map((row) => ({
    path: row.path,
    period: row.period,
    dueAt: new Date(Number(row.dueAt)),
    total: Number(row.total),
    done: Number(row.done),
    late: Number(row.late),
    returned: Number(row.returned),
  }))
}
/** What is past its day first, then what is still to come. */
function mostOwed(one: SummaryRow, other: SummaryRow): number {
  const pastDay = ({ overdue, missed }: SummaryRow) => overdue + missed
  const byUnit = one.unitPath < other.unitPath ? -1 : 1
  return pastDay(other) - pastDay(one) || other.due - one.due || byUnit
}

/** How often what was returned for which reason, in these periods. */
export async function reasons(
  ctx: Ctx,
  { unitPath, template, period, until }: Input<Operations['reasons']>,
): Promise<Reply<Operations['reasons']>> {
  const range = below('c.unit_path', [unitPath])
  const rows = await read<{ reason: string; count: number }>(
    ctx,
    `select a.reason reason, count(*) count
    from checklist c
    join checklist_answer a on a.checklist_id = c.id and a.what = 'returned'
    where c.template = ?
      and c.period >= ? and c.period <= ?
      and ${range.sql}
    group by a.reason
    order by 2 desc, 1
    limit 100`,
    [template, period, until ?? period, ...range.values],
  )
  return rows.map(({ reason, count }) => ({ reason, count: Number(count) }))
}

const heads = {
  name: '单位',
  total: '应填',
  done: '已填',
  late: '其中迟交',
  due: '期限内未填',
  overdue: '过期未填',
  missed: '没有交',
  expected: '到今天应填',
  returned: '退回未改',
} as const
/** The same rows as a sheet, exactly as filtered. */
export async function exportSummary(
  ctx: Ctx,
  filter: Filter,
): Promise<Reply<Operations['exportSummary']>> {
  const rows = await summary(ctx, filter)
  const stream = new PassThrough()
  const bytes = buffer(stream)
  const { default: excel } = await import('exceljs')
  const workbook = new excel.stream.xlsx.WorkbookWriter({ stream, useStyles: true })
  const sheet = workbook.addWorksheet('汇总')
  sheet.columns = Object.entries(heads).map(([key, header]) => ({
    key,
    header,
    width: key === 'name' ? 24 : 12,
  }))
  for (const row of [...rows, totalOf(rows)]) sheet.addRow(row).commit()
  await workbook.commit()
  return { file: (await bytes).toString('base64') }
}
function totalOf(rows: readonly SummaryRow[]): Omit<SummaryRow, 'unitPath'> {
  const sum = (key: Exclude<keyof typeof heads, 'name'>) =>
    rows.reduce((total, row) => total + row[key], 0)
  return {
    name: '合计',
    total: sum('total'),
    done: sum('done'),
    late: sum('late'),
    due: sum('due'),
    overdue: sum('overdue'),
    missed: sum('missed'),
    expected: sum('expected'),
    returned: sum('returned'),
  }
}
