import { momentWords } from '../../../shared/time'
import type { Preflight } from '../../../shared/warning'
import { button, type ButtonView, type CardLine, type CardView } from '../../core/card'
import { shortened } from '../../core/text'
import { numberOf } from '../rules'
import { head, lifted, line, settledTone, thousands, type Said } from './face'

/**
 * `mine`: shown to the writer. `ender` approved or refused it, and is nameless on the own card.
 * `asked`: who may approve it.
 */
export type ApprovalFace = Said & {
  mine: boolean
  writer: string
  ender: string
  area: string
  asked: string[]
  reach: Pick<Preflight, 'people' | 'calls' | 'seconds' | 'quotaLeft' | 'unreachableCount'> | null
}

/**
 * Before it goes out: to who may approve, what will be seen and whom it reaches; to the writer,
 * where it lies.
 */
export function approvalCard(face: ApprovalFace): CardView {
  if (face.warning.state === 'lifted') return lifted(face)
  if (face.warning.state === 'refused') return refusedCard(face)
  return face.mine ? writersCard(face) : approversCard(face)
}

function refusedCard(face: ApprovalFace): CardView {
  const { warning, mine, writer, ender, now } = face
  const ended = warning.endedAt ? ` ${momentWords(warning.endedAt, now)}` : ''
  return {
    ...head(face),
    tone: settledTone(face, 'plain'),
    kicker: `${mine ? '您' : writer} ${draftedWords(face)} 提交`,
    lines: [...orderLine(face), ...line('原因', warning.reason ?? '')],
    stamp: `${ender}已退回${ended}`,
  }
}

function writersCard(face: ApprovalFace): CardView {
  return {
    ...head(face),
    kicker: `您 ${draftedWords(face)} 提交`,
    lines: [...orderLine(face), ...line('范围', face.area)],
    ...writersEnd(face),
  }
}
function writersEnd(face: ApprovalFace): Pick<CardView, 'stamp' | 'foot'> {
  const approved = approvedWords(face)
  if (approved) return { stamp: approved }
  if (!face.asked.length) return { foot: '您写的要由别人批准，请找上级值班室' }
  return { stamp: `已交 ${face.asked.slice(0, 2).join('、')} 批准` }
}

function approversCard(face: ApprovalFace): CardView {
  const { warning, writer, reach } = face
  const approved = approvedWords(face)
  const view = {
    ...head(face),
    kicker: `${writer} ${draftedWords(face)} 请您批准`,
    lines: [...orderLine(face), ...reachLine(face), ...(approved ? [] : quotaLine(face))],
  }
  if (approved) return { ...view, stamp: approved }
  return {
    ...view,
    button: approveButton(face),
    link: { label: '全文和退回', page: 'approve', query: { warningId: warning.id } },
    ...(reach?.unreachableCount && { foot: `${thousands(reach.unreachableCount)} 人可能收不到` }),
  }
}
function reachLine({ area, reach }: ApprovalFace): CardLine[] {
  if (!reach) return line('发给', area)
  const seconds = Math.max(1, reach.seconds)
  return line('发给', `${area} ${thousands(reach.people)} 人，约 ${seconds} 秒发完`)
}
function quotaLine({ reach }: ApprovalFace): CardLine[] {
  if (!reach) return []
  return line('额度', `用 ${thousands(reach.calls)} 次，余 ${thousands(reach.quotaLeft)}`)
}
const approveButton = ({ warning }: Said): ButtonView =>
  button('warnings', 'approve', {
    label: warning.drill ? '演练：批准' : '批准发布',
    input: { warningId: warning.id },
    word: `批准 ${numberOf(warning.id)}`,
  })

const roomForOrder = 28
function orderLine({ warning: { todo, deadline } }: Said): CardLine[] {
  if (!deadline) return line('要做', todo)
  return line('要做', `${shortened(todo, roomForOrder - deadline.length)}，${deadline}`)
}
const draftedWords = ({ warning, now }: Said) => momentWords(warning.draftedAt, now)
function approvedWords({ warning, ender, now }: ApprovalFace): string | null {
  return warning.approvedAt && `${ender}已批准 ${momentWords(warning.approvedAt, now)}`
}
