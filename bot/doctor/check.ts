import type { Finding as Told } from '../../shared/examination'
import { explain } from './advice'
import type { Service } from './inService'
import type { Known, Stage } from './stage'

/** What a check came to, in one line for the administrator. */
export type Finding = Pick<Told, 'state' | 'line'> & {
  /** What later checks stand on. */
  known?: Partial<Known>
}
export const fine = (line: string, known: Partial<Known> = {}): Finding => ({
  state: 'fine',
  line,
  known,
})
export const wrong = (line: string, known: Partial<Known> = {}): Finding => ({
  state: 'wrong',
  line,
  known,
})
export const unseen = (line: string): Finding => ({ state: 'unseen', line })
export const askedFor = (line: string): Finding => ({ state: 'asked', line })

/**
 * How a check is made while the service runs: at once; only when the administrator asks for it, as
 * he is sent something; or by the command alone, as it needs the port or the pushes of the service.
 * `after` and `run`: where it stands on something else, or is known otherwise.
 */
export type InService = {
  made: 'atOnce' | 'whenAsked' | 'byCommand'
  after?: readonly string[]
  run?(service: Service, stage: Stage, known: Known): Finding | Promise<Finding>
}
export const atOnce: InService = { made: 'atOnce' }
export const whenAsked: InService = { made: 'whenAsked' }
export const byCommand: InService = { made: 'byCommand' }

export type Check = {
  name: string
  title: string
  /** The checks that it stands on: all must be fine, and come before it. */
  after: readonly string[]
  /** As the console of DingTalk calls it, with its English name. */
  permission?: string
  /** What to do about an error that means something of its own here, by DingTalk's code. */
  hints?: ReadonlyMap<string, string>
  inService: InService
  run(stage: Stage, known: Known): Finding | Promise<Finding>
}

export type Examined = { check: Pick<Check, 'name' | 'title'>; finding: Finding }

/** The titles of what a check stands on that is not fine: with any, it is not looked at. */
export function missingGround(
  { after }: Pick<Check, 'after'>,
  examined: readonly Examined[],
): string[] {
  const failed = examined.filter(({ finding }) => finding.state !== 'fine')
  return failed.filter(({ check }) => after.includes(check.name)).map(({ check }) => check.title)
}

/** Looks at one after another, and tells each as it is known. */
export async function examine(
  checks: readonly Check[],
  stage: Stage,
  tell: (examined: Examined) => unknown = () => undefined,
): Promise<{ examined: Examined[]; known: Known }> {
  const examined: Examined[] = []
  const known: Known = {}
  for (const check of checks) {
    const missing = missingGround(check, examined)
    const finding = missing.length
      ? unseen(`没有看，先要「${missing.join('」「')}」没有问题`)
      : await findingOf(check, stage, known)
    Object.assign(known, finding.known)
    examined.push({ check, finding })
    await tell({ check, finding })
  }
  return { examined, known }
}

/** Whatever is thrown on the way is a finding too. */
async function findingOf(check: Check, stage: Stage, known: Known): Promise<Finding> {
  try {
    return await check.run(stage, known)
  } catch (thrown) {
    return wrong(explain(thrown, check))
  }
}
