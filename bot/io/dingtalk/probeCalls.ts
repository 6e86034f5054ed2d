import { z } from 'zod'
import type { CardView } from '../../core/card'
import { readAnswer } from './calls'
import { refusedBy } from './newapi'
import { readOldAnswer } from './oldapi'
import type { Parts } from './parts'
import type { Settings } from './settings'
import { varsOf } from './vars'

export type Person = { key: string; unionId: string; name: string; hasMobile: boolean }
type Todo = { sourceId: string; subject: string; url: string }

const free = { free: true } as const
const root = 1
const Department = z.object({ result: z.object({ name: z.string() }) })
const Departments = z.object({ result: z.array(z.unknown()).nullish() })
const Members = z.object({ result: z.unknown() })
const Owner = z.object({ result: z.object({ userid: z.string().min(1) }) })
const Task = z.object({ id: z.string().min(1) })
const FoundPerson = z.object({
  result: z.object({
    userid: z.string(),
    unionid: z.string().nullish(),
    name: z.string(),
    mobile: z.string().nullish(),
  }),
})

type Asked = { method?: 'POST' | 'DELETE'; token?: string; body?: object }
/** A call of the new API for which no module of the SDK is worth its loading. */
async function ask({ apiBase, timing }: Settings, path: string, asked: Asked): Promise<unknown> {
  const { method = 'POST', token = '', body } = asked
  const response = await fetch(`${apiBase}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token && { 'x-acs-dingtalk-access-token': token }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timing.call),
    redirect: 'error',
  })
  const answer = readAnswer(response.status, await response.text())
  if (response.status >= 400) throw refusedBy(response.status, answer)
  return answer
}

/** The way to DingTalk, its keys, and whether this machine is let in. */
export function accessCalls({ settings, tokens, call, oldApi }: Parts) {
  const { apiBase, oapiBase, corpId, clientId, clientSecret, timing } = settings

  /** Gives DingTalk's time: whatever is answered there will do, unless it is the wall. */
  async function reach(url: string, method: 'GET' | 'POST'): Promise<Date | null> {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      ...(method === 'POST' && { body: '{}' }),
      signal: AbortSignal.timeout(timing.call),
      redirect: 'manual',
    })
    readAnswer(response.status, await response.text())
    const date = response.headers.get('date')
    return date ? new Date(date) : null
  }

  return {
    reachNew: () => reach(`${apiBase}/v1.0/oauth2/accessToken`, 'POST'),
    reachOld: () => reach(`${oapiBase}/gettoken`, 'GET'),
    token: () => tokens.current(),

    /** A token by the CorpId, which nothing else is held against before the first log-in. */
    corpToken: () =>
      ask(settings, `/v1.0/oauth2/${encodeURIComponent(corpId)}/token`, {
        body: {
          client_id: clientId,
          client_secret: clientSecret,
          grant_type: 'client_credentials',
        },
      }),

    /** One call of each family that needs a token. */
    knockNew: () =>
      call(
        '/v1.0/oauth2/jsapiTickets',
        (token) => ask(settings, '/v1.0/oauth2/jsapiTickets', { token, body: {} }),
        free,
      ),
    knockOld: () => oldApi.post('/topapi/v2/department/get', { dept_id: root }, Department, free),
  }
}

/** The contacts, as far as an examination looks into them. */
export const contactCalls = ({ oldApi }: Parts) => ({
  async rootName(): Promise<string> {
    const body = { dept_id: root }
    return (await oldApi.post('/topapi/v2/department/get', body, Department, free)).result.name
  },
  async rootDepartments(): Promise<number> {
    const body = { dept_id: root }
    const { result } = await oldApi.post('/topapi/v2/department/listsub', body, Departments, free)
    return result?.length ?? 0
  },
  rootMembers: () =>
    oldApi.post('/topapi/v2/user/list', { dept_id: root, cursor: 0, size: 1 }, Members, free),

  /** Whose log-in this code is. */
  async owner(authCode: string): Promise<string> {
    const body = { code: authCode }
    return (await oldApi.post('/topapi/v2/user/getuserinfo', body, Owner, free)).result.userid
  },

  async person(key: string): Promise<Person> {
    const { result } = await oldApi.post('/topapi/v2/user/get', { userid: key }, FoundPerson, free)
    const { userid, unionid, name, mobile } = result
    return { key: userid, unionId: unionid ?? '', name, hasMobile: Boolean(mobile) }
  },
})

/** What the service does not call today, and a bureau may ask for tomorrow. */
export const furtherCalls = ({ settings, call }: Parts) => ({
  /** A to-do, taken away again. */
  async todo({ unionId }: Person, { sourceId, subject, url }: Todo) {
    const path = `/v1.0/todo/users/${encodeURIComponent(unionId)}/tasks`
    const operator = `operatorId=${encodeURIComponent(unionId)}`
    const body = {
      sourceId,
      subject,
      creatorId: unionId,
      executorIds: [unionId],
      isOnlyShowExecutor: true,
      detailUrl: { appUrl: url, pcUrl: url },
    }
    const made = await call(path, (token) => ask(settings, `${path}?${operator}`, { token, body }))
    const task = `${path}/${encodeURIComponent(Task.parse(made).id)}?${operator}`
    await call(path, (token) => ask(settings, task, { method: 'DELETE', token }))
  },

  /** A picture, which only messages inside DingTalk can show. */
  upload: (name: string, bytes: Uint8Array<ArrayBuffer>) =>
    call('/media/upload', async (token) => {
      const form = new FormData()
      form.set('type', 'image')
      form.set('media', new Blob([bytes], { type: 'image/png' }), name)
      const address = `${settings.oapiBase}/media/upload?access_token=${encodeURIComponent(token)}`
      const response = await fetch(address, {
        method: 'POST',
        body: form,
        signal: AbortSignal.timeout(settings.timing.call),
        redirect: 'error',
      })
      return readOldAnswer(response.status, await response.text())
    }),
})

const people = (addresses: readonly string[]) =>
  addresses.map((address) => `IM_ROBOT.${address}`).join(';')

/** Cards as the service never makes them, to see what DingTalk does with them. */
export const cardCalls = ({ settings, newApi }: Parts) => ({
  /** For how many of these places one call was answered, whether they were reached or not. */
  async placesAnswered(key: string, addresses: readonly string[], view: CardView) {
    const { mine: _private, ...common } = varsOf(view, settings.links)
    const answer = await newApi.deliverCard({
      cardTemplateId: settings.templateId,
      outTrackId: key,
      callbackType: 'STREAM',
      userIdType: 1,
      cardData: { cardParamMap: common },
      openSpaceId: `dtv1.card//${people(addresses)}`,
      imRobotOpenSpaceModel: { supportForward: false },
      imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: settings.robotCode },
    })
    return answer === 'alreadyThere' ? 0 : (answer.result?.deliverResults?.length ?? 0)
  },

  /** Gives one person his own value of a variable that has a shared one too. */
  ownParams: (key: string, address: string, params: object) =>
    newApi.updateCard({
      outTrackId: key,
      userIdType: 1,
      privateData: { [address]: { cardParamMap: { params: JSON.stringify(params) } } },
      cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
    }),
})
