import type { SignatureProps } from './atoms.types'
import { PhotoControl } from './photos'

/**
 * In DingTalk a signature is a photo of a signed paper: its canvas has not been tried in a real
 * client.
 */
export const SignatureControl = ({ label, id, value, set }: SignatureProps) => (
  <PhotoControl
    label={label}
    id={id}
    most={1}
    words='签在纸上，拍一张'
    value={value ? [value] : []}
    set={(next) => set(next(value ? [value] : [])[0] ?? null)}
  />
)
