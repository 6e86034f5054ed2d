import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { ItemForm } from '../../../../shared/checklist'
import type { ItemRef } from '../../lib/drafts'
import { isAhead, type Job } from '../../lib/jobs'
import { Conflict } from '../../parts/conflict'
import { Answered, Known } from '../../parts/known'
import { useLook, useOutbox, type Look } from '../../parts/look'
import { Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'
import { Handed } from './handed'
import { Sheets } from './sheets'

/** 填清单: one item of a list. */
export default function FillPage() {
  const { checklistId = '', item = '' } = useRouter().params
  const ref = { checklistId, item }
  const look = useLook(`${checklistId} ${item}`, (client) => client.checklists.open(ref))
  const job = useLastJob(ref)
  const [handedHere, setHandedHere] = useState<string | null>(null)
  const form = look.value
  if (!form) return <Screen title='填清单' look={look} />
  if (job && isConflict(job)) return <Conflict form={form} job={job} look={look} />
  if (job && isHandedIn(job, form, handedHere)) return <Handed form={form} job={job} />
  if (!form.mayAnswer) return <OnlyLook form={form} look={look} />
  return (
    <Sheets
      key={form.revision}
      form={form}
      look={look}
      refused={job?.state === 'refused' ? job.why : null}
      handed={(next) => {
        if (job) phone.outbox.drop(job.id)
        setHandedHere(next.id)
      }}
    />
  )
}

/** What this phone handed in last of an item. */
function useLastJob({ checklistId, item }: ItemRef): Job | undefined {
  const isAboutItem = ({ operation, input }: Job) => {
    const about = input as ItemRef
    return (
      operation.startsWith('checklists.') &&
      about.checklistId === checklistId &&
      about.item === item
    )
  }
  return useOutbox().filter(isAboutItem).at(-1)
}
/** Somebody else was first. */
const isConflict = ({ state, code }: Job) => state === 'refused' && code === 'checklist.conflict'
/** Just now, or so that the service has not said it back yet. */
const isHandedIn = (job: Job, form: ItemForm, handedHere: string | null) =>
  job.state !== 'refused' && (job.id === handedHere || isAhead(job, form))

/** Who may not answer sees what is known and what was handed in. */
const OnlyLook = ({ form, look }: { form: ItemForm; look: Look<ItemForm> }) => (
  <Screen title={form.title} side={form.unitName} look={look}>
    <Known form={form} />
    <Answered form={form} />
  </Screen>
)
