import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { SummaryRow } from '../../../../shared/checklist'
import { Box, Tap, Words } from '../../parts/atoms'
import { Pick } from '../../parts/controls'
import { unitFor, watchers } from '../../parts/doors'
import { useDeed, useLook } from '../../parts/look'
import { RowWords, Sub } from '../../parts/row'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'

/** 汇总: who has handed in, who owes; a table on a desktop, to Excel exactly as it is filtered. */
export default function SummaryPage() {
  const { unitPath: asked } = useRouter().params
  const [path, setPath] = useState<string[]>(asked ? [asked] : [])
  const [name, setName] = useState<string | null>(null)
  const [choosing, setChoosing] = useState(false)
  const base = useLook('summary', async (client) => ({
    me: await client.session.me({}),
    templates: await client.checklists.templates({}),
  }))
  const top = base.value && unitFor(base.value.me, watchers)?.unitPath
  const unitPath = path.at(-1) ?? top ?? null
  const template =
    base.value?.templates.find((it) => it.name === name) ??
    [...(base.value?.templates ?? [])].sort(
      (one, other) =>
        Number(other.every === 'month') - Number(one.every === 'month') || other.items - one.items,
    )[0] ??
    null
  const period = template && periodOf(template.every, phone.now())
  const filter =
    unitPath && template && period
      ? { unitPath, template: template.name, period, until: null }
      : null
  const look = useLook(JSON.stringify(filter), (client) =>
    filter ? client.checklists.summary(filter) : Promise.resolve([] as SummaryRow[]),
  )
  const deed = useDeed()
  const rows = [...(look.value ?? [])].sort((one, other) => owedOf(other) - owedOf(one))
  const total = rows.reduce((sum, row) => sum + owedOf(row), 0)
  const exported = () =>
    void deed.run(async () => {
      const { file } = await phone.client.checklists.exportSummary(filter!)
      if (!phone.bridge.save(`汇总 ${template!.title} ${period!}.xlsx`, file)) {
        throw new Error('手机上存不了表格，请在电脑上导出')
      }
    })
  if (base.value && !unitPath) {
    return (
      <Screen title='汇总'>
        <Nothing title='这一页给管清单的人看' words='您的岗位不用看汇总。' />
      </Screen>
    )
  }
  return (
    <Screen
      title='汇总'
      look={base}
      wide
      problem={look.problem ?? deed.problem}
      side={period ?? undefined}
      head={
        base.value && (
          <Box className='hello owed'>
            <Words className='owed-big'>
              {template?.title ?? ''}，
              {total ? <Words className='lack'>还差 {total} 项</Words> : '都交了'}
            </Words>
          </Box>
        )
      }
      foot={
        <Tap className='btn main' disabled={deed.busy || !filter} onTap={exported}>
          导出表格
        </Tap>
      }
    >
      <Box className='acts'>
        {path.length > (asked ? 1 : 0) && (
          <Tap className='btn side' onTap={() => setPath(path.slice(0, -1))}>
            回上一级
          </Tap>
        )}
        <Tap className='btn side' onTap={() => setChoosing(!choosing)}>
          换一张清单
        </Tap>
      </Box>
      {choosing && (
        <Box className='paper pad pairs'>
          {base.value?.templates.map((it) => (
            <Pick
              key={it.name}
              on={it.name === template?.name}
              onTap={() => {
                setName(it.name)
                setChoosing(false)
              }}
            >
              {it.title}
            </Pick>
          ))}
        </Box>
      )}
      <Table rows={rows} open={(row) => setPath([...path, row.unitPath])} />
      {look.value && !rows.length && <Nothing title='这张清单还没有发到这里' />}
    </Screen>
  )
}
const owedOf = ({ due, overdue, missed }: SummaryRow) => due + overdue + missed

const Table = ({
  rows,
  open,
}: {
  rows: readonly SummaryRow[]
  open: (row: SummaryRow) => void
}) => (
  <Box className='paper table'>
    {rows.length > 0 && (
      <Box className='table-head grid summary-grid'>
        <Words>单位</Words>
        {['应交', '已交', '迟交', '未到期', '过期', '漏交', '还差'].map((it) => (
          <Words key={it} className='grid-number'>
            {it}
          </Words>
        ))}
      </Box>
    )}
    {rows.map((row) => (
      <Tap key={row.unitPath} className='row summary-grid' onTap={() => open(row)}>
        <RowWords title={row.name}>
          <Box className='phone-only'>
            <Sub>
              应交 {row.total}，已交 {row.done}
              {row.late ? `（迟交 ${row.late}）` : ''}
              {row.returned ? `，退回 ${row.returned}` : ''}
            </Sub>
          </Box>
        </RowWords>
        {[row.total, row.done, row.late, row.due, row.overdue, row.missed].map((value, index) => (
          <Box key={index} className='desk grid-number'>
            {value}
          </Box>
        ))}
        <Box className='row-end'>
          {owedOf(row) ? (
            <Words className={row.overdue + row.missed ? 'lack' : 'strong'}>
              还差 {owedOf(row)} 项
            </Words>
          ) : (
            <Words className='all'>都交了</Words>
          )}
        </Box>
      </Tap>
    ))}
  </Box>
)

/** The period that runs now. */
function periodOf(every: string, now: Date): string {
  const local = new Date(now.getTime() + 8 * 3_600_000)
  const year = local.getUTCFullYear()
  const month = local.getUTCMonth() + 1
  if (every === 'year') return String(year)
  if (every === 'quarter') return `${year}-Q${Math.ceil(month / 3)}`
  return every === 'week' ? weekOf(local) : `${year}-${String(month).padStart(2, '0')}`
}
/** ISO week: the one that holds the year's first Thursday is the first. */
function weekOf(local: Date): string {
  const day = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()))
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7))
  return `${day.getUTCFullYear()}-W${String(Math.ceil(((day.getTime() - Date.UTC(day.getUTCFullYear(), 0, 1)) / 86_400_000 + 1) / 7)).padStart(2, '0')}`
}
