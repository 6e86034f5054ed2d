import { useState } from 'react'
import type { Preflight, WarningView } from '../../../../shared/warning'
import { goOn } from '../../parts/go'
import { useDeed, useLook } from '../../parts/look'
import { phone } from '../../platform/phone'

/**
 * A warning before whoever may approve it. `mine`: this person wrote it. `reach`: while it is a
 * draft.
 */
export type Approval = { warning: WarningView; mine: boolean; reach: Preflight | null }

export const useApproval = (warningId: string) =>
  useLook(`approve ${warningId}`, async (client): Promise<Approval> => {
    const me = await client.session.me({})
    const warning = await client.warnings.open({ warningId })
    return {
      warning,
      mine: warning.draftedBy === me.personId,
      reach: warning.state === 'draft' ? await client.warnings.preflight({ warningId }) : null,
    }
  })

/** Approving and refusing, and the reason that is being written. */
export function useDeciding(warningId: string, again: () => Promise<void>) {
  const deed = useDeed()
  const [refusing, setRefusing] = useState(false)
  const [reason, setReason] = useState('')

  async function approve() {
    const went = await deed.run(() => phone.client.warnings.approve({ warningId }))
    if (went) goOn('board', { warningId })
  }
  async function refuse() {
    const refusal = { warningId, reason: reason.trim() }
    const went = await deed.run(() => phone.client.warnings.refuse(refusal))
    if (!went) return
    setRefusing(false)
    await again()
  }
  return {
    busy: deed.busy,
    problem: deed.problem,
    refusing,
    setRefusing,
    reason,
    setReason,
    hasReason: reason.trim().length > 1,
    approve: () => void approve(),
    refuse: () => void refuse(),
  }
}
export type Deciding = ReturnType<typeof useDeciding>
