import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { SummaryRow } from '../../../../shared/checklist'
import { Box, Tap, Words } from '../../parts/atoms'
import { MainButton } from '../../parts/buttons'
import { Pick } from '../../parts/controls'
import { useDeed, useLook } from '../../parts/look'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'
import { useBase, useFilter, type Filter } from './filter'
import { Table, owedOf } from './table'

/** 汇总: who has handed in, who owes; a table on a desktop, to Excel exactly as it is filtered. */
export default function SummaryPage() {
  const { unitPath: askedPath } = useRouter().params
  const base = useBase()
  const chosen = useFilter(base.value, askedPath)
  const rows = useRows(chosen.filter)
  const deed = useDeed()
  if (base.value && !chosen.unitPath) return <NotTheirs />
  return (
    <Screen
      title='汇总'
      look={base}
      wide
      problem={rows.problem ?? deed.problem}
      side={chosen.period ?? undefined}
      head={base.value && <Head title={chosen.template?.title ?? ''} rows={rows.sorted} />}
      foot={
        <MainButton
          busy={deed.busy || !chosen.filter}
          onTap={() => void deed.run(() => exportTable(chosen))}
        >
          导出表格
        </MainButton>
      }
    >
      <Choosing chosen={chosen} />
      <Table rows={rows.sorted} open={chosen.open} />
      {rows.isEmpty && <Nothing title='这张清单还没有发到这里' />}
    </Screen>
  )
}

/** What the service counts for the filter; the unit that owes most stands first. */
function useRows(filter: Filter['filter']) {
  const look = useLook(JSON.stringify(filter), (client) =>
    filter ? client.checklists.summary(filter) : Promise.resolve<SummaryRow[]>([]),
  )
  const sorted = [...(look.value ?? [])].sort((one, other) => owedOf(other) - owedOf(one))
  return { sorted, problem: look.problem, isEmpty: look.value?.length === 0 }
}

async function exportTable({ filter, template, period }: Filter) {
  const { file } = await phone.client.checklists.exportSummary(filter!)
  const isSaved = phone.bridge.save(`汇总 ${template!.title} ${period!}.xlsx`, file)
  if (!isSaved) throw new Error('手机上存不了表格，请在电脑上导出')
}

const NotTheirs = () => (
  <Screen title='汇总'>
    <Nothing title='这一页给管清单的人看' words='您的岗位不用看汇总。' />
  </Screen>
)

function Head({ title, rows }: { title: string; rows: readonly SummaryRow[] }) {
  const owed = rows.reduce((sum, row) => sum + owedOf(row), 0)
  return (
    <Box className='hello owed'>
      <Words className='owed-big'>
        {title}，{owed ? <Words className='lack'>还差 {owed} 项</Words> : '都交了'}
      </Words>
    </Box>
  )
}

/** The way up again, and another list. */
function Choosing({ chosen }: { chosen: Filter }) {
  const [isOpen, setOpen] = useState(false)
  const { templates, template, back, choose } = chosen
  function takeTemplate(name: string) {
    choose(name)
    setOpen(false)
  }
  return (
    <>
      <Box className='acts'>
        {back && (
          <Tap className='btn side' onTap={back}>
            回上一级
          </Tap>
        )}
        <Tap className='btn side' onTap={() => setOpen(!isOpen)}>
          换一张清单
        </Tap>
      </Box>
      {isOpen && (
        <Box className='paper pad pairs'>
          {templates.map(({ name, title }) => (
            <Pick key={name} on={name === template?.name} onTap={() => takeTemplate(name)}>
              {title}
            </Pick>
          ))}
        </Box>
      )}
    </>
  )
}
