import type { Ctx } from '../core/slice'
import { oneOf, read } from '../core/sql'
import type { Recipient } from './entities'

/** How far a message has come to one person. */
export type Standing = Exclude<Recipient['state'], 'packed'> | 'queued' | 'sent'
export type Told = { messageId: string; personId: string; state: Standing; sentAt: Date | null }

/** The same in SQL: `standing` of a row of `standings`. */
export const standings = 'recipient r join parcel p on p.id = r.parcel_id'
export const standing = `case when r.state <> 'packed' then r.state when p.sent_at is null then 'queued' else 'sent' end`

/** What some messages came to for some people. */
export async function standingsOf(
  ctx: Ctx,
  messageIds: readonly string[],
  people: readonly string[],
): Promise<Told[]> {
  if (!messageIds.length || !people.length) return []
  const these = oneOf('r.message_id', messageIds)
  const them = oneOf('r.person_id', people)
  const rows = await read<Omit<Told, 'sentAt'> & { sentAt: number | string | null }>(
    ctx,
    `select r.message_id messageId, r.person_id personId, ${standing} state, p.sent_at sentAt
    from ${standings}
    where ${these.sql} and ${them.sql}`,
    [...these.values, ...them.values],
  )
  return rows.map((row) => ({
    ...row,
    sentAt: row.sentAt === null ? null : new Date(Number(row.sentAt)),
  }))
}
