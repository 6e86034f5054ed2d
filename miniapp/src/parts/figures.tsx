import { counted } from '../lib/words'
import { Box, Words } from './atoms'

/** Large numbers in a row, each under its name: what a button will set going. */
export const Figures = ({ figures }: { figures: readonly (readonly [string, number])[] }) => (
  <Box className='paper pad fore'>
    {figures.map(([name, value]) => (
      <Box key={name} className='fore-part'>
        {name}
        <Words className='fore-number'>{counted(value)}</Words>
      </Box>
    ))}
  </Box>
)
