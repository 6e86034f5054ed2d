import { randomUUID } from 'node:crypto'

export type Todo = {
  id: string
  sourceId: string
  subject: string
  description: string
  creatorId: string
  modifierId: string
  dueTime?: number
  startTime: number
  finishTime?: number
  createdTime: number
  modifiedTime: number
  done: boolean
  executorIds: string[]
  participantIds: string[]
  doneBy: Set<string>
  isOnlyShowExecutor: boolean
  priority: number
  detailUrl: { appUrl?: string | undefined; pcUrl?: string | undefined }
}

/** The to-do list of DingTalk; people are unionIds here. */
export class Todos {
  private readonly tasks = new Map<string, Todo>()
  private readonly bySource = new Map<string, string>()

  constructor(private readonly now: () => number) {}

  create(
    task: Omit<Todo, 'id' | 'createdTime' | 'modifiedTime' | 'startTime' | 'done' | 'doneBy'>,
  ) {
    if (task.sourceId && this.bySource.has(task.sourceId)) return undefined
    const at = this.now()
    const created: Todo = {
      ...task,
      id: `task${randomUUID().replaceAll('-', '')}`,
      createdTime: at,
      modifiedTime: at,
      startTime: at,
      done: false,
      doneBy: new Set(),
    }
    this.tasks.set(created.id, created)
    if (created.sourceId) this.bySource.set(created.sourceId, created.id)
    return created
  }

  get(id: string) {
    return this.tasks.get(id)
  }

  source(sourceId: string) {
    return this.tasks.get(this.bySource.get(sourceId) ?? '')
  }

  /** A task is done when it says so or when every executor is. */
  change(task: Todo, change: Partial<Todo>, operatorId: string) {
    Object.assign(task, change, { modifiedTime: this.now(), modifierId: operatorId })
    if (task.done) task.finishTime ??= this.now()
    else delete task.finishTime
  }

  remove(task: Todo) {
    this.tasks.delete(task.id)
    return this.bySource.delete(task.sourceId)
  }

  clear() {
    this.tasks.clear()
    this.bySource.clear()
  }
}
