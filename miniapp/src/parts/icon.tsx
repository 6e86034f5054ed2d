import { Box } from './atoms'

/**
 * A line drawing by its name, always beside words. Drawn by the style sheet, which both hosts can.
 */
export const Icon = ({
  name,
}: {
  name: 'back' | 'go' | 'tick' | 'phone' | 'cloudOff' | 'fold' | 'open'
}) => <Box className={`icon icon-${name}`} />
