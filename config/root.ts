import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder with package.json above this file, so that nothing depends on where the service was
 * started, or on being compiled to `dist/`.
 */
export const root = rootAbove(__dirname)

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(folder)
  if (above === folder) {
    throw new Error('No package.json above the configuration: the installation is not complete')
  }
  return rootAbove(above)
}
