/** Where the adapter writes what happened; pino fits. */
export type Log = Record<'info' | 'warn' | 'error', (details: object, message: string) => void>

/** How long things may take, in milliseconds; tests shorten them. */
export const usualTiming = {
  /** DingTalk's gateway itself gives up after 3 s. */
  call: 3_000,
  open: 5_000,
  /** The press fails at the person's phone after 2 s. */
  press: 1_500,
  /** DingTalk pings every 20 to 30 s: a line that said nothing for so long is dead. */
  idle: 90_000,
  firstWait: 1_000,
  longestWait: 60_000,
  /** A line that lived so long was a good one: the next attempt comes at once. */
  steady: 10_000,
  /** How long a line that is left may still acknowledge what it brought. */
  drain: 5_000,
  /** How long the other side may take to say good-bye. */
  goodbye: 500,
}
export type Timing = typeof usualTiming

export type DingTalkSettings = {
  clientId: string
  clientSecret: string
  robotCode: string
  agentId: string | number
  templateId: string
  corpId: string
  /** The mini-program that links of cards open; without it they open the pages at `publicUrl`. */
  miniAppId?: string | undefined
  publicUrl: string
  /** Hosts of the new and of the old API, with scheme; in the demo both are the stand-in. */
  apiBase: string
  oapiBase: string
  /** Calls a second on each API of DingTalk; 0 = as they come. */
  perSecond: number
  /** How many pushes of the month one press counts as; 1 unless it was measured otherwise. */
  pressCosts?: number
  log: Log
  now: () => Date
  timing?: Partial<Timing>
}
/** The same, complete. */
export type Settings = DingTalkSettings & { timing: Timing; links: Links }

export const settingsOf = (given: DingTalkSettings): Settings => ({
  ...given,
  timing: { ...usualTiming, ...given.timing },
  links: linksOf(given),
})

/** Where a page of the app is found from inside DingTalk. */
export type Links = (page: string) => string
/**
 * The mini-program, where there is one, else its pages in DingTalk's browser.
 * https://open.dingtalk.com/document/orgapp/unified-routing-protocol
 */
export function linksOf({
  miniAppId,
  corpId,
  agentId,
  publicUrl,
}: Pick<DingTalkSettings, 'miniAppId' | 'corpId' | 'agentId' | 'publicUrl'>): Links {
  if (!miniAppId) {
    return (page) =>
      `dingtalk://dingtalkclient/page/link?pc_slide=true&url=${encodeURIComponent(`${publicUrl}/app/#/${page}`)}`
  }
  const app = new URLSearchParams({
    type: '2',
    miniAppId,
    corpId,
    agentId: String(agentId),
    pVersion: '1',
    packageType: '1',
    target: 'fullScreen',
  })
  return (page) =>
    `https://applink.dingtalk.com/action/open_mini_app?${app.toString()}&page=${encodeURIComponent(page)}`
}
