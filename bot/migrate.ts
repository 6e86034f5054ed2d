import { readEnv } from '../config/env'
import { entities } from './app'
import { lineOf } from './core/privacy'
import { openDatabase } from './io/db'

/**
 * Brings the database up to this version, and says so: `npm run migrate`. Starting the service does
 * the same.
 */
openDatabase(readEnv(process.env).databaseUrl, entities).then(
  async (database) => {
    process.stdout.write(`${database.engine}: up to date\n`)
    await database.close()
  },
  (error: unknown) => {
    process.stderr.write(`${lineOf(error)}\n`)
    process.exit(1)
  },
)
