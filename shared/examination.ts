import { z } from 'zod'
import { operation } from './operation'
import { instant, type Role } from './vocabulary'

/**
 * What a check of the doctor came to, in one line for the administrator. `wrong` says what to press
 * where, `unseen` why nobody looked, `asked` what he has to do before it is known.
 */
export const Finding = z.object({
  name: z.string(),
  title: z.string(),
  state: z.enum(['fine', 'wrong', 'unseen', 'asked']),
  line: z.string(),
})
export type Finding = z.output<typeof Finding>

/**
 * One examination of the running service. `isSending`: it sends something to whoever asked.
 * `broken`: the service was stopped in the midst of it. So many `checks` there are in all, of which
 * those are done that have a finding.
 */
export const Examination = z.object({
  id: z.uuid(),
  isSending: z.boolean(),
  startedAt: instant,
  state: z.enum(['running', 'ended', 'broken']),
  checks: z.int(),
  findings: z.array(Finding),
})
export type Examination = z.output<typeof Examination>

/** Who keep the system, and nobody else, see how it is set up. */
const administrators = ['admin'] as const satisfies readonly Role[]

/** 体检: the doctor's checks, as far as they can be made while the service runs. */
export const examinationOperations = {
  /** Begins one for the caller; where one is under way, it is that one. */
  start: operation({
    roles: administrators,
    scope: 'self',
    input: z.object({ isSending: z.boolean() }),
    reply: Examination,
  }),
  /** How far the caller's last one has come. */
  look: operation({
    roles: administrators,
    scope: 'self',
    reads: true,
    input: z.object({}),
    reply: z.object({ last: Examination.nullable() }),
  }),
  /** The button of the card that it sent was pressed. */
  seen: operation({
    roles: administrators,
    scope: 'self',
    input: z.object({ examinationId: z.uuid() }),
    reply: z.object({}),
  }),
}
