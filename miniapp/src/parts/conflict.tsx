import { useEffect, type ReactNode } from 'react'
import type { ItemForm } from '../../../shared/checklist'
import { filesIn, isAnswered, type Answers, type Field } from '../../../shared/form'
import { answerOf, answerWords } from '../lib/answering'
import type { Job } from '../lib/jobs'
import { phone } from '../platform/phone'
import { Box, Words } from './atoms'
import { SideButton } from './buttons'
import type { Look } from './look'
import { Screen } from './screen'

type Props = { form: ItemForm; job: Job; look: Look<ItemForm> }

/** Two answers to one item: both are shown, a human picks, nothing is overwritten before. */
export function Conflict({ form, job, look }: Props) {
  const { revision } = job.input as Submitted
  const isSeen = form.revision > revision
  const { again } = look
  useEffect(() => {
    if (!isSeen) void again()
  }, [isSeen, again])
  if (isSeen) return <TwoAnswers form={form} job={job} look={look} />
  return (
    <Screen title={form.title} side={form.unitName} look={look} problem={job.why}>
      <Box className='muted'>正在取已经交上去的那一份。您填的还在手机里，没有丢。</Box>
    </Screen>
  )
}
type Submitted = { answers: Answers; revision: number }

function TwoAnswers({ form, job, look }: Props) {
  const { answers: mine } = job.input as Submitted
  const ref = { checklistId: form.checklistId, item: form.item }
  const differing = form.fields.filter((field) =>
    differs(answerOf(mine, field), answerOf(form.answers, field)),
  )
  function takeTheirs() {
    phone.outbox.drop(job.id)
    phone.drafts.drop(ref)
    void look.again()
  }
  function takeMine() {
    phone.outbox.drop(job.id)
    const input = { ...ref, answers: mine, revision: form.revision }
    phone.queue('checklists.submit', input, form.title, filesIn(form.fields, mine))
  }
  return (
    <Screen title={form.title} side={form.unitName} wide problem={job.why}>
      <Box className='muted'>已有人先交。您填的还在手机里，没有丢。看两份，选一份。</Box>
      <Box className='sides'>
        <Side title='已经交上去的' fields={differing} answers={form.answers}>
          <SideButton onTap={takeTheirs}>用已交的</SideButton>
        </Side>
        <Side title='您填的' fields={differing} answers={mine}>
          <SideButton onTap={takeMine}>用我填的</SideButton>
        </Side>
      </Box>
    </Screen>
  )
}
const differs = (mine: unknown, theirs: unknown) =>
  JSON.stringify(mine) !== JSON.stringify(theirs) && (isAnswered(mine) || isAnswered(theirs))

type SideProps = { title: string; fields: Field[]; answers: Answers; children: ReactNode }
const Side = ({ title, fields, answers, children }: SideProps) => (
  <Box className='paper pad pairs'>
    <Words className='row-title'>{title}</Words>
    {fields.map((field) => (
      <Box key={field.id} className='well'>
        <Box className='muted'>{field.label}</Box>
        <Box className='strong'>{answerWords(field, answerOf(answers, field))}</Box>
      </Box>
    ))}
    {children}
  </Box>
)
