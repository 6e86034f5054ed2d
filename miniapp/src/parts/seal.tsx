import { Box } from './atoms'

/** It is done. */
export const Seal = () => (
  <Box className='seal'>
    <Box className='icon icon-tick' />
  </Box>
)
