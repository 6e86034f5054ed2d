import type { checklistOperations } from '../../../shared/checklistOperations'
import type { Reply } from '../../../shared/operation'
import { isAhead } from '../lib/jobs'
import { useLook, useOutbox } from './look'

export type List = Reply<typeof checklistOperations.lists>[number]
export type Line = List['items'][number]

/**
 * Every list of the person's units; what is handed in, what is still owed, and what comes next.
 * What waits on this phone counts as handed in.
 */
export function useLists() {
  const look = useLook('lists', async (client) => {
    const me = await client.session.me({})
    const units = [...new Set(me.posts.map((post) => post.unitPath))]
    const lists = (
      await Promise.all(
        units.map((unitPath) => client.checklists.lists({ unitPath, period: null })),
      )
    ).flat()
    return { me, lists }
  })
  const jobs = useOutbox()
  const lists = look.value?.lists ?? []
  const handed = (line: Line) =>
    jobs.some(
      (job) =>
        job.operation.startsWith('checklists.') &&
        isAhead(job, line) &&
        (job.input as Line).checklistId === line.checklistId &&
        (job.input as Line).item === line.item,
    )
  const isOwed = (line: Line) =>
    line.mine && (line.state === 'open' || line.state === 'returned') && !handed(line)
  const next =
    lists
      .flatMap((list) => list.items)
      .filter(isOwed)
      .sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime())[0] ?? null
  return { look, lists, jobs, handed, isOwed, next }
}
