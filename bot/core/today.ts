import type { TodayLine } from '../../shared/home'
import type { PageName } from '../../shared/pages'
import type { Ctx } from './slice'

/**
 * Which lines come first. A life hangs on an alarm, others wait for a decision; of work what is
 * urgent comes first, then what is due first.
 */
export const ranks = { alarm: 0, decision: 1, work: 2 } as const
/**
 * A kind of line in 今天要办, as its slice declares it: what it is called, where it stands, and what
 * its button does.
 */
export type TodayKind = {
  label: string
  rank: keyof typeof ranks
  /** Its title names a warning, whose plate stands beside it. */
  plate?: true
  /**
   * Its button needs no look at more than the line: `stamp` stands where the button was, `aside`
   * leads on for who has to look after all.
   */
  inPlace?: { stamp: string; aside?: string }
  /** Its button may also stand on the one card of the day, when it is the first line. */
  onCard?: true
}
/**
 * One line as its slice says it; the phone follows `page` and `query`, and asks `ahead` so that the
 * page opens without a network.
 */
export type OwedLine<K extends string = string> = Pick<
  TodayLine,
  'key' | 'title' | 'words' | 'dueAt' | 'urgent' | 'drill' | 'button'
> & {
  kind: K
  page: PageName
  query?: Readonly<Record<string, string>>
  ahead?: NonNullable<TodayLine['ahead']>
}
export type Today = {
  kinds: Readonly<Record<string, TodayKind>>
  load: (ctx: Ctx) => Promise<OwedLine[]>
}
/** What a slice owes people, in lines of no other kinds than these. */
export const today = <K extends string>(
  kinds: Readonly<Record<K, TodayKind>>,
  load: (ctx: Ctx) => Promise<OwedLine<NoInfer<K>>[]>,
): Today => ({ kinds, load })
