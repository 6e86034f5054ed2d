import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { endpoint } from '../endpoint'
import { refuseOld } from '../refusal'
import type { World } from '../world'

const rules = { family: 'old', scope: 'qyapi_chat_manage' } as const
const largest = 1_000
const Name = z.string().min(1).max(20)
const People = z.array(z.string()).max(40)

/** Both ids of a group: what the old calls name it by, and what the robot does. */
const idsOf = (conversationId: string) => ({
  chatid: conversationId.replace(/^cid/, 'chat'),
  openConversationId: conversationId,
  conversationTag: 2,
})

function groupOf(world: World, chatid: string) {
  const conversationId = chatid.replace(/^chat/, 'cid')
  const group = world.messages.groups.get(conversationId)
  if (!group) throw refuseOld(34014, '会话不存在')
  return { conversationId, group }
}

function checkPeople(world: World, userIds: readonly string[]) {
  const unknown = userIds.filter((userId) => !world.directory.users.has(userId))
  if (unknown.length) throw refuseOld(60121, `找不到该用户：${unknown.slice(0, 3).join('、')}`)
}

/** Groups that the app makes: one per town, or one per event. */
export const groups = [
  endpoint(
    'POST /chat/create',
    rules,
    z.object({ name: Name, owner: z.string().min(1), useridlist: People }),
    (world, { name, owner, useridlist }) => {
      if (!useridlist.includes(owner)) throw refuseOld(40035, '群主必须在useridlist中')
      checkPeople(world, useridlist)
      const conversationId = `cid${randomUUID().replaceAll('-', '')}==`
      world.messages.groups.set(conversationId, { title: name, userIds: useridlist, owner })
      world.journal.tell('group', `建了群「${name}」，${useridlist.length} 人`)
      return idsOf(conversationId)
    },
  ),
  endpoint('GET /chat/get', rules, z.object({ chatid: z.string() }), (world, { chatid }) => {
    const { conversationId, group } = groupOf(world, chatid)
    return {
      chat_info: {
        ...idsOf(conversationId),
        name: group.title,
        owner: group.owner ?? group.userIds[0] ?? '',
        useridlist: group.userIds,
      },
    }
  }),
  endpoint(
    'POST /chat/update',
    rules,
    z.object({
      chatid: z.string(),
      name: Name.optional(),
      owner: z.string().optional(),
      add_useridlist: People.default([]),
      del_useridlist: People.default([]),
    }),
    (world, { chatid, name, owner, add_useridlist: added, del_useridlist: removed }) => {
      const { conversationId, group } = groupOf(world, chatid)
      checkPeople(world, added)
      const userIds = [...new Set([...group.userIds, ...added])].filter(
        (userId) => !removed.includes(userId),
      )
      if (userIds.length > largest) throw refuseOld(40035, '群人数超过1000')
      world.messages.groups.set(conversationId, {
        title: name ?? group.title,
        userIds,
        owner: owner ?? group.owner,
      })
      return {}
    },
  ),
]
