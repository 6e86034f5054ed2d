import type { z } from 'zod'

/** What the schema complains of, in a sentence. */
export function complaint(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') return tooBig(issue)
  if (issue.code === 'too_small') return tooSmall(issue)
  if (issue.code === 'invalid_format') return '编号只能是小写英文开头的字母和数字'
  if (issue.code === 'invalid_type' && issue.expected === 'int') return '要填整数'
  const isUnknownKind = issue.code === 'invalid_union' && issue.path.at(-1) === 'kind'
  return issue.code === 'invalid_union' && !isUnknownKind
    ? '填的不对，请照模板的样子写'
    : '这里不能这样用'
}
function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): string {
  if (origin === 'string') return `太长了，最多 ${maximum} 个字`
  if (origin === 'array') return `太多了，最多 ${maximum} 个`
  return `不能大于 ${maximum}`
}
function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'string') return `太短了，至少 ${minimum} 个字`
  if (origin === 'array') return `太少了，至少 ${minimum} 个`
  return `不能小于 ${minimum}`
}
