import type { Policy } from '../../config/policy'
import { desks } from '../../shared/vocabulary'
import type { Confirmer, Receipt } from '../../shared/warning'
import { mayKnow, mayReach } from '../core/scope'
import type { Ctx } from '../core/slice'
import { standInsOf, superiorsOf } from '../org/audience'

type Check = (ctx: Ctx, receipt: Receipt) => boolean | Promise<boolean>
/** As what somebody may stand to a person who is silent. */
const checks: Record<Confirmer, Check> = {
  desk: ({ actor }, { unitPath }) => mayReach(actor, desks, [unitPath]),
  deputy: isDeputy,
  superior: isSuperior,
  holder: ({ actor }, { unitPath }) => mayKnow(actor, [unitPath]),
}
/** Who acts on the very post, by whatever right, and the B角 of the person's other posts. */
async function isDeputy(ctx: Ctx, receipt: Receipt): Promise<boolean> {
  if (ctx.actor.posts.some((post) => post.postId === receipt.postId)) return true
  const standIns = await standInsOf(ctx, [receipt])
  return standIns.get(receipt.personId)?.includes(ctx.actor.personId) ?? false
}
/** Whom the ladder would ask. */
async function isSuperior(ctx: Ctx, receipt: Receipt): Promise<boolean> {
  const superiors = await superiorsOf(ctx, [receipt])
  return superiors(receipt).includes(ctx.actor.personId)
}

/** 代确认: may the actor say 收到 for this person? The policy names who may. */
export async function mayConfirmFor(ctx: Ctx, receipt: Receipt): Promise<boolean> {
  for (const confirmer of ctx.policy.warnings.confirmers) {
    if (await checks[confirmer](ctx, receipt)) return true
  }
  return false
}

const titles: Record<Confirmer, string> = {
  desk: '值班室',
  deputy: '他的 AB 角',
  superior: '他的上级',
  holder: '当地责任人',
}
/** 「值班室、他的 AB 角、他的上级」 */
export const wordsForConfirmers = ({ confirmers }: Policy['warnings']) =>
  confirmers.map((confirmer) => titles[confirmer]).join('、')
