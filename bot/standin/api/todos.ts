import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { endpoint } from '../endpoint'
import type { Call } from '../http'
import { refuse } from '../refusal'
import type { Todo } from '../todos'
import type { World } from '../world'

const rules = {
  family: 'new',
  scope: 'Todo.Todo.Write',
  bad: 'todo.taskCreate.paramError',
} as const
const link = z
  .string()
  .refine((url) => Buffer.byteLength(url) <= 1_024)
  .optional()
const Fields = {
  subject: z.string().min(1).max(1_024),
  description: z.string().max(4_096).optional(),
  dueTime: z.number().optional(),
  executorIds: z.array(z.string()).optional(),
  participantIds: z.array(z.string()).optional(),
}
const Creation = z.object({
  ...Fields,
  sourceId: z.string().default(''),
  creatorId: z.string().optional(),
  isOnlyShowExecutor: z.boolean().default(false),
  priority: z.union([z.literal(10), z.literal(20), z.literal(30), z.literal(40)]).default(20),
  detailUrl: z.object({ appUrl: link, pcUrl: link }),
  contentFieldList: z
    .array(z.object({ fieldKey: z.string(), fieldValue: z.string() }))
    .nullish()
    .transform((fields) => fields ?? []),
  notifyConfigs: z.object({ dingNotify: z.string().default('') }).default({ dingNotify: '' }),
})

function operator(world: World, unionId: string | null | undefined) {
  if (!unionId || !world.directory.byUnion(unionId)) {
    throw refuse('todo.taskCreate.paramError', `用户不存在：${unionId ?? ''}`)
  }
  return unionId
}

function taskOf(task: Todo | undefined) {
  if (!task) throw refuse('todo.taskCreate.paramError', 'task not belong to bizTag')
  return task
}

const shown = ({ doneBy: _doneBy, ...task }: Todo) => ({
  ...task,
  bizTag: 'standin',
  source: 'standin',
  requestId: randomUUID(),
})
/** Read again, a to-do says whose it is. */
const shownAgain = ({ settings }: World, task: Todo | undefined) => ({
  ...shown(taskOf(task)),
  tenantId: settings.corpId,
  tenantType: 'ORG',
})

function create(world: World, input: z.infer<typeof Creation>, call: Call) {
  const owner = operator(world, call.params['unionId'])
  const modifierId = operator(world, call.query.get('operatorId') ?? owner)
  for (const executor of input.executorIds ?? []) operator(world, executor)
  const { contentFieldList, notifyConfigs, ...given } = input
  const { description = '', dueTime, executorIds = [owner], participantIds = [], ...rest } = given
  const task = world.todos.create({
    ...rest,
    description,
    executorIds,
    participantIds,
    creatorId: input.creatorId ?? owner,
    modifierId,
    ...(dueTime && { dueTime }),
  })
  if (!task) throw refuse('todo.taskCreate.paramError', 'task exist')
  world.journal.tell('todo', `待办「${task.subject}」建给 ${executorIds.length} 人`)
  return { ...shown(task), contentFieldList, notifyConfigs }
}

/** To-dos of people, named by unionId. */
export const todos = [
  endpoint('POST /v1.0/todo/users/:unionId/tasks', rules, Creation, create),
  endpoint(
    'GET /v1.0/todo/users/:unionId/tasks/sources/:sourceId',
    rules,
    z.looseObject({}),
    (world, _input, call) => shownAgain(world, world.todos.source(call.params['sourceId']!)),
  ),
  endpoint(
    'GET /v1.0/todo/users/:unionId/tasks/:taskId',
    rules,
    z.looseObject({}),
    (world, _input, call) => ({
      ...shownAgain(world, world.todos.get(call.params['taskId']!)),
      cardTypeId: 'standin',
    }),
  ),
  endpoint(
    'PUT /v1.0/todo/users/:unionId/tasks/:taskId',
    rules,
    z.object({ ...Fields, subject: Fields.subject.optional(), done: z.boolean().optional() }),
    (world, input, call) => {
      const change = Object.fromEntries(
        Object.entries(input).filter(([, value]) => value !== undefined),
      ) as Partial<Todo>
      world.todos.change(
        taskOf(world.todos.get(call.params['taskId']!)),
        change,
        operator(world, call.query.get('operatorId') ?? call.params['unionId']),
      )
      return { result: true }
    },
  ),
  endpoint(
    'PUT /v1.0/todo/users/:unionId/tasks/:taskId/executorStatus',
    rules,
    z.object({
      executorStatusList: z.array(z.object({ id: z.string(), isDone: z.boolean() })).min(1),
    }),
    (world, input, call) => {
      const task = taskOf(world.todos.get(call.params['taskId']!))
      for (const { id, isDone } of input.executorStatusList) {
        task.doneBy[isDone ? 'add' : 'delete'](id)
      }
      world.todos.change(
        task,
        { done: task.executorIds.every((id) => task.doneBy.has(id)) },
        operator(world, call.query.get('operatorId') ?? call.params['unionId']),
      )
      return { result: true }
    },
  ),
  endpoint(
    'DELETE /v1.0/todo/users/:unionId/tasks/:taskId',
    rules,
    z.looseObject({}),
    (world, _input, call) => {
      world.todos.remove(taskOf(world.todos.get(call.params['taskId']!)))
      return { result: true, requestId: randomUUID() }
    },
  ),
]
