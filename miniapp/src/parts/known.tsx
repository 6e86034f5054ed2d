import type { ItemForm } from '../../../shared/checklist'
import { isAnswered } from '../../../shared/form'
import { answerOf, answerWords } from '../lib/answering'
import { Box, Words } from './atoms'
import { Pictures } from './photos'

type Props = { form: ItemForm }

/** What the system knows and nobody has to write. */
export function Known({ form }: Props) {
  const used = usedBy(form)
  const known = Object.entries(form.known).filter(
    ([name, value]) => !used.has(name) && isForPeople(name, value),
  )
  if (!known.length && form.count === null) return null
  return (
    <Box className='paper'>
      <Box className='known'>
        <Words className='muted'>系统已知，不用填</Words>
      </Box>
      {form.count !== null && <Fact name={form.title} value={form.count} />}
      {known.map(([name, value]) => (
        <Fact key={name} name={name} value={String(value)} />
      ))}
    </Box>
  )
}
/** What stands in the form as an answer is not said twice. */
const usedBy = ({ fields }: ItemForm) =>
  new Set(
    fields.flatMap((field) =>
      'prefill' in field && typeof field.prefill === 'object' ? [field.prefill.known] : [],
    ),
  )
/** What is named in Chinese is meant for people, the rest for formulas. */
const isForPeople = (name: string, value: unknown) =>
  (typeof value === 'number' || typeof value === 'string') && /[\u4e00-\u9fff]/.test(name)

const Fact = ({ name, value }: { name: string; value: string | number }) => (
  <Box className='known'>
    <Words>{name}</Words>
    <Words className='known-value'>{value}</Words>
  </Box>
)

/** What was handed in, for who may look and not write. */
export function Answered({ form }: Props) {
  const answers = form.fields.filter((field) => isAnswered(answerOf(form.answers, field)))
  const isConfirmed = form.evidence === 'confirm' && form.state !== 'open'
  return (
    <Box className='paper'>
      {answers.map((field) => (
        <Box key={field.id} className='field'>
          <Box className='field-help'>{field.label}</Box>
          <Box className='strong'>{answerWords(field, form.answers[field.id])}</Box>
          <Pictures field={field} value={form.answers[field.id]} />
        </Box>
      ))}
      {!answers.length && (
        <Box className='known'>
          <Words className='muted'>{isConfirmed ? '没有变化' : '还没有填'}</Words>
        </Box>
      )}
    </Box>
  )
}
