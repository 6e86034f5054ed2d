import type { Settings } from './settings'

/**
 * Where an answer goes, with the moment until which DingTalk takes it: both fit into one address.
 */
export const replyTo = (webhook: string, until: number | null | undefined) =>
  until ? `${webhook}#${until}` : webhook

/**
 * The address to post to, or why not. It came from outside, so only DingTalk's own hosts are
 * called.
 */
export function replyAddress(
  address: string,
  { oapiBase, now }: Pick<Settings, 'oapiBase' | 'now'>,
): string | { refused: string } {
  if (!URL.canParse(address)) return { refused: 'not an address' }
  const url = new URL(address)
  const ours = new URL(oapiBase)
  const until = Number(url.hash.slice(1))
  url.hash = ''
  const allowed =
    url.origin === ours.origin ||
    (url.protocol === 'https:' && url.port === '' && url.hostname.endsWith('.dingtalk.com'))
  if (!allowed || url.username || url.password) return { refused: 'not a host of DingTalk' }
  if (until && now().getTime() > until) return { refused: 'expired' }
  return url.href
}
