import type { ReactNode } from 'react'
import { Area, Box } from './atoms'
import { Pick } from './controls'

type Props = {
  reasons: readonly string[]
  value: string
  most: number
  set: (reason: string) => void
  children?: ReactNode
}

/** Why something goes back: one of the usual sentences, or one's own. */
export const Reasons = ({ reasons, value, most, set, children }: Props) => (
  <Box className='paper pad pairs'>
    <Box className='field-label'>为什么退回？</Box>
    {reasons.map((reason) => (
      <Pick key={reason} on={value === reason} onTap={() => set(reason)}>
        {reason}
      </Pick>
    ))}
    <Area
      className='input'
      label='或写一句'
      hint='或写一句'
      value={reasons.includes(value) ? '' : value}
      most={most}
      lines={2}
      onChange={set}
    />
    {children}
  </Box>
)
