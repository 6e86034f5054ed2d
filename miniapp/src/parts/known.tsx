import type { ItemForm } from '../../../shared/checklist'
import { isAnswered } from '../../../shared/form'
import { answerWords } from '../lib/answering'
import { Box, Words } from './atoms'
import { Pictures } from './photos'

/** What the system knows and nobody has to write; with `answered`, what was handed in as well. */
export function Known({ form, answered = false }: { form: ItemForm; answered?: boolean }) {
  const used = new Set(
    form.fields.flatMap((field) =>
      'prefill' in field && typeof field.prefill === 'object' ? [field.prefill.known] : [],
    ),
  )
  const known = Object.entries(form.known).filter(
    ([name, value]) =>
      !used.has(name) &&
      (typeof value === 'number' || typeof value === 'string') &&
      /[\u4e00-\u9fff]/.test(name),
  )
  const answers = answered ? form.fields.filter((field) => isAnswered(form.answers[field.id])) : []
  return (
    <>
      {(known.length > 0 || form.count !== null) && (
        <Box className='paper'>
          <Box className='known'>
            <Words className='muted'>系统已知，不用填</Words>
          </Box>
          {form.count !== null && (
            <Box className='known'>
              <Words>{form.title}</Words>
              <Words className='known-value'>{form.count}</Words>
            </Box>
          )}
          {known.map(([name, value]) => (
            <Box key={name} className='known'>
              <Words>{name}</Words>
              <Words className='known-value'>{String(value)}</Words>
            </Box>
          ))}
        </Box>
      )}
      {answered && (
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
              <Words className='muted'>
                {form.evidence === 'confirm' && form.state !== 'open' ? '没有变化' : '还没有填'}
              </Words>
            </Box>
          )}
        </Box>
      )}
    </>
  )
}
