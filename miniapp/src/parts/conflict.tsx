import { useEffect } from 'react'
import type { ItemForm } from '../../../shared/checklist'
import { isAnswered, type Answers } from '../../../shared/form'
import { answerWords, filesOf } from '../lib/answering'
import type { Job } from '../lib/outbox'
import { phone } from '../platform/phone'
import { Box, Tap, Words } from './atoms'
import type { Look } from './look'
import { Screen } from './screen'

/** Two answers to one item: both are shown, a human picks, nothing is overwritten before. */
export function Conflict({ form, job, look }: { form: ItemForm; job: Job; look: Look<ItemForm> }) {
  const { answers: mine, revision } = job.input as { answers: Answers; revision: number }
  const ref = { checklistId: form.checklistId, item: form.item }
  const isSeen = form.revision > revision
  const { again } = look
  useEffect(() => {
    if (!isSeen) void again()
  }, [isSeen, again])
  if (!isSeen) {
    return (
      <Screen title={form.title} side={form.unitName} look={look} problem={job.why}>
        <Box className='muted'>正在取已经交上去的那一份。您填的还在手机里，没有丢。</Box>
      </Screen>
    )
  }
  const differing = form.fields.filter(
    (field) =>
      JSON.stringify(mine[field.id]) !== JSON.stringify(form.answers[field.id]) &&
      (isAnswered(mine[field.id]) || isAnswered(form.answers[field.id])),
  )
  const takeTheirs = () => {
    phone.outbox.drop(job.id)
    phone.drafts.drop(ref)
    void again()
  }
  const takeMine = () => {
    phone.outbox.drop(job.id)
    phone.queue(
      'checklists.submit',
      { ...ref, answers: mine, revision: form.revision },
      form.title,
      filesOf(form.fields, mine),
    )
  }
  const side = (title: string, answers: Answers, button: string, take: () => void) => (
    <Box className='paper pad pairs'>
      <Words className='row-title'>{title}</Words>
      {differing.map((field) => (
        <Box key={field.id} className='well'>
          <Box className='muted'>{field.label}</Box>
          <Box className='strong'>{answerWords(field, answers[field.id])}</Box>
        </Box>
      ))}
      <Tap className='btn side tall' onTap={take}>
        {button}
      </Tap>
    </Box>
  )
  return (
    <Screen title={form.title} side={form.unitName} wide problem={job.why}>
      <Box className='muted'>已有人先交。您填的还在手机里，没有丢。看两份，选一份。</Box>
      <Box className='sides'>
        {side('已经交上去的', form.answers, '用已交的', takeTheirs)}
        {side('您填的', mine, '用我填的', takeMine)}
      </Box>
    </Screen>
  )
}
