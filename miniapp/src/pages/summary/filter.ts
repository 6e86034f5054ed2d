import { useState } from 'react'
import type { SummaryRow } from '../../../../shared/checklist'
import type { checklistOperations } from '../../../../shared/checklistOperations'
import type { Reply } from '../../../../shared/operation'
import { periodOn } from '../../../../shared/periods'
import { dayOf, monthOf } from '../../../../shared/time'
import { desks } from '../../../../shared/vocabulary'
import { unitFor } from '../../parts/doors'
import { useLook } from '../../parts/look'
import { phone } from '../../platform/phone'

type Template = Reply<typeof checklistOperations.templates>[number]

/** What may be looked at: the highest unit that the person watches, and every list. */
export const useBase = () =>
  useLook('summary', async (client) => {
    const me = await client.session.me({})
    const templates = await client.checklists.templates({})
    return { topPath: unitFor(me, desks)?.unitPath ?? null, templates }
  })
export type Base = NonNullable<ReturnType<typeof useBase>['value']>

/** What is looked at: one list, one period, and the units below the one that was opened last. */
export function useFilter(base: Base | null, askedPath: string | undefined) {
  const start = askedPath ? [askedPath] : []
  const [opened, setOpened] = useState<string[]>(start)
  const [name, setName] = useState<string | null>(null)
  const templates = base?.templates ?? []
  const unitPath = opened.at(-1) ?? base?.topPath ?? null
  const template = templates.find((one) => one.name === name) ?? mostAsked(templates)
  return {
    templates,
    template,
    period: template && periodNow(template),
    unitPath,
    filter: template && unitPath ? filterOf(template, unitPath) : null,
    choose: setName,
    open: (row: SummaryRow) => setOpened([...opened, row.unitPath]),
    back: opened.length > start.length ? () => setOpened(opened.slice(0, -1)) : null,
  }
}
export type Filter = ReturnType<typeof useFilter>

const filterOf = (template: Template, unitPath: string) => ({
  unitPath,
  template: template.name,
  period: periodNow(template),
  until: null,
})
/** Monthly lists first, the longest of them. */
function mostAsked(templates: readonly Template[]): Template | null {
  const isMonthly = ({ every }: Template) => Number(every === 'month')
  const inOrder = [...templates].sort(
    (one, other) => isMonthly(other) - isMonthly(one) || other.items - one.items,
  )
  return inOrder[0] ?? null
}
/** The period that runs now; what is ordered is looked at by the month. */
function periodNow({ every }: Template): string {
  const now = phone.now()
  return periodOn(every, dayOf(now)) ?? monthOf(now)
}
