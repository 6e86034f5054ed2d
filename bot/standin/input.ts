import type { Family } from './answers'
import type { Endpoint } from './endpoint'
import type { Call } from './http'
import { withoutNulls } from './json'
import { OldRefusal, Refusal } from './refusal'

/** What the endpoint asks for, from the body or the query, whichever a call of this method has. */
export function inputOf(endpoint: Endpoint, call: Call): unknown {
  if (call.unreadable) throw unfit(endpoint.family, 'InvalidParameter', '请求体不是合法的JSON')
  const withBody = call.method === 'POST' || call.method === 'PUT'
  const isBodyWanted = withBody && endpoint.family === 'new' && !endpoint.bodyless
  if (isBodyWanted && call.body === undefined) throw missing('body')
  const given = withBody ? withoutNulls(call.body ?? {}) : Object.fromEntries(call.query)
  const read = endpoint.input.safeParse(given, { reportInput: true })
  if (read.success) return read.data
  throw refusalOf(endpoint, read.error.issues)
}

type Issue = { path: PropertyKey[]; code: string; input?: unknown }

function refusalOf({ family, bad }: Endpoint, issues: readonly Issue[]) {
  const absent = issues.find(isAbsent)
  if (family === 'new' && absent && !bad) return missing(absent.path.join('.'))
  return unfit(family, bad ?? 'param.invalid', issues.slice(0, 3).map(issueWords).join('；'))
}

const missing = (name: string) =>
  new Refusal(`Missing${name}`, `${name} is mandatory for this action.`)
const unfit = (family: Family, code: string, words: string) =>
  family === 'new' ? new Refusal(code, words) : new OldRefusal(40035, words)
const isAbsent = ({ code, input }: Issue) => code === 'invalid_type' && input === undefined
const issueWords = (issue: Issue) =>
  `${isAbsent(issue) ? '缺少参数' : '不合法的参数'}：${issue.path.join('.')}`
