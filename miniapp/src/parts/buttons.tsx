import type { ReactNode } from 'react'
import { Tap } from './atoms'

type Props = {
  id?: string
  /** Grey and dead while something is missing. */
  ready?: boolean
  /** Dead while what it does is under way, or cannot be done yet. */
  busy?: boolean
  drill?: boolean
  onTap: () => void
  children: ReactNode
}

/** The one filled button of a paper, a row or a foot. */
export const MainButton = ({
  id,
  ready = true,
  busy = false,
  drill = false,
  onTap,
  children,
}: Props) => (
  <Tap className={mainClass(ready, drill)} id={id} disabled={!ready || busy} onTap={onTap}>
    {children}
  </Tap>
)
function mainClass(ready: boolean, drill: boolean): string {
  if (!ready) return 'btn main no'
  return drill ? 'btn main drill' : 'btn main'
}

/** The narrower one beside or below it. */
export const SideButton = ({ id, onTap, children }: Pick<Props, 'id' | 'onTap' | 'children'>) => (
  <Tap className='btn side tall' id={id} onTap={onTap}>
    {children}
  </Tap>
)
