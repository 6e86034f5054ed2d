import type { Known, Stage } from './stage'
import { explain } from './advice'

/**
 * What a check came to, in one line for the administrator. `wrong` says what to press where,
 * `unseen` why nobody looked.
 */
export type Finding = {
  state: 'fine' | 'wrong' | 'unseen'
  line: string
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

export type Check = {
  name: string
  title: string
  /** The checks that it stands on: all must be fine, and come before it. */
  after: readonly string[]
  /** As the console of DingTalk calls it, with its English name. */
  permission?: string
  /** What to do about an error that means something of its own here, by DingTalk's code. */
  hints?: ReadonlyMap<string, string>
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
  tell: (examined: Examined) => void = () => undefined,
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
    tell({ check, finding })
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
