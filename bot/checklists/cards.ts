import type { Item } from '../../shared/checklist'
import { button, type CardLine, type CardView } from '../core/card'
import type { StoredChecklist, StoredItem } from './entities'
import { momentWords } from './rules'
import { dayOf } from '../../shared/time'

export type ListFace = {
  list: StoredChecklist
  unitName: string
  open: { item: StoredItem; question: Item }[]
  given: number
  auto: number
  now: Date
}

const cut = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text
const date = (at: Date) => {
  const [, month, day] = dayOf(at).split('-')
  return `${Number(month)} 月 ${Number(day)} 日`
}
const fillLink = (label: string, { item: { checklistId, item } }: ListFace['open'][number]) => ({
  label,
  page: 'fill' as const,
  query: { checklistId, item },
})
/** A list on the day it comes: what is only to be confirmed is confirmed here, the rest is told. */
export function listCard({ list, unitName, open, given, auto, now }: ListFace): CardView {
  const head = {
    tone: 'plain' as const,
    kicker: `${unitName} ${momentWords(list.issuedAt, now)}`,
    title: cut(list.title, 12),
  }
  if (list.withdrawnAt) return { ...head, title: cut(`已撤回：${list.title}`, 12), lines: [] }
  const first = open.find(({ question }) => question.evidence === 'confirm')
  const [next] = open
  if (!next) return { ...head, tone: 'done', lines: [], stamp: `${given} 项都交了` }
  if (!first) {
    const lines: CardLine[] = [
      { label: '要填', text: `${open.length} 项${auto ? `，另有 ${auto} 项系统已填` : ''}` },
      { label: '先填', text: cut(next.question.title, 18) },
      { label: '期限', text: `${date(next.item.dueAt)}前`, strong: true },
    ]
    return { ...head, lines, link: fillLink('去填', next) }
  }
  const lines: CardLine[] = [
    { label: '核对', text: cut(first.question.title, 30), strong: true },
    { label: '期限', text: `${date(first.item.dueAt)}前` },
    ...(given ? [{ label: '已交', text: `${given} 项` }] : []),
  ]
  return {
    ...head,
    lines,
    button: button('checklists', 'unchanged', {
      label: '没有变化',
      input: { checklistId: list.id, item: first.item.item, revision: first.item.revision },
    }),
    ...(open.length > 1
      ? { link: { label: '去填', page: 'lists' }, foot: `还有 ${open.length - 1} 项` }
      : { link: fillLink('有变化', first) }),
  }
}
