import { createReadStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Files } from '../core/ports'

/**
 * Files as a folder: one file each, under the first signs of its id, so that no folder grows large.
 * Several instances share it.
 */
export function createFiles(folder: string): Files {
  const place = (id: string) => join(folder, id.slice(-2), id)
  return {
    async write(id, from, bytes) {
      await mkdir(join(folder, id.slice(-2)), { recursive: true })
      const file = await open(place(id), 'r+').catch(() => open(place(id), 'w+'))
      try {
        await file.write(bytes, 0, bytes.length, from)
        await file.sync()
      } finally {
        await file.close()
      }
    },
    async head(id, length) {
      const file = await open(place(id), 'r')
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
        return buffer.subarray(0, bytesRead)
      } finally {
        await file.close()
      }
    },
    async read(id) {
      return { size: (await stat(place(id))).size, stream: createReadStream(place(id)) }
    },
    drop: (id) => rm(place(id), { force: true }),
  }
}
