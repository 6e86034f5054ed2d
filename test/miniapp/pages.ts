import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../config/root'
import { chromiumPath } from '../support/needs'

/** `describe` where a browser can be started and the pages were built (`npm run build:h5` in miniapp; `npm test` builds them). */
export const withPages = chromiumPath && existsSync(join(root, 'miniapp/dist/h5/index.html')) ? describe : describe.skip
