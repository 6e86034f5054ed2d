import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { root } from '../../config/root'
import type { Tree } from './house'

/** A file from the root of the repository. */
export const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

/** The sources as they stand in these folders. */
export const sources = (...folders: string[]): Tree =>
  new Map(
    folders.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((path) => [folder, ...path.split(sep)].join('/'))
        .filter((path) => /\.(ts|mts|mjs|js)$/.test(path))
        .map((path) => [path, textOf(path)] as const),
    ),
  )
