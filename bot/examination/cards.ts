import { In } from 'typeorm'
import { timeOf } from '../../shared/time'
import { button, card, type CardView } from '../core/card'
import type { Ctx } from '../core/slice'
import { ExaminationEntity } from './entities'

type Face = { examinationId: string; pressedAt: Date | null }

/** The card that shows an administrator that cards and their buttons work. */
export function examinationCard({ examinationId, pressedAt }: Face): CardView {
  const view = { tone: 'plain' as const, kicker: '应急钉', title: '体检卡片' }
  if (pressedAt) {
    const stamp = `已确认 ${timeOf(pressedAt)}`
    return { ...view, tone: 'done', lines: [{ label: '结果', text: '按钮好用，谢谢' }], stamp }
  }
  return {
    ...view,
    lines: [{ label: '请做', text: '按下面的「看到了」' }],
    button: button('examination', 'seen', { label: '看到了', input: { examinationId } }),
  }
}

/** An older card than the last is stamped, too: its button works. */
async function loadFace(
  ctx: Ctx,
  { examinationId }: { examinationId: string },
  people: readonly string[],
): Promise<Map<string, Face>> {
  const rows = await ctx.db.findBy(ExaminationEntity, { personId: In([...people]) })
  return new Map(
    rows.map(({ personId, id, pressedAt }) => [
      personId,
      { examinationId, pressedAt: id === examinationId ? pressedAt : ctx.now },
    ]),
  )
}
export const examinationCards = { examination: card(loadFace, examinationCard) }
