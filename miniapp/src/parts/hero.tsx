import type { ReactNode } from 'react'
import { Box } from './atoms'
import { Plate } from './plate'

type Props = {
  title: string
  /** The colour of the warning; in a drill it is violet. */
  tone: string
  drill: boolean
  children?: ReactNode
}

/** The head of every page about a warning: its plate, its name, and what is to be said first. */
export const Hero = ({ title, tone, drill, children }: Props) => (
  <Box className={`hero ${drill ? 'drill' : tone}`}>
    <Plate title={title} drill={drill} />
    <Box className='hero-main'>
      <Box className='hero-title'>{title}</Box>
      {children}
    </Box>
  </Box>
)
