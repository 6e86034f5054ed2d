import { useState } from 'react'
import type { checklistOperations } from '../../../../shared/checklistOperations'
import type { Reply } from '../../../../shared/operation'
import { reviewers } from '../../../../shared/vocabulary'
import type { Asking } from '../../lib/phone'
import { unitFor } from '../../parts/doors'
import { useDeed, useLook } from '../../parts/look'
import { phone } from '../../platform/phone'

type Page = Reply<typeof checklistOperations.waiting>
export type Waiting = Page['items'][number]

export const keyOf = ({ checklistId, item }: Waiting) => `${checklistId} ${item}`
/** What is handed in again after a return waits again. */
const turnOf = (waiting: Waiting) => `${keyOf(waiting)} ${waiting.revision}`

/**
 * What waits for a review: the first page renews itself, later ones are added by hand, what was
 * decided here is gone at once.
 */
export function useWaiting(askedPath: string | undefined) {
  const look = useLook(`review ${askedPath ?? ''}`, (client) => firstPage(client, askedPath))
  const deed = useDeed()
  const [later, setLater] = useState<Page | null>(null)
  const [decided, setDecided] = useState<string[]>([])

  const first = look.value
  const next = later ? later.next : (first?.next ?? null)
  const byKey = new Map(
    [...(first?.items ?? []), ...(later?.items ?? [])].map((waiting) => [keyOf(waiting), waiting]),
  )
  const items = [...byKey.values()].filter((waiting) => !decided.includes(turnOf(waiting)))

  function markDecided(waiting: Waiting) {
    setDecided((before) => [...before, turnOf(waiting)])
    void look.again()
  }
  async function addPage() {
    const unitPath = first!.unitPath!
    const page = await phone.client.checklists.waiting({ unitPath, after: next })
    setLater({ items: [...(later?.items ?? []), ...page.items], next: page.next })
  }
  return {
    look,
    items,
    hasMore: next !== null,
    busy: deed.busy,
    problem: deed.problem,
    more: () => void deed.run(addPage),
    markDecided,
  }
}

type FirstPage = Page & { unitPath: string | undefined }
async function firstPage(client: Asking, askedPath: string | undefined): Promise<FirstPage> {
  const unitPath = askedPath ?? unitFor(await client.session.me({}), reviewers)?.unitPath
  if (!unitPath) return { unitPath, items: [], next: null }
  return { unitPath, ...(await client.checklists.waiting({ unitPath, after: null })) }
}
