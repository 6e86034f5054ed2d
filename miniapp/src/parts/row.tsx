import type { ReactNode } from 'react'
import { Box } from './atoms'

/** The words of a row: what it is, and under it what is to be said of it. */
export const RowWords = ({
  title,
  big = false,
  children,
}: {
  title: ReactNode
  big?: boolean
  children?: ReactNode
}) => (
  <Box className='row-main'>
    <Box className={big ? 'row-title task-title' : 'row-title'}>{title}</Box>
    {children}
  </Box>
)
export const Sub = ({ miss = false, children }: { miss?: boolean; children: ReactNode }) => (
  <Box className={miss ? 'row-sub miss' : 'row-sub'}>{children}</Box>
)
