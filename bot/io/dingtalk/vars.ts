import { ChannelError, type Addressee } from '../../core/ports'
import type { CardLine, CardView } from '../../core/card'
import { pageAddress } from '../../../shared/pages'
import type { Links } from './settings'

/** The variables of the one template, all text (ui.md §3); '' takes a part away. */
export type Vars = Record<string, string>
const most = 1_024

/**
 * A card as the template wants it. Every variable is always there, so that an update also removes.
 */
export function varsOf(view: CardView, links: Links): Vars {
  const { tone, kicker, title, lines, stamp, foot, drill } = view
  return {
    tone,
    ...plateVars(view),
    kicker: fit(kicker),
    title: fit(drill ? marked('【演练】', title) : title),
    rows: rowsOf(lines),
    ...numberVars(view),
    ...buttonVars(view),
    ...sideVars(view),
    ...linkVars(view, links),
    mine: fit(stamp),
    drill: drill ? 'true' : '',
    foot: fit(foot),
  }
}
const plateVars = ({ plate }: CardView) => ({
  plateTop: fit(plate?.top),
  plateWord: fit(plate?.word),
})
const numberVars = ({ number }: CardView) => ({
  n: number ? String(number.n) : '',
  nBefore: fit(number?.before),
  nAfter: fit(number?.after),
})
const buttonVars = ({ button, drill }: CardView) => ({
  btn: fit(button && drill ? marked('演练：', button.label) : button?.label),
  action: button?.operation ?? '',
  params: paramsOf(button?.input),
})
const sideVars = ({ side }: CardView) => ({
  btn2: fit(side?.label),
  action2: side?.operation ?? '',
  params2: paramsOf(side?.input),
})
const linkVars = ({ link }: CardView, links: Links) => ({
  link: fit(link?.label),
  url: link ? links(pageAddress(link.page, link.query)) : '',
})

const marked = (mark: string, text: string) => (text.startsWith(mark) ? text : mark + text)

/** At most 1 KB, cut between characters with an ellipsis. */
export function fit(text = '', limit = most): string {
  if (Buffer.byteLength(text) <= limit) return text
  let size = 3
  let cut = ''
  for (const sign of text) {
    size += Buffer.byteLength(sign)
    if (size > limit) break
    cut += sign
  }
  return `${cut}…`
}

function rowsOf(lines: readonly CardLine[]): string {
  for (let limit = most; ; limit = Math.floor(limit / 2)) {
    const rows = JSON.stringify(
      lines.map(({ label, text, strong }) => ({
        l: fit(label, limit),
        t: fit(text, limit),
        ...(strong && { b: 1 }),
      })),
    )
    if (Buffer.byteLength(rows) <= most || limit < 4) return rows
  }
}

/** What a button carries cannot be cut. */
function paramsOf(input: Record<string, unknown> | undefined): string {
  const params = input ? JSON.stringify(input) : ''
  if (Buffer.byteLength(params) > most) {
    throw new ChannelError('invalid', 'a button carries more than 1 KB')
  }
  return params
}

type Shared = {
  cardData: { cardParamMap: Vars }
  privateData?: Record<string, { cardParamMap: Vars }>
}

/**
 * One card for many: what all see alike once, and for each person what differs. The stamp is always
 * the person's own.
 */
export function shared(to: readonly Addressee[], links: Links): Shared {
  const faces = new Map(
    [...new Set(to.map(({ view }) => view))].map((view) => [view, varsOf(view, links)]),
  )
  const all = [...faces.values()]
  const common = all[0]!
  const alike = Object.keys(common).filter(
    (key) => key !== 'mine' && all.every((vars) => vars[key] === common[key]),
  )
  const own = new Map(
    [...faces].map(([view, vars]) => [
      view,
      Object.entries(vars).filter(
        ([key, value]) => !alike.includes(key) && (key !== 'mine' || value),
      ),
    ]),
  )
  const differing = to
    .filter(({ view }) => own.get(view)!.length)
    .map(({ address, view }) => [address, { cardParamMap: Object.fromEntries(own.get(view)!) }])
  return {
    cardData: { cardParamMap: Object.fromEntries(alike.map((key) => [key, common[key]!])) },
    ...(differing.length && { privateData: Object.fromEntries(differing) }),
  }
}
