import { z } from 'zod'
import { endpoint } from '../endpoint'
import type { World } from '../world'
import { checkRobot } from './robot'

const rules = { family: 'new', scope: 'qyapi_robot_sendmsg' } as const
const Emotion = z.object({
  robotCode: z.string().optional(),
  openMsgId: z.string().min(1),
  openConversationId: z.string().min(1),
  emotionType: z.number().default(2),
  emotionName: z.string().min(1),
  textEmotion: z.looseObject({ text: z.string().optional() }).nullish(),
})

function setEmotion(world: World, input: z.infer<typeof Emotion>, isThere: boolean) {
  checkRobot(world, input.robotCode)
  const { openMsgId, emotionName } = input
  const speaker = world.messages.speakerOf(openMsgId)
  if (speaker) world.phones.setEmotion(speaker, openMsgId, isThere ? emotionName : undefined)
  return { success: true }
}

/** A word of the robot under what somebody said ("thinking"), taken away when it has answered. */
export const emotion = [
  endpoint('POST /v1.0/robot/emotion/reply', rules, Emotion, (world, input) =>
    setEmotion(world, input, true),
  ),
  endpoint('POST /v1.0/robot/emotion/recall', rules, Emotion, (world, input) =>
    setEmotion(world, input, false),
  ),
]
