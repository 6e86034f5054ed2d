import { plateOf } from '../lib/words'
import { Box } from './atoms'

/**
 * The square of a warning: two words, so that the colour is never the only sign. In a drill it says
 * so.
 */
export function Plate({ title, drill }: { title: string; drill: boolean }) {
  const plate = plateOf(title)
  if (!plate) return null
  return (
    <Box className={`plate ${drill ? 'drill' : plate.tone}`}>
      <Box>{drill ? '演练' : plate.top}</Box>
      <Box className='plate-word'>{plate.word}</Box>
    </Box>
  )
}
