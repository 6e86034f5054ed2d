import type { Bridge } from '../platform/bridge'
import { ServiceRefused, Unreachable } from './refused'

/** A part of a photo, in characters of base64: four of them are three bytes. */
const partLength = 240_000

type Ask = (name: string, input: unknown) => Promise<unknown>
type Options = { photos: Bridge['photos']; send: Ask }

/** Sends a photo in parts, from where the service has it to. */
export async function putPhoto(id: string, { photos, send }: Options): Promise<void> {
  const text = await photos.base64(id)
  if (text === null) return findSent(id, send)
  try {
    await putParts(id, text, send)
  } catch (error) {
    if (error instanceof ServiceRefused && hopeless.has(error.code)) await reportLost(id, send)
    throw error
  }
  await photos.forget(id)
}
/** It will be refused however often it comes. */
const hopeless = new Set(['photo.notOne', 'photo.tooLarge'])

type Received = { have: number; whole: boolean }
async function putParts(id: string, text: string, send: Ask): Promise<void> {
  const size = bytesIn(text)
  let from = 0
  let whole = false
  while (!whole) {
    const start = (from / 3) * 4
    const bytes = text.slice(start, start + partLength)
    const reply = (await send('files.put', { id, from, size, bytes })) as Received
    whole = reply.whole
    const next = Math.floor(reply.have / 3) * 3
    if (!whole && next <= from) throw new Unreachable()
    from = next
  }
}

/** What the device has no more was sent before, or it is lost and has to be taken again. */
async function findSent(id: string, send: Ask): Promise<void> {
  try {
    await send('files.link', { id })
  } catch (error) {
    if (!isMissing(error)) throw error
    await reportLost(id, send)
    throw new Error('手机里找不到了，请去掉重拍，再交一次')
  }
}
const isMissing = (error: unknown) =>
  error instanceof ServiceRefused && error.code.startsWith('photo.')

/** Whoever looks for it is to know that it does not come any more. */
async function reportLost(id: string, send: Ask): Promise<void> {
  try {
    await send('files.lost', { id })
  } catch (error) {
    // More than a day allows: that it is lost is then told to its owner alone.
    if (!isMissing(error)) throw error
  }
}

function bytesIn(base64: string): number {
  return (base64.length / 4) * 3 - paddingOf(base64)
}
function paddingOf(base64: string): number {
  if (base64.endsWith('==')) return 2
  return base64.endsWith('=') ? 1 : 0
}
