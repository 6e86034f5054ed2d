import type { Addressee, Parcel, Told } from '../../../core/ports'
import type { DeliverResult } from '../newapi'
import { shared, varsOf } from '../vars'
import type { DingTalkChannel, Parts } from './channel'

/** In which all the places of a call are named, each in 11 characters and the rest of its id. */
const spaceIdLength = 1_000
const byKey = { updateCardDataByKey: true, updatePrivateDataByKey: true }

/** The only channel with a key of its own: DingTalk refuses to make a card twice. */
export const card: DingTalkChannel = {
  facts: {
    repeatable: true,
    perCall: 90,
    fate: null,
    standIn: 'byPolicy',
    renews: true,
  },
  send,
  update,
}

async function send({ settings, newApi }: Parts, { key, to }: Parcel): Promise<Told[]> {
  const { spaces, within, beyond } = spacesFor(to)
  const first = to[0]
  if (!first || !within.length) return beyond
  const words = varsOf(first.view, settings.links).title!
  const answer = await newApi.deliverCard({
    cardTemplateId: settings.templateId,
    outTrackId: key,
    callbackType: 'STREAM',
    userIdType: 1,
    ...shared(within, settings.links),
    openSpaceId: spaces,
    imRobotOpenSpaceModel: {
      supportForward: false,
      lastMessageI18n: { ZH_CN: words },
      notification: { alertContent: words, notificationOff: false },
    },
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: settings.robotCode },
  })
  if (answer === 'alreadyThere') {
    return [...within.map(({ address }) => ({ address, state: 'sent' as const })), ...beyond]
  }
  const results = new Map(
    answer.result?.deliverResults?.map((result) => [
      result.spaceId?.replace(/^IM_ROBOT\./i, ''),
      result,
    ]),
  )
  return [...within.map(({ address }) => toldOf(address, results.get(address))), ...beyond]
}

/** A place that is not named in the answer was not reached. */
const toldOf = (address: string, result: DeliverResult | undefined): Told =>
  result?.success
    ? { address, state: 'sent' }
    : { address, state: 'failed', reason: result?.errorMsg || 'not delivered' }

/** Long ids may not all fit into one call: the rest is held for the next. */
function spacesFor(to: readonly Addressee[]) {
  let spaces = 'dtv1.card//'
  const within: Addressee[] = []
  const beyond: Told[] = []
  for (const one of to) {
    const space = `${within.length ? ';' : ''}IM_ROBOT.${one.address}`
    if (spaces.length + space.length > spaceIdLength) {
      beyond.push({ address: one.address, state: 'held', reason: 'no room in this call' })
    } else {
      spaces += space
      within.push(one)
    }
  }
  return { spaces, within, beyond }
}

/** Private data hides what is shared, so whoever once got his own variables needs them again. */
async function update({ settings, newApi }: Parts, { key, to }: Pick<Parcel, 'key' | 'to'>) {
  if (!to.length) return
  const privateData = Object.fromEntries(
    to.map(({ address, view }) => [address, { cardParamMap: varsOf(view, settings.links) }]),
  )
  await newApi.updateCard({ outTrackId: key, userIdType: 1, privateData, cardUpdateOptions: byKey })
}
