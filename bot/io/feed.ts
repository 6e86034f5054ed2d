import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { Problem } from '../../shared/problem'

/**
 * Takes what lies in the watched folder: a good file ends in `done/`, a bad one in `refused/` with
 * a sentence beside it.
 */
export function watchFolder(
  folder: string,
  take: (bytes: Buffer) => Promise<unknown>,
  log: Logger,
) {
  const sizes = new Map<string, number>()
  const ready = Promise.all(
    ['done', 'refused', 'taking'].map((name) => mkdir(join(folder, name), { recursive: true })),
  )
  return async function look(): Promise<boolean> {
    await ready
    for (const name of await readdir(folder)) {
      if (/\.xml$/i.test(name) && (await isWhole(join(folder, name)))) await takeOne(name)
    }
    return false
  }
  /** A file that is still growing is left for the next look. */
  async function isWhole(path: string): Promise<boolean> {
    const found = await stat(path).catch(() => null)
    const size = found?.isFile() ? found.size : null
    const before = sizes.get(path)
    sizes.delete(path)
    if (size === null) return false
    if (size === before) return true
    sizes.set(path, size)
    return false
  }
  async function takeOne(name: string) {
    const file = join(folder, name)
    const mine = join(folder, 'taking', name)
    const isMine = await rename(file, mine).then(
      () => true,
      () => false,
    )
    if (!isMine) return // another instance was quicker
    try {
      await take(await readFile(mine))
      await rename(mine, join(folder, 'done', name))
      log.info({ file: name }, 'a warning file was taken')
    } catch (error) {
      if (!(error instanceof Problem)) {
        await rename(mine, file)
        throw error
      }
      await rename(mine, join(folder, 'refused', name))
      await writeFile(join(folder, 'refused', `${name}.txt`), error.message)
      log.warn({ file: name, code: error.code }, error.message)
    }
  }
}
