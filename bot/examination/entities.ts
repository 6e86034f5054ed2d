import { z } from 'zod'
import { Finding } from '../../shared/examination'
import { instant } from '../../shared/vocabulary'
import { table } from '../core/table'

/**
 * The last examination of each administrator. `claimedAt`: when an instance took it; `touchedAt`:
 * when something was last found; `pressedAt`: when the button of its card was pressed.
 */
export const ExaminationRow = z.object({
  personId: z.uuid(),
  id: z.uuid(),
  isSending: z.boolean(),
  startedAt: instant,
  claimedAt: instant.nullable(),
  touchedAt: instant,
  endedAt: instant.nullable(),
  pressedAt: instant.nullable(),
  checks: z.int(),
  findings: z.array(Finding),
})
export type ExaminationRow = z.output<typeof ExaminationRow>

export const ExaminationEntity = table('examination', ExaminationRow, { primary: ['personId'] })
