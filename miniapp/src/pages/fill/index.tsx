import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { ItemForm } from '../../../../shared/checklist'
import { filesOf, firstSheet, judge, keepLast, type Sheet } from '../../lib/answering'
import { isAhead, type Job } from '../../lib/outbox'
import { dayWords, dueWords, hourMinute } from '../../lib/words'
import { Box, Tap, Words, scrollTo } from '../../parts/atoms'
import { Conflict } from '../../parts/conflict'
import { goBack, goHome, goOn } from '../../parts/go'
import { Known } from '../../parts/known'
import { useLists } from '../../parts/lists'
import { useLook, useOutbox } from '../../parts/look'
import { usePen } from '../../parts/paper'
import { Question } from '../../parts/question'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'

/** 填清单: one item of a list. */
export default function FillPage() {
  const { checklistId = '', item = '' } = useRouter().params
  const ref = { checklistId, item }
  const look = useLook(`${checklistId} ${item}`, (client) => client.checklists.open(ref))
  const job = useOutbox()
    .filter(
      (it) =>
        it.operation.startsWith('checklists.') &&
        (it.input as typeof ref).checklistId === checklistId &&
        (it.input as typeof ref).item === item,
    )
    .at(-1)
  const form = look.value
  const [here, setHere] = useState<string | null>(null)
  if (!form) return <Screen title='填清单' look={look} />
  if (job?.state === 'refused' && job.code === 'checklist.conflict') {
    return <Conflict form={form} job={job} look={look} />
  }
  if (job && job.state !== 'refused' && (job.id === here || isAhead(job, form))) {
    return <Handed form={form} job={job} />
  }
  if (!form.mayAnswer) {
    return (
      <Screen title={form.title} side={form.unitName} look={look}>
        <Known form={form} answered />
      </Screen>
    )
  }
  return (
    <Sheets
      key={form.revision}
      form={form}
      look={look}
      refused={job?.state === 'refused' ? job.why : null}
      handed={(next) => {
        if (job) phone.outbox.drop(job.id)
        setHere(next.id)
      }}
    />
  )
}

type Props = {
  form: ItemForm
  look: Parameters<typeof Screen>[0]['look']
  refused: string | null
  handed: (job: Job) => void
}

/** The paper itself. Saved at every field, so that only 交上去 is ever needed. */
function Sheets({ form, look, refused, handed }: Props) {
  const ref = { checklistId: form.checklistId, item: form.item }
  const [sheet, change] = usePen<Sheet>(
    () => firstSheet(form, phone.drafts.read(ref)),
    (now) => phone.drafts.write(ref, now),
  )
  const [strict, setStrict] = useState(false)
  const state = judge(form, sheet)
  const due = dueWords(form.dueAt, phone.now())
  const owed = state.owed.length
  const first = state.owed[0]
  const wrong = state.wrong[0]
  const named =
    strict && owed
      ? `有 ${owed} 题要改：${state.shown
          .filter((field) => state.owed.includes(field.id))
          .slice(0, 2)
          .map((field) => field.label)
          .join('，')}`
      : null
  /** Where nothing is open but what last month's answer may stand for, one tap says so and hands in. */
  const kept =
    state.undecided.length > 0 && state.undecided.length === owed
      ? judge(form, keepLast(form, sheet, state.undecided))
      : null
  const stands = kept !== null && !kept.owed.length
  const submit = () => {
    if (first && !stands) {
      setStrict(true)
      scrollTo(`field-${wrong?.field ?? first}`)
      return
    }
    const { answers } = kept ?? state
    handed(
      phone.queue(
        'checklists.submit',
        { ...ref, answers: answers, revision: sheet.revision },
        form.title,
        filesOf(form.fields, answers),
      ),
    )
  }
  return (
    <Screen
      title={form.title}
      side={form.unitName}
      look={look}
      problem={named ?? refused}
      head={
        <Box className='hello owed'>
          <Words className='owed-big'>{owed ? `还差 ${owed} 题` : '都填好了'}</Words>
          <Words className={due.late ? 'miss' : 'muted'}>
            {state.asked} 题，{due.words}
          </Words>
        </Box>
      }
      foot={
        <>
          <Tap className='btn side tall' onTap={goBack}>
            存着
          </Tap>
          <Tap className='btn main' id='submit' onTap={submit}>
            {stands
              ? `${owed === state.asked ? '都' : '其余'}没有变化，交上去`
              : owed
                ? `还差 ${owed} 题`
                : '交上去'}
          </Tap>
        </>
      }
    >
      {form.reason && (
        <Box className='note'>
          <Words className='note-title'>退回补正</Words>
          <Box>{form.reason}</Box>
        </Box>
      )}
      {form.help && <Box className='muted'>{form.help}</Box>}
      <Known form={form} />
      {state.undecided.length > 1 && (
        <Tap
          className='btn side tall'
          id='all-same'
          onTap={() => change((now) => keepLast(form, now, state.undecided))}
        >
          {state.undecided.length} 题都没有变化
        </Tap>
      )}
      <Box className='paper'>
        {state.shown.map((field) => (
          <Question
            key={field.id}
            form={form}
            field={field}
            sheet={field.kind === 'computed' ? { ...sheet, answers: state.answers } : sheet}
            complaints={state.complaints.get(field.id) ?? []}
            strict={strict}
            change={change}
          />
        ))}
      </Box>
    </Screen>
  )
}

/** After 交上去: when it was handed in, and the next one. */
function Handed({ form, job }: { form: ItemForm; job: Job }) {
  const at = new Date(job.at)
  const waiting = job.state === 'waiting'
  const { look, next } = useLists()
  const isKnown = look.value !== null || look.offline || look.problem !== null
  const act = next ? (
    <Tap
      className='btn main'
      id='next'
      onTap={() => goOn('fill', { checklistId: next.checklistId, item: next.item })}
    >
      填下一项：{next.title}
    </Tap>
  ) : (
    isKnown && (
      <Tap className='btn main' id='next' onTap={goHome}>
        回今天要办
      </Tap>
    )
  )
  return (
    <Screen title={form.title} side={form.unitName} foot={act}>
      <Nothing
        title={`已交 ${dayWords(at)} ${hourMinute(at)}${waiting ? ' · 待传' : ''}`}
        words={
          waiting
            ? '记在手机里，有网自动上传'
            : job.state === 'photos'
              ? `文字已传，${job.photos.length} 张照片正在传`
              : '上级会看。退回会说哪一题、为什么。'
        }
        act={
          <Box className='seal'>
            <Box className='icon icon-tick' />
          </Box>
        }
      />
    </Screen>
  )
}
