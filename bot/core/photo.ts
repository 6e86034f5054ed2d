/** What a picture says of itself in its first twelve bytes; null: it is none that we take. */
export function photoType(head: Buffer): 'image/jpeg' | 'image/png' | 'image/webp' | null {
  if (head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg'
  if (head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) {
    return 'image/png'
  }
  return head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP'
    ? 'image/webp'
    : null
}
export const photoHead = 12
