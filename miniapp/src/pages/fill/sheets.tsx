import { useState } from 'react'
import type { ItemForm } from '../../../../shared/checklist'
import { filesIn } from '../../../../shared/form'
import { firstSheet, judge, keepLast, type Sheet } from '../../lib/answering'
import type { Job } from '../../lib/jobs'
import { dueWords } from '../../lib/words'
import { Box, Words, scrollTo } from '../../parts/atoms'
import { MainButton, SideButton } from '../../parts/buttons'
import { goBack } from '../../parts/go'
import { Known } from '../../parts/known'
import type { Look } from '../../parts/look'
import { usePen } from '../../parts/paper'
import { Question } from '../../parts/question'
import { Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'

type Props = {
  form: ItemForm
  look: Look<ItemForm>
  refused: string | null
  handed: (job: Job) => void
}
type Judged = ReturnType<typeof judge>

const refOf = ({ checklistId, item }: ItemForm) => ({ checklistId, item })

/** The paper itself. Saved at every field, so that only 交上去 is ever needed. */
export function Sheets({ form, look, refused, handed }: Props) {
  const [sheet, change] = usePen<Sheet>(
    () => firstSheet(form, phone.drafts.read(refOf(form))),
    (now) => phone.drafts.write(refOf(form), now),
  )
  const [strict, setStrict] = useState(false)
  const judged = judge(form, sheet)
  const kept = keptWhole(form, sheet, judged)

  function submit() {
    if (judged.owed.length && !kept) {
      setStrict(true)
      scrollTo(`field-${judged.wrong[0]?.field ?? judged.owed[0]!}`)
      return
    }
    const { answers } = kept ?? judged
    const input = { ...refOf(form), answers, revision: sheet.revision }
    handed(phone.queue('checklists.submit', input, form.title, filesIn(form.fields, answers)))
  }
  return (
    <Screen
      title={form.title}
      side={form.unitName}
      look={look}
      problem={(strict ? owedWords(judged) : null) ?? refused}
      head={<Head form={form} judged={judged} />}
      foot={
        <>
          <SideButton onTap={goBack}>存着</SideButton>
          <MainButton id='submit' onTap={submit}>
            {submitWords(judged, kept !== null)}
          </MainButton>
        </>
      }
    >
      {form.reason && <Returned reason={form.reason} />}
      {form.help && <Box className='muted'>{form.help}</Box>}
      <Known form={form} />
      {judged.undecided.length > 1 && (
        <SideButton
          id='all-same'
          onTap={() => change((now) => keepLast(form, now, judged.undecided))}
        >
          {judged.undecided.length} 题都没有变化
        </SideButton>
      )}
      <Box className='paper'>
        {judged.shown.map((field) => (
          <Question
            key={field.id}
            form={form}
            field={field}
            sheet={field.kind === 'computed' ? { ...sheet, answers: judged.answers } : sheet}
            complaints={judged.complaints.get(field.id) ?? []}
            strict={strict}
            change={change}
          />
        ))}
      </Box>
    </Screen>
  )
}

/**
 * Where nothing is open but what last month's answer may stand for, one tap says so and hands in;
 * else null.
 */
function keptWhole(form: ItemForm, sheet: Sheet, { undecided, owed }: Judged): Judged | null {
  const onlyUndecided = undecided.length > 0 && undecided.length === owed.length
  if (!onlyUndecided) return null
  const kept = judge(form, keepLast(form, sheet, undecided))
  return kept.owed.length ? null : kept
}

/** The first two questions to be mended, by name. */
function owedWords({ owed, shown }: Judged): string | null {
  if (!owed.length) return null
  const labels = shown.filter((field) => owed.includes(field.id)).map((field) => field.label)
  return `有 ${owed.length} 题要改：${labels.slice(0, 2).join('，')}`
}
function submitWords({ owed, asked }: Judged, stands: boolean): string {
  if (stands) return `${owed.length === asked ? '都' : '其余'}没有变化，交上去`
  return owed.length ? `还差 ${owed.length} 题` : '交上去'
}

function Head({ form, judged: { owed, asked } }: { form: ItemForm; judged: Judged }) {
  const due = dueWords(form.dueAt, phone.now())
  return (
    <Box className='hello owed'>
      <Words className='owed-big'>{owed.length ? `还差 ${owed.length} 题` : '都填好了'}</Words>
      <Words className={due.late ? 'miss' : 'muted'}>
        {asked} 题，{due.words}
      </Words>
    </Box>
  )
}

const Returned = ({ reason }: { reason: string }) => (
  <Box className='note'>
    <Words className='note-title'>退回补正</Words>
    <Box>{reason}</Box>
  </Box>
)
