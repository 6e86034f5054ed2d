import { z } from 'zod'
import { operation } from './operation'
import { Role, instant } from './vocabulary'

/** An operation by its name, with its input. */
const Asked = z.object({ operation: z.string(), input: z.record(z.string(), z.json()) })

/**
 * 今天要办: one line, from whatever slice, complete with what the phone needs to show it.
 * `page` and `query` say where a tap leads; a page that an older app does not have is text as well.
 */
export const TodayLine = z.object({
  kind: z.string(),
  label: z.string(),
  key: z.string().max(160),
  title: z.string(),
  words: z.string(),
  dueAt: instant.nullable(),
  urgent: z.boolean(),
  drill: z.boolean(),
  /** Beside the title stands the plate of the warning that it names. */
  plate: z.boolean(),
  page: z.string(),
  query: z.record(z.string(), z.string()),
  /** What the page will ask, asked ahead: so it opens without a network. */
  ahead: Asked.nullable(),
  button: Asked.extend({ label: z.string() }).nullable(),
  /**
   * The button is done in place: the words that then stand there, and what beside it leads to the
   * page.
   */
  inPlace: z.object({ stamp: z.string(), aside: z.string().nullable() }).nullable(),
})
export type TodayLine = z.output<typeof TodayLine>

/** A way from the first page into another one. */
export const HomeEntry = z.object({ title: z.string(), page: z.string() })
export type HomeEntry = z.output<typeof HomeEntry>

export const homeOperations = {
  today: operation({
    roles: Role.options,
    scope: 'self',
    reads: true,
    input: z.object({}),
    reply: z.object({ lines: z.array(TodayLine), entries: z.array(HomeEntry), at: instant }),
  }),
}
