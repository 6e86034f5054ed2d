import type { Answer, Inbound } from '../../core/ports'
import { read, type Frame, type Reading } from './frames'
import type { Meter } from './meter'
import type { NewApi } from './newapi'
import type { Links, Settings } from './settings'
import { fit, varsOf, type Vars } from './vars'

type Receive = (inbound: Inbound) => Promise<Answer>
type Parts = {
  settings: Settings
  newApi: Pick<NewApi, 'updateCard'>
  meter: Meter
  receive: Receive
}
/** Sends the acknowledgement of one frame. */
export type Acknowledge = (value: unknown) => void
/** Acts on a frame and acknowledges it; never throws. */
export type Reception = (frame: Frame, acknowledge: Acknowledge) => Promise<void>

const options = { updateCardDataByKey: true, updatePrivateDataByKey: true }

/**
 * Nothing is acknowledged that is not committed, and whatever we shall never understand is, lest it
 * come again.
 */
export function createReception(parts: Parts): Reception {
  const { settings, meter } = parts
  return async (frame, acknowledge) => {
    const reading = read(frame)
    if (reading.billed) meter.pushed(costOf(reading, settings))
    if ('ignored' in reading) return ignore(settings, frame, reading.ignored, acknowledge)
    if (reading.note) {
      const { note, inbound } = reading
      settings.log.warn({ note, id: inbound.id }, 'DingTalk kept the words of a message')
    }
    const { inbound } = reading
    if (inbound.kind !== 'press') return takePush(parts, frame, inbound, acknowledge)
    return takePress(parts, { inbound, outTrackId: reading.outTrackId! }, acknowledge)
  }
}

const costOf = (reading: Reading, { pressCosts = 1 }: Settings) =>
  'inbound' in reading && reading.inbound.kind === 'press' ? pressCosts : 1

const isEvent = ({ type }: Frame) => type === 'EVENT'
const eventTaken = { status: 'SUCCESS', message: '' }
const eventLater = { status: 'LATER', message: '' }

function ignore({ log }: Settings, frame: Frame, why: string, acknowledge: Acknowledge) {
  log.warn({ why, messageId: frame.headers.messageId }, 'a push was not for us')
  acknowledge(isEvent(frame) ? eventTaken : { response: {} })
}

async function takePush(
  { settings, receive }: Parts,
  frame: Frame,
  inbound: Inbound,
  acknowledge: Acknowledge,
) {
  try {
    await receive(inbound)
  } catch (error) {
    settings.log.error({ err: error, id: inbound.id }, 'a push could not be taken')
    if (isEvent(frame)) acknowledge(eventLater)
    return
  }
  acknowledge(isEvent(frame) ? eventTaken : { response: null })
}

type Pressed = { inbound: Extract<Inbound, { kind: 'press' }>; outTrackId: string }
/**
 * The phone waits two seconds: in time the answer is the new card, later an empty one, and the card
 * is corrected.
 */
async function takePress(parts: Parts, pressed: Pressed, acknowledge: Acknowledge) {
  const { log, timing, links } = parts.settings
  const { inbound } = pressed
  let open = true
  const late = setTimeout(() => {
    open = false
    acknowledge({ response: {} })
  }, timing.press)
  try {
    const vars = varsFor(await parts.receive(inbound), links)
    if (open) acknowledge({ response: vars ? answerOf(vars) : {} })
    else if (vars) await correct(parts, pressed, vars)
  } catch (error) {
    log.error({ err: error, id: inbound.id, late: !open }, 'a press could not be answered')
  } finally {
    clearTimeout(late)
  }
}

const answerOf = (cardParamMap: Vars) => ({
  cardUpdateOptions: options,
  userPrivateData: { cardParamMap },
})
const correct = ({ newApi }: Parts, { inbound, outTrackId }: Pressed, cardParamMap: Vars) =>
  newApi.updateCard({
    outTrackId,
    userIdType: 1,
    privateData: { [inbound.from]: { cardParamMap } },
    cardUpdateOptions: options,
  })

function varsFor(answer: Answer, links: Links): Vars | null {
  if (!answer) return null
  return 'view' in answer ? varsOf(answer.view, links) : { foot: fit(answer.foot) }
}
