import type { ItemForm } from '../../../shared/checklist'
import { isAnswered, type Complaint, type Field } from '../../../shared/form'
import { own } from '../../../shared/own'
import { answerOf, answerWords, hasBefore, keepLast, type Sheet } from '../lib/answering'
import { Box } from './atoms'
import { Control, Pick as Choice, after, type Next } from './controls'
import { Optional } from './optional'

type Props = {
  form: ItemForm
  field: Field
  sheet: Sheet
  complaints: readonly Complaint[]
  strict: boolean
  change: (next: (sheet: Sheet) => Sheet) => void
}

/**
 * One question: last month's answer in a well first, then 没有变化 or 有变化; what is wrong stands under
 * it.
 */
export function Question({ form, field, sheet, complaints, strict, change }: Props) {
  const before = hasBefore(form, field)
  const isOpen = !before || own(sheet.decided, field.id) === 'changed'
  const told = complaints.filter((complaint) => complaint.kind === 'wrong' || strict)
  return (
    <Box className={told.length ? 'field wrong' : 'field'} id={`field-${field.id}`}>
      <Box className='field-label'>
        {field.label}
        {mayStayEmpty(field) && <Optional />}
      </Box>
      {field.help && <Box className='field-help'>{field.help}</Box>}
      {'reason' in field && <Box className='field-help'>{field.reason}</Box>}
      {before && <LastTime form={form} field={field} sheet={sheet} change={change} />}
      {field.kind === 'computed' && (
        <Computed field={field} value={answerOf(sheet.answers, field)} />
      )}
      {isOpen && <Answer form={form} field={field} sheet={sheet} change={change} />}
      {told.map(({ message }) => (
        <Box key={message} className='field-wrong'>
          {message}
        </Box>
      ))}
    </Box>
  )
}
const mayStayEmpty = (field: Field) => 'required' in field && field.required === false

type Pen = Pick<Props, 'form' | 'field' | 'sheet' | 'change'>

/** Last month's answer, and whether it still holds. */
function LastTime({ form, field, sheet, change }: Pen) {
  const decided = own(sheet.decided, field.id)
  const last = answerOf(form.last, field)
  const open = (now: Sheet): Sheet => ({
    ...now,
    answers: { ...now.answers, [field.id]: answerOf(now.answers, field) ?? last },
    decided: { ...now.decided, [field.id]: 'changed' },
  })
  return (
    <>
      <Box className='well'>上次：{answerWords(field, last)}</Box>
      <Box className='two'>
        <Choice
          id={`${field.id}-same`}
          on={decided === 'same'}
          onTap={() => change((now) => keepLast(form, now, [field.id]))}
        >
          没有变化
        </Choice>
        <Choice id={`${field.id}-changed`} on={decided === 'changed'} onTap={() => change(open)}>
          有变化
        </Choice>
      </Box>
    </>
  )
}

function Answer({ form, field, sheet, change }: Pen) {
  const set = (next: Next) =>
    change((now) => ({
      ...now,
      answers: { ...now.answers, [field.id]: after(next, answerOf(now.answers, field)) },
    }))
  return (
    <Control
      field={field}
      id={`answer-${field.id}`}
      value={answerOf(sheet.answers, field)}
      today={form.today}
      set={set}
    />
  )
}

const Computed = ({ field, value }: { field: Field; value: unknown }) => (
  <Box className='well'>{isAnswered(value) ? answerWords(field, value) : '填了上面的就算出来'}</Box>
)
