import type { Examined, Finding } from './check'

const marks: Record<Finding['state'], string> = {
  fine: '✓',
  wrong: '✗',
  unseen: '－',
  asked: '→',
}

export const lineOf = ({ check, finding }: Examined) =>
  `${marks[finding.state]} ${check.title}：${finding.line}`

export function summaryOf(examined: readonly Examined[]): string {
  const count = (state: Finding['state']) =>
    examined.filter(({ finding }) => finding.state === state).length
  return `${count('fine')} 项没有问题，${count('wrong')} 项要改，${count('unseen')} 项没有看`
}

/** What was not looked at is not known to be wrong. */
export const isHealthy = (examined: readonly Examined[]) =>
  examined.every(({ finding }) => finding.state !== 'wrong')
