import type { ItemForm } from '../../../shared/checklist'
import { isAnswered, type Complaint, type Field } from '../../../shared/form'
import { answerWords, hasBefore, keepLast, type Sheet } from '../lib/answering'
import { Box, Words } from './atoms'
import { Control, Pick, after, type Next } from './controls'

type Props = {
  form: ItemForm
  field: Field
  sheet: Sheet
  complaints: readonly Complaint[]
  strict: boolean
  change: (next: (sheet: Sheet) => Sheet) => void
}

/** One question: last month's answer in a well first, then 没有变化 or 有变化; what is wrong stands under it. */
export function Question({ form, field, sheet, complaints, strict, change }: Props) {
  const before = hasBefore(form, field)
  const decided = sheet.decided[field.id]
  const value = sheet.answers[field.id]
  const set = (next: Next) =>
    change((now) => ({
      ...now,
      answers: { ...now.answers, [field.id]: after(next, now.answers[field.id]) },
    }))
  const told = complaints.filter((it) => it.kind === 'wrong' || strict)
  const open = !before || decided === 'changed'
  return (
    <Box className={told.length ? 'field wrong' : 'field'} id={`field-${field.id}`}>
      <Box className='field-label'>
        {field.label}
        {'required' in field && field.required === false && (
          <Words className='muted'>　可不填</Words>
        )}
      </Box>
      {field.help && <Box className='field-help'>{field.help}</Box>}
      {'reason' in field && <Box className='field-help'>{field.reason}</Box>}
      {before && (
        <>
          <Box className='well'>上次：{answerWords(field, form.last?.[field.id])}</Box>
          <Box className='two'>
            <Pick
              id={`${field.id}-same`}
              on={decided === 'same'}
              onTap={() => change((now) => keepLast(form, now, [field.id]))}
            >
              没有变化
            </Pick>
            <Pick
              id={`${field.id}-changed`}
              on={decided === 'changed'}
              onTap={() =>
                change((now) => ({
                  ...now,
                  answers: {
                    ...now.answers,
                    [field.id]: now.answers[field.id] ?? form.last?.[field.id],
                  },
                  decided: { ...now.decided, [field.id]: 'changed' },
                }))
              }
            >
              有变化
            </Pick>
          </Box>
        </>
      )}
      {field.kind === 'computed' ? (
        <Box className='well'>
          {isAnswered(value) ? answerWords(field, value) : '填了上面的就算出来'}
        </Box>
      ) : (
        open && (
          <Control
            field={field}
            id={`answer-${field.id}`}
            value={value}
            today={form.today}
            set={set}
          />
        )
      )}
      {told.map((it) => (
        <Box key={it.message} className='field-wrong'>
          {it.message}
        </Box>
      ))}
    </Box>
  )
}
