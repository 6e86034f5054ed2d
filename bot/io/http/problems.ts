import type { Context, Next } from 'koa'
import type { Logger } from 'pino'
import { Problem } from '../../../shared/problem'
import { shortened } from '../../core/text'
import type { Holder } from '../../core/ports'
import type { Metrics } from '../metrics'

/** What is known of a request, as far as it has come. */
export type Seen = { holder?: Holder; operation?: string }

/** No answer to what was wrong is longer, whatever was sent. */
const mostBytes = 4_000
const mostSigns = 300
const comeAgainSeconds = '5'

/** What went wrong, in words for who asked; anything but a Problem is a bug and goes to the log. */
export const problems =
  ({ log, metrics }: { log: Logger; metrics: Metrics }) =>
  async (http: Context, next: Next) => {
    try {
      await next()
      if (http.status === 404 && !http.body) throw new Problem('access.foreign')
    } catch (error) {
      const known = error instanceof Problem ? error : null
      metrics.problem(known?.code ?? 'bug')
      if (known) answerProblem(http, known, log)
      else answerBug(http, error, log)
    }
  }

function answerProblem(http: Context, problem: Problem, log: Logger) {
  http.status = problem.status
  http.body = answerTo(problem)
  if (problem.status === 429 || problem.status === 503) http.set('retry-after', comeAgainSeconds)
  logRefusal(log, http, problem)
}

function answerBug(http: Context, error: unknown, log: Logger) {
  log.error({ err: error, operation: operationOf(http) }, 'a bug')
  http.status = 500
  http.body = { code: 'bug', message: '系统没有办成，您填的还在，请过一会儿再试' }
}

function answerTo({ code, message, details }: Problem) {
  const answer = { code, message: shortened(message, mostSigns), details }
  const fits = Buffer.byteLength(JSON.stringify(answer)) <= mostBytes
  return fits ? answer : { ...answer, details: {} }
}

/** Who was refused what. Without a session nobody is known: that is only counted. */
function logRefusal(log: Logger, http: Context, { code }: Problem) {
  const { holder } = http.state as Seen
  if (!holder || !code.startsWith('access.')) return
  log.info({ code, operation: operationOf(http), personId: holder.personId, way: 'app' }, 'refused')
}
const operationOf = ({ state }: Context) => (state as Seen).operation ?? null
