import { useEffect, useState } from 'react'
import { phone } from '../platform/phone'

export const sizes = ['18', '22', '26', '30'] as const
export type Size = (typeof sizes)[number]
const sizeKey = 'size'
const listeners = new Set<() => void>()
let theme: 'light' | 'dark' = 'light'
let size = (phone.bridge.storage.read(sizeKey) ?? '18') as Size
const told = () => listeners.forEach((tell) => tell())
phone.bridge.theme((next) => {
  theme = next
  told()
})

export const currentSize = () => size
/** Kept on the phone of the person. */
export function setSize(next: Size) {
  size = next
  phone.bridge.storage.write(sizeKey, next)
  told()
}
const looks = () => `yj${theme === 'dark' ? ' dark' : ''}${size === '18' ? '' : ` t${size}`}`

/** The class of the root of every screen. */
export function useLooks(): string {
  const [name, setName] = useState(looks)
  useEffect(() => {
    const tell = () => setName(looks())
    listeners.add(tell)
    tell()
    return () => void listeners.delete(tell)
  }, [])
  return name
}
