import { join } from 'node:path'
import { loadPolicy } from '../../config/load'

/**
 * The ladders, lists, posts and limits that tests speak of: their own, so that a bureau that edits
 * `config/` breaks none.
 * What ships is looked at by test/config alone.
 */
export const testPolicy = loadPolicy(join(__dirname, 'policy'))
