import type { Examination, Finding } from '../../shared/examination'
import { minuteMs } from '../../shared/time'
import type { ExaminationRow } from './entities'

/** Far more than any one check takes: whoever made it is gone. */
export const longestSilenceMs = 2 * minuteMs

/** One that waits to be made. */
export function begun(
  { personId, id, isSending }: Pick<ExaminationRow, 'personId' | 'id' | 'isSending'>,
  now: Date,
): ExaminationRow {
  return {
    personId,
    id,
    isSending,
    startedAt: now,
    claimedAt: null,
    touchedAt: now,
    endedAt: null,
    pressedAt: null,
    checks: 0,
    findings: [],
  }
}

/** It is running until it has ended, or nothing was heard of it for so long. */
export function stateOf(
  { endedAt, touchedAt }: Pick<ExaminationRow, 'endedAt' | 'touchedAt'>,
  now: Date,
): Examination['state'] {
  if (endedAt) return 'ended'
  return now.getTime() - touchedAt.getTime() < longestSilenceMs ? 'running' : 'broken'
}

/** As the administrator sees it. What he was asked to press is fine once he has. */
export function viewOf(row: ExaminationRow, now: Date): Examination {
  const { id, isSending, startedAt, checks, findings, pressedAt } = row
  const seen = pressedAt ? findings.map(pressed) : findings
  return { id, isSending, startedAt, state: stateOf(row, now), checks, findings: seen }
}

const pressed = (finding: Finding): Finding =>
  finding.state === 'asked' ? { ...finding, state: 'fine', line: '按下去收到了' } : finding
