import type { Policy } from '../../config/policy'
import { colorWords, type Color } from '../../shared/vocabulary'
import type { Preflight, Receipt } from '../../shared/warning'
import { button, type ButtonView, type CardLine, type CardView } from '../core/card'
import type { StoredWarning } from './entities'
import { numberOf, successionOf, titleOf } from './rules'

/** A warning at a moment: what every card about it starts from. */
export type Said = { warning: StoredWarning; policy: Policy; now: Date }

/** 「14:41」 today, 「8 月 12 日 14:41」 else, as clocks in China show it. */
export function clock(at: Date, now: Date): string {
  const [day, time] = local(at)
  const [today] = local(now)
  const [, month, date] = day!.split('-')
  return day === today
    ? time!.slice(0, 5)
    : `${Number(month)} 月 ${Number(date)} 日 ${time!.slice(0, 5)}`
}
const local = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().split('T')

const cut = (text: string, most = 30) => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
const thousands = (n: number) => n.toLocaleString('en-US')
const line = (label: string, text: string, strong?: boolean): CardLine[] =>
  text ? [{ label, text: cut(text), ...(strong && { strong: true }) }] : []
const drillWord = ({ warning }: Said) => (warning.drill ? '【演练】' : '')
const pressed = ({ warning }: Said, label: string) => (warning.drill ? `演练：${label}` : label)
const about = (said: Said, room = 12) => titleOf(said.policy.warnings, said.warning, room)

/** The four signs of a drill: the word in the title, on the plate and on the button, the rim, and the violet. */
function head(said: Said): Pick<CardView, 'tone' | 'plate' | 'kicker' | 'title' | 'drill'> {
  const { warning, now } = said
  return {
    tone: warning.drill ? 'drill' : warning.color,
    plate: { top: warning.drill ? '演练' : plateOf(said), word: colorWords[warning.color] },
    kicker: `${warning.issuer} ${clock(warning.sentAt ?? warning.draftedAt, now)}`,
    title: `${drillWord(said)}${about(said)}`,
    ...(warning.drill && { drill: true }),
  }
}
/** At most four signs: the hazard's title, else the first of its other names that is short enough. */
function plateOf({ policy, warning }: Said): string {
  const hazard = policy.warnings.hazards.find((it) => it.name === warning.hazard)
  const names = hazard ? [hazard.title, ...hazard.aliases] : []
  return names.find((name) => name.length <= 4) ?? names[0]?.slice(0, 4) ?? ''
}

/** What is called off looks like nothing to do, on whatever card it stood; a drill stays violet. */
export const lifted = (said: Said): CardView => ({
  tone: said.warning.drill ? 'drill' : 'plain',
  ...(said.warning.drill && { plate: head(said).plate!, drill: true }),
  kicker: `${said.warning.issuer} ${clock(said.warning.endedAt ?? said.now, said.now)}`,
  title: `${drillWord(said)}${said.warning.sentAt ? '已解除' : '已撤回'}：${about(said, 8)}`,
  lines: line('原因', said.warning.reason ?? ''),
})

/** 要做 over two lines where one is not enough, and 时限. */
export function orders({
  warning,
}: {
  warning: Pick<StoredWarning, 'todo' | 'deadline' | 'text'>
}): CardLine[] {
  const { todo, deadline, text } = warning
  if (todo.length <= 30) {
    return [...line('要做', todo), ...line('时限', deadline, true), ...line('情况', text)].slice(
      0,
      3,
    )
  }
  const end =
    Math.max(...['，', '。', '；', '、'].map((sign) => todo.lastIndexOf(sign, 29))) + 1 || 30
  return [
    ...line('要做', todo.slice(0, end).replace(/[，。；、]$/, '')),
    ...line('还有', todo.slice(end)),
    ...line('时限', deadline, true),
  ]
}

const consequences: Record<string, string> = {
  remind: '再提醒您',
  deputy: '找您的 AB 角',
  superior: '告诉您的上级',
}
/** What comes next if nobody answers: the foot of an open card. */
function nextFoot({ warning, policy, now }: Said, step: number): string {
  const rung = warning.ladder[step]
  if (!rung || !warning.sentAt) return ''
  const then =
    rung.act === 'ding'
      ? policy.delivery.ding === 'phone'
        ? '打电话给您'
        : '发 DING 给您'
      : consequences[rung.act]!
  return `收不到确认，${clock(new Date(warning.sentAt.getTime() + rung.afterMinutes * 60_000), now)} 起会${then}`
}

export type WarningFace = Said & {
  receipt: Pick<Receipt, 'step' | 'acknowledgedAt'>
  by: string | null
  successor: Color | null
}
/** The card of somebody who was warned. */
export function warningCard({ receipt, by, successor, ...said }: WarningFace): CardView {
  const { warning, now } = said
  const at = receipt.acknowledgedAt
  const stamp = at && (by ? `${by} ${clock(at, now)} 代确认` : `已确认 ${clock(at, now)}`)
  if (warning.state === 'lifted') return { ...lifted(said), ...(stamp && { stamp }) }
  const view = { ...head(said), lines: orders(said) }
  if (successor) {
    return { ...view, ...(stamp && { stamp }), foot: successionOf(warning.color, successor) }
  }
  if (stamp) return { ...view, stamp }
  const foot = nextFoot(said, receipt.step)
  return {
    ...view,
    button: button('warnings', 'acknowledge', {
      label: pressed(said, '收到'),
      input: { warningId: warning.id },
      word: '1',
    }),
    ...(foot && { foot }),
  }
}

/** The same again for who has not answered, the same words for everybody on the rung: one call says it to all of them. */
export function reminderCard({ step, ...said }: Said & { step: number }): CardView {
  const foot = nextFoot(said, step + 1)
  return {
    ...head(said),
    kicker: `${head(said).kicker}，还没有收到您的确认`,
    lines: orders(said),
    button: button('warnings', 'acknowledge', {
      label: pressed(said, '收到'),
      input: { warningId: said.warning.id },
      word: '1',
    }),
    ...(foot && { foot }),
  }
}

export type Silent = { personId: string; name: string; place: string; post: string; phone?: string }
export type DeputyFace = Said & {
  waiting: Silent[]
  done: { name: string; at: Date; mine: boolean } | null
}
/** The card of a B角: whom it is for, one after another, each with one tap. */
export function deputyCard({ waiting, done, ...said }: DeputyFace): CardView {
  const { warning, now } = said
  const [first, ...others] = waiting
  if (warning.state === 'lifted') return lifted(said)
  if (!first) {
    return {
      ...head(said),
      lines: orders(said),
      ...(done && {
        stamp: done.mine
          ? `已代${done.name}确认 ${clock(done.at, now)}`
          : `${done.name} 已确认 ${clock(done.at, now)}`,
      }),
    }
  }
  return {
    ...head(said),
    lines: [
      ...line('代谁', `${first.place}${first.post} ${first.name}，没有确认`),
      ...orders(said),
    ].slice(0, 3),
    button: button('warnings', 'acknowledgeFor', {
      label: pressed(said, '收到'),
      input: { warningId: warning.id, personId: first.personId },
    }),
    foot: others.length ? `还有 ${others.length} 人要您代确认` : `您是${first.name}的 AB 角`,
  }
}

export type SilentFace = Said & { count: number; silent: Silent[] }
const boardLink = ({ warning }: Said) => ({
  label: '看名单',
  page: 'board' as const,
  query: { warningId: warning.id },
})
/** The card of a superior: how many are silent, and three of them by name. */
export function silentCard({ count, silent, ...said }: SilentFace): CardView {
  if (said.warning.state === 'lifted') return lifted(said)
  if (!count) {
    return {
      ...head(said),
      tone: said.warning.drill ? 'drill' : 'done',
      lines: orders(said),
      stamp: '都确认了',
    }
  }
  return {
    ...head(said),
    number: { before: '还差', n: count, after: '人未确认' },
    lines: silent.flatMap(({ place, name, phone }) =>
      line('还差', `${name}${phone ? ` ${phone}` : ''}，${place}`),
    ),
    link: boardLink(said),
    ...(count > 3 && { foot: `还有 ${thousands(count - 3)} 人` }),
  }
}

export type CountFace = Said & {
  total: number
  acknowledged: number
  delivered: number
  undelivered: number
  most: { name: string; missing: number }[]
}
/** The card of writer and approver: what is still owed. */
export function countCard({
  total,
  acknowledged,
  delivered,
  undelivered,
  most,
  ...said
}: CountFace): CardView {
  const missing = total - acknowledged
  const { warning } = said
  const lines = [
    ...line('确认', `${thousands(acknowledged)} 人`),
    ...line(
      '送达',
      `${thousands(delivered)} 人${undelivered ? `，${thousands(undelivered)} 人未达` : ''}`,
    ),
    ...line('多在', most.map((it) => `${it.name} ${thousands(it.missing)} 人`).join('，')),
  ]
  if (warning.state === 'lifted') return { ...lifted(said), lines }
  if (!missing) {
    return {
      ...head(said),
      tone: warning.drill ? 'drill' : 'done',
      kicker: '回执',
      lines,
      stamp: '都确认了',
    }
  }
  return {
    ...head(said),
    kicker: '回执，每分钟更新',
    lines,
    number: { before: '还差', n: missing, after: '人未确认' },
    link: boardLink(said),
  }
}

export type ApprovalFace = Said & {
  mine: boolean
  writer: string
  ender: string
  area: string
  asked: string[]
  reach: Pick<Preflight, 'people' | 'calls' | 'seconds' | 'quotaLeft' | 'unreachableCount'> | null
}
/** Before it goes out: to who may approve, what will be seen and whom it reaches; to the writer, where it lies. */
export function approvalCard({
  mine,
  writer,
  ender,
  area,
  asked,
  reach,
  ...said
}: ApprovalFace): CardView {
  const { warning, now } = said
  const { todo, deadline } = warning
  const drafted = clock(warning.draftedAt, now)
  if (warning.state === 'lifted') return lifted(said)
  const orderLine = line(
    '要做',
    deadline ? `${cut(todo, 28 - deadline.length)}，${deadline}` : todo,
  )
  const ended = warning.endedAt ? ` ${clock(warning.endedAt, now)}` : ''
  if (warning.state === 'refused') {
    return {
      ...head(said),
      tone: warning.drill ? 'drill' : 'plain',
      kicker: `${mine ? '您' : writer} ${drafted} 提交`,
      lines: [...orderLine, ...line('原因', warning.reason ?? '')],
      stamp: `${ender}已退回${ended}`,
    }
  }
  const approved = warning.approvedAt && `${ender}已批准 ${clock(warning.approvedAt, now)}`
  if (mine) {
    return {
      ...head(said),
      kicker: `您 ${drafted} 提交`,
      lines: [...orderLine, ...line('范围', area)],
      ...writersEnd(approved, asked),
    }
  }
  const lines = [
    ...orderLine,
    ...line(
      '发给',
      reach
        ? `${area} ${thousands(reach.people)} 人，约 ${Math.max(1, reach.seconds)} 秒发完`
        : area,
    ),
    ...(reach && !approved
      ? line('额度', `用 ${thousands(reach.calls)} 次，余 ${thousands(reach.quotaLeft)}`)
      : []),
  ]
  const view = { ...head(said), kicker: `${writer} ${drafted} 请您批准`, lines }
  if (approved) return { ...view, stamp: approved }
  const link = { label: '全文和退回', page: 'approve' as const, query: { warningId: warning.id } }
  return {
    ...view,
    button: approveButton(said),
    link,
    ...(reach?.unreachableCount && { foot: `${thousands(reach.unreachableCount)} 人可能收不到` }),
  }
}
const approveButton = (said: Said): ButtonView =>
  button('warnings', 'approve', {
    label: said.warning.drill ? '演练：批准' : '批准发布',
    input: { warningId: said.warning.id },
    word: `批准 ${numberOf(said.warning.id)}`,
  })
const writersEnd = (approved: string | null, asked: readonly string[]) =>
  approved
    ? { stamp: approved }
    : asked.length
      ? { stamp: `已交 ${asked.slice(0, 2).join('、')} 批准` }
      : { foot: '您写的要由别人批准，请找上级值班室' }
