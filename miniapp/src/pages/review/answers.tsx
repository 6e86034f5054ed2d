import { useState } from 'react'
import type { ItemForm } from '../../../../shared/checklist'
import { isAnswered, type Field } from '../../../../shared/form'
import { momentWords } from '../../../../shared/time'
import { answerOf, answerWords } from '../../lib/answering'
import { Box, Tap, Words } from '../../parts/atoms'
import { Icon } from '../../parts/icon'
import { Pictures } from '../../parts/photos'
import { phone } from '../../platform/phone'
import type { Waiting } from './waiting'

/** What differs from last time is open; the rest is one line, which opens. */
export function Answers({ form, waiting }: { form: ItemForm; waiting: Waiting }) {
  const [showsAll, setShowsAll] = useState(false)
  const answered = form.fields.filter((field) => isAnswered(answerOf(form.answers, field)))
  const fresh = answered.filter((field) => !isSame(form, field))
  const same = answered.length - fresh.length
  return (
    <Box className='paper'>
      <Box className='field'>
        <Box className='row-title'>
          {waiting.unitName}：{form.title}
        </Box>
        <Box className='muted'>
          {waiting.by} {momentWords(waiting.at, phone.now())} 交
        </Box>
      </Box>
      {(showsAll ? answered : fresh).map((field) => (
        <Answer key={field.id} form={form} field={field} />
      ))}
      {!showsAll && same > 0 && (
        <Tap className='row' onTap={() => setShowsAll(true)}>
          <Words className='row-main'>和上次一样的 {same} 题</Words>
          <Icon name='open' />
        </Tap>
      )}
      {!answered.length && <Box className='field muted'>没有变化</Box>}
    </Box>
  )
}
const isSame = ({ last, answers }: ItemForm, field: Field) =>
  last !== null &&
  JSON.stringify(answerOf(last, field)) === JSON.stringify(answerOf(answers, field))

function Answer({ form, field }: { form: ItemForm; field: Field }) {
  const answer = answerOf(form.answers, field)
  const before = answerOf(form.last, field)
  const hasChanged = isAnswered(before) && !isSame(form, field)
  return (
    <Box className='field'>
      <Box className='field-help'>{field.label}</Box>
      <Box className='strong'>{answerWords(field, answer)}</Box>
      {hasChanged && <Box className='muted'>上次：{answerWords(field, before)}</Box>}
      <Pictures field={field} value={answer} />
    </Box>
  )
}
