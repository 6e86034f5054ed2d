import type { ReactNode } from 'react'

type Base = { className?: string | undefined; id?: string | undefined }
export type BoxProps = Base & { role?: string | undefined; children?: ReactNode }
export type TapProps = Base & {
  label?: string | undefined
  pressed?: boolean | undefined
  disabled?: boolean | undefined
  onTap?: (() => void) | undefined
  children?: ReactNode
}
type Typed = Base & { label: string; hint?: string | undefined; onChange: (value: string) => void }
export type LineProps = Typed & {
  value: string
  number?: boolean | undefined
  most?: number | undefined
}
export type AreaProps = Typed & {
  value: string
  most?: number | undefined
  lines?: number | undefined
}
export type DayProps = Typed & {
  value: string | undefined
  from?: string | undefined
  to?: string | undefined
}
export type PictureProps = { className?: string; src: string; label: string }
export type SignatureProps = {
  label: string
  id: string
  value: string | null
  set: (id: string | null) => void
}
