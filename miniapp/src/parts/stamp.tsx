import { momentWords } from '../../../shared/time'
import { phone } from '../platform/phone'
import { Box } from './atoms'

type Props = { words: string; at: Date; waiting: boolean; drill?: boolean; high?: boolean }

/** After the tap: dead, in the same place, with the time of the tap. */
export const Stamp = ({ words, at, waiting, drill = false, high = false }: Props) => (
  <Box role='status' className={`stamp${toneOf(waiting, drill)}${high ? ' high' : ''}`}>
    <Box className='icon icon-tick' />
    {`${words} ${momentWords(at, phone.now())}${waiting ? ' · 待传' : ''}`}
  </Box>
)
function toneOf(waiting: boolean, drill: boolean): string {
  if (waiting) return ' late'
  return drill ? ' drill' : ''
}
