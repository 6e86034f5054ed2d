import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { root } from '../../config/root'

const folder = join(root, 'test/e2e/shots')

/** Whether this run takes pictures: with SHOTS=1. */
export const takesShots = process.env['SHOTS'] === '1'

/** A picture of a page, where they are wanted. */
export async function shoot(page: Page, name: string) {
  if (!takesShots) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}
