import { moment } from '../lib/words'
import { phone } from '../platform/phone'
import { Box } from './atoms'

/** After the tap: dead, in the same place, with the time of the tap. */
export function Stamp({
  words,
  at,
  waiting,
  drill = false,
  high = false,
}: {
  words: string
  at: Date
  waiting: boolean
  drill?: boolean
  high?: boolean
}) {
  return (
    <Box
      role='status'
      className={`stamp${waiting ? ' late' : drill ? ' drill' : ''}${high ? ' high' : ''}`}
    >
      <Box className='icon icon-tick' />
      {`${words} ${moment(at, phone.now())}${waiting ? ' · 待传' : ''}`}
    </Box>
  )
}
