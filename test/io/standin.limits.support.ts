import { openStandin, type World } from './standinWorld'

/** A stand-in that counts and slows nothing, so that only the limits of one call are met. */
export async function openUnlimited() {
  const world = await openStandin({ faults: { noLimits: true } })
  await world.admin('groups', {
    conversationId: 'cidAAA==',
    title: '防汛网格一组',
    userIds: ['u1', 'u2'],
  })
  return world
}

const crowd = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    userId: `p${index}`,
    name: `人${index}`,
    deptIds: [4],
  }))

export async function addCrowd(world: World, count: number) {
  await world.admin('users', { users: crowd(count) })
}

export const ids = (count: number) => crowd(count).map(({ userId }) => userId)
