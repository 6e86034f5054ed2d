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
  await photos.forget(id)
}
type Received = { have: number; whole: boolean }

/** What the device has no more was sent before, or it is lost and has to be taken again. */
async function findSent(id: string, send: Ask): Promise<void> {
  try {
    await send('files.link', { id })
  } catch (error) {
    if (!(error instanceof ServiceRefused)) throw error
    throw new Error('手机里找不到了，请去掉重拍，再交一次')
  }
}

function bytesIn(base64: string): number {
  return (base64.length / 4) * 3 - paddingOf(base64)
}
function paddingOf(base64: string): number {
  if (base64.endsWith('==')) return 2
  return base64.endsWith('=') ? 1 : 0
}
