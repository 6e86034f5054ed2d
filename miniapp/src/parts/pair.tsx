import type { ReactNode } from 'react'
import { Box, Words } from './atoms'

/** A name and its value, side by side. */
export const Pair = ({ name, children }: { name: ReactNode; children: ReactNode }) => (
  <Box className='pairs-row'>
    <Words className='pairs-name'>{name}</Words>
    <Words className='pairs-value'>{children}</Words>
  </Box>
)
