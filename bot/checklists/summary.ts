import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { SummaryRow, checklistOperations } from '../../shared/checklist'
import type { Input, Reply } from '../../shared/operation'
import { groupBy } from '../core/groups'
import type { Ctx } from '../core/slice'
import { childWidth } from '../../shared/vocabulary'
import { unitsByPath } from '../org/units'
import { summed } from './rules'
import { below, read } from '../core/sql'

type Operations = typeof checklistOperations
type Row = {
  path: string
  period: string
  dueAt: number | string
  total: number
  done: number
  late: number
  returned: number
}

/** Done, due, late, missed and what could be expected by now, by child unit; what is counted at the unit itself comes under its own name. */
export async function summaryOf(
  ctx: Ctx,
  { unitPath, template, period, until }: Input<Operations['summary']>,
): Promise<SummaryRow[]> {
  const range = below('unit_path', [unitPath])
  const width = childWidth(unitPath)
  const rows = await read<Row>(
    ctx,
    `select substr(unit_path, 1, ${width}) path, period, due_at dueAt, sum(total) total, sum(done) done, sum(late) late, sum(returned) returned from checklist_tally
    where template = ? and period >= ? and period <= ? and ${range.sql} group by substr(unit_path, 1, ${width}), period, due_at`,
    [template, period, until ?? period, ...range.values],
  )
  const numbers = rows.map(({ path, period: of, ...row }) => ({
    path,
    period: of,
    dueAt: new Date(Number(row.dueAt)),
    total: Number(row.total),
    done: Number(row.done),
    late: Number(row.late),
    returned: Number(row.returned),
  }))
  const groups = groupBy(numbers, (row) => row.path)
  const units = await unitsByPath(ctx, groups.keys())
  return [...groups]
    .map(([path, group]) => ({
      unitPath: path,
      name: units.get(path)?.name ?? '',
      ...summed(group, ctx.now),
    }))
    .sort(mostOwed)
}
/** How often what was returned for which reason, in these periods. */
export async function reasonsOf(
  ctx: Ctx,
  { unitPath, template, period, until }: Input<Operations['reasons']>,
): Promise<Reply<Operations['reasons']>> {
  const range = below('c.unit_path', [unitPath])
  const rows = await read<{ reason: string; count: number }>(
    ctx,
    `select a.reason reason, count(*) count from checklist c join checklist_answer a on a.checklist_id = c.id and a.what = 'returned'
    where c.template = ? and c.period >= ? and c.period <= ? and ${range.sql} group by a.reason order by 2 desc, 1 limit 100`,
    [template, period, until ?? period, ...range.values],
  )
  return rows.map(({ reason, count }) => ({ reason, count: Number(count) }))
}
const owedOf = ({ due, overdue, missed }: SummaryRow) => [overdue + missed, due] as const
/** What is past its day first, then what is still to come. */
function mostOwed(one: SummaryRow, other: SummaryRow) {
  const [late, due] = owedOf(one)
  const [otherLate, otherDue] = owedOf(other)
  return otherLate - late || otherDue - due || (one.unitPath < other.unitPath ? -1 : 1)
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
  filter: Input<Operations['summary']>,
): Promise<Reply<Operations['exportSummary']>> {
  const rows = await summaryOf(ctx, filter)
  const stream = new PassThrough()
  const taken = buffer(stream)
  const workbook = new (await import('exceljs')).default.stream.xlsx.WorkbookWriter({
    stream,
    useStyles: true,
  })
  const sheet = workbook.addWorksheet('汇总')
  sheet.columns = Object.entries(heads).map(([key, header]) => ({
    key,
    header,
    width: key === 'name' ? 24 : 12,
  }))
  for (const row of rows) sheet.addRow(row).commit()
  const sum = (key: keyof typeof heads) => rows.reduce((n, row) => n + Number(row[key]), 0)
  sheet
    .addRow({
      ...Object.fromEntries(Object.keys(heads).map((key) => [key, sum(key as 'total')])),
      name: '合计',
    })
    .commit()
  await workbook.commit()
  return { file: (await taken).toString('base64') }
}
