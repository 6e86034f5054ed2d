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
type Understood = Extract<Reading, { inbound: Inbound }>
/** Sends the acknowledgement of one frame. */
export type Acknowledge = (value: unknown) => void
/** Acts on a frame and acknowledges it; never throws. */
export type Reception = (frame: Frame, acknowledge: Acknowledge) => Promise<void>

const options = { updateCardDataByKey: true, updatePrivateDataByKey: true }

/** Nothing is acknowledged that is not committed, and whatever we shall never understand is, lest it come again. */
export function createReception({ settings, newApi, meter, receive }: Parts): Reception {
  const { log, timing } = settings

  async function act(frame: Frame, reading: Understood, acknowledge: Acknowledge) {
    if (reading.inbound.kind === 'press') return press(reading, acknowledge)
    try {
      await receive(reading.inbound)
    } catch (error) {
      log.error({ err: error, id: reading.inbound.id }, 'a push could not be taken')
      if (frame.type === 'EVENT') acknowledge({ status: 'LATER', message: '' })
      return
    }
    acknowledge(frame.type === 'EVENT' ? { status: 'SUCCESS', message: '' } : { response: null })
  }

  /** The phone waits two seconds: in time the answer is the new card, later an empty one, and the card is corrected. */
  async function press({ inbound, outTrackId }: Understood, acknowledge: Acknowledge) {
    let open = true
    const late = setTimeout(() => {
      open = false
      acknowledge({ response: {} })
    }, timing.press)
    try {
      const vars = varsFor(await receive(inbound), settings.links)
      if (open) {
        acknowledge({
          response: vars
            ? { cardUpdateOptions: options, userPrivateData: { cardParamMap: vars } }
            : {},
        })
      } else if (vars && inbound.kind === 'press') await correct(outTrackId!, inbound.from, vars)
    } catch (error) {
      log.error({ err: error, id: inbound.id, late: !open }, 'a press could not be answered')
    } finally {
      clearTimeout(late)
    }
  }

  const correct = (outTrackId: string, userId: string, cardParamMap: Vars) =>
    newApi.updateCard({
      outTrackId,
      userIdType: 1,
      privateData: { [userId]: { cardParamMap } },
      cardUpdateOptions: options,
    })

  return async (frame, acknowledge) => {
    const reading = read(frame)
    if (reading.billed) meter.pushed()
    if ('ignored' in reading) {
      log.warn(
        { why: reading.ignored, messageId: frame.headers.messageId },
        'a push was not for us',
      )
      return acknowledge(
        frame.type === 'EVENT' ? { status: 'SUCCESS', message: '' } : { response: {} },
      )
    }
    if (reading.note) {
      log.warn(
        { note: reading.note, id: reading.inbound.id },
        'DingTalk kept the words of a message',
      )
    }
    await act(frame, reading, acknowledge)
  }
}

function varsFor(answer: Answer, links: Links): Vars | null {
  if (!answer) return null
  return 'view' in answer ? varsOf(answer.view, links) : { foot: fit(answer.foot) }
}
