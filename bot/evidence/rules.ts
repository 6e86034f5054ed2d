/** How many bytes of a file are there, however its parts overlap. */
export function coverage(parts: readonly { from: number; length: number }[]): number {
  let have = 0
  let end = 0
  for (const { from, length } of [...parts].sort((one, other) => one.from - other.from)) {
    have += Math.max(0, from + length - Math.max(from, end))
    end = Math.max(end, from + length)
  }
  return have
}

const spareParts = 8
/** In how many parts a file of this size may come: phones cut them differently, and send again. */
export const mostParts = (size: number, partKilobytes: number) =>
  spareParts + Math.ceil(size / (partKilobytes * 1024))
