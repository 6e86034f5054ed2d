import type { Item } from '../../shared/checklist'
import { dateWords, momentWords } from '../../shared/time'
import { button, type CardLine, type CardView } from '../core/card'
import { shortened } from '../core/text'
import type { StoredChecklist, StoredItem } from './entities'

export type ListFace = {
  list: StoredChecklist
  unitName: string
  open: { item: StoredItem; question: Item }[]
  given: number
  auto: number
  now: Date
}

type Entry = ListFace['open'][number]
/** A list on the day it comes: what is only to be confirmed is confirmed here, the rest is told. */
export function listCard(face: ListFace): CardView {
  const { list, unitName, open, now } = face
  const head = {
    tone: 'plain' as const,
    kicker: `${unitName} ${momentWords(list.issuedAt, now)}`,
    title: shortened(list.title, 12),
  }
  if (list.withdrawnAt) return { ...head, title: shortened(`已撤回：${list.title}`, 12), lines: [] }
  const [next] = open
  if (!next) return { ...head, tone: 'done', lines: [], stamp: `${face.given} 项都交了` }
  const first = open.find(({ question }) => question.evidence === 'confirm')
  return { ...head, ...(first ? confirmView(face, first) : fillView(face, next)) }
}

type Body = Pick<CardView, 'lines' | 'link' | 'button' | 'foot'>
function fillView({ open, auto }: ListFace, next: Entry): Body {
  const filled = auto ? `，另有 ${auto} 项系统已填` : ''
  return {
    lines: [
      { label: '要填', text: `${open.length} 项${filled}` },
      { label: '先填', text: shortened(next.question.title, 18) },
      { label: '期限', text: `${dateWords(next.item.dueAt)}前`, strong: true },
    ],
    link: fillLink('去填', next),
  }
}
function confirmView({ list, open, given }: ListFace, first: Entry): Body {
  const { question, item } = first
  const lines: CardLine[] = [
    { label: '核对', text: shortened(question.title, 30), strong: true },
    { label: '期限', text: `${dateWords(item.dueAt)}前` },
    ...(given ? [{ label: '已交', text: `${given} 项` }] : []),
  ]
  const ref = { checklistId: list.id, item: item.item, revision: item.revision }
  const unchanged = button('checklists', 'unchanged', { label: '没有变化', input: ref })
  const body = { lines, button: unchanged }
  const others = open.length - 1
  return others
    ? { ...body, link: { label: '去填', page: 'lists' }, foot: `还有 ${others} 项` }
    : { ...body, link: fillLink('有变化', first) }
}
const fillLink = (label: string, { item: { checklistId, item } }: Entry) => ({
  label,
  page: 'fill' as const,
  query: { checklistId, item },
})
