import { noRoom } from '../lib/refused'
import type { Bridge } from './bridge'

/**
 * DingTalk's own object. What it answers differs between versions, so each answer is read with
 * care.
 */
type Call = (options: object) => void
type Files = { readFile?: Call; saveFile?: Call; removeSavedFile?: Call }
declare const dd: Record<string, Call | undefined> & {
  getStorageSync(options: { key: string }): { data?: unknown }
  setStorageSync(options: { key: string; data: string }): { success?: boolean } | undefined
  removeStorageSync(options: { key: string }): void
  getSystemInfoSync?(): { theme?: string }
  getFileSystemManager?(): Files
  onNetworkStatusChange?(
    tell: (state: { isConnected?: boolean; networkAvailable?: boolean }) => void,
  ): void
  onThemeChange?(tell: (state: { theme?: string }) => void): void
}
type Answer = Record<string, unknown>

const ask = (of: object, name: string, options: object = {}) =>
  new Promise<Answer>((success, fail) => {
    const call = (of as Record<string, Call | undefined>)[name]
    if (!call) fail(new Error(`${name} is missing`))
    else call.call(of, { ...options, success, fail })
  })

/** Always a text: an object would be sent as a form. */
async function post(path: string, headers: Readonly<Record<string, string>>, text: string) {
  const { status, data } = await ask(dd, 'httpRequest', {
    url: API_BASE + path,
    method: 'POST',
    headers,
    data: text,
    dataType: 'json',
    timeout: 20_000,
  })
  return {
    status: Number(status ?? 200),
    body: typeof data === 'string' ? (JSON.parse(data) as unknown) : data,
  }
}

const pathKey = (id: string) => `photo.${id}`
const storage: Bridge['storage'] = {
  read(key) {
    const { data } = dd.getStorageSync({ key })
    return typeof data === 'string' ? data : null
  },
  write(key, text) {
    if (dd.setStorageSync({ key, data: text })?.success === false) throw new Error('no room')
  },
  remove: (key) => dd.removeStorageSync({ key }),
}
const texts = (value: unknown): string[] | null =>
  Array.isArray(value) && value.length ? value.map(String) : null
const files = () => dd.getFileSystemManager?.() ?? {}

async function take(most: number) {
  const chosen = await ask(dd, 'chooseImage', {
    count: most,
    sourceType: ['camera', 'album'],
  }).catch((): Answer => ({}))
  const paths = texts(chosen['filePaths']) ?? texts(chosen['apFilePaths']) ?? []
  const small = paths.length
    ? await ask(dd, 'compressImage', { filePaths: paths, compressLevel: 2 }).then(
        (it) => texts(it['filePaths']) ?? paths,
        () => paths,
      )
    : []
  const kept = await Promise.allSettled(small.map(keep))
  return {
    ids: kept.flatMap((it) => (it.status === 'fulfilled' ? it.value : [])),
    refused: kept.some((it) => it.status === 'rejected') ? [noRoom] : [],
  }
}
async function keep(tempFilePath: string): Promise<string> {
  const id = newId()
  const path = await ask(files(), 'saveFile', { tempFilePath }).then(
    (it) => String(it['savedFilePath'] ?? tempFilePath),
    () => tempFilePath,
  )
  storage.write(pathKey(id), path)
  return id
}

const photos: Bridge['photos'] = {
  take,
  show: (id) => Promise.resolve(storage.read(pathKey(id))),
  base64: async (id) => {
    const filePath = storage.read(pathKey(id))
    return filePath === null
      ? null
      : ask(files(), 'readFile', { filePath, encoding: 'base64' }).then(
          (it) => String(it['data']),
          () => null,
        )
  },
  async forget(id) {
    const filePath = storage.read(pathKey(id))
    storage.remove(pathKey(id))
    if (filePath) await ask(files(), 'removeSavedFile', { filePath }).catch(() => undefined)
  },
}

/** DingTalk has no source of its own for such ids. */
function newId() {
  return 'xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx'.replace(/x/g, () =>
    Math.floor(Math.random() * 16).toString(16),
  )
}

/** The mini-program in DingTalk, which keeps a storage for each of its users. */
export const host: Bridge = {
  arrival: 'known',
  restart: () => undefined,
  post,
  storage,
  photos,
  newId,
  authCode: async () => String((await ask(dd, 'getAuthCode', { corpId: CORP_ID }))['authCode']),
  async place() {
    const { longitude, latitude } = await ask(dd, 'getLocation', {
      type: 1,
      coordinate: '1',
      useCache: true,
      cacheTimeout: 20,
      withReGeocode: false,
      targetAccuracy: '200',
    })
    return { longitude: Number(longitude), latitude: Number(latitude), datum: 'gcj02' }
  },
  onReturn: (tell) =>
    dd.onNetworkStatusChange?.((state) => {
      if (state.isConnected ?? state.networkAvailable) tell()
    }),
  theme(tell) {
    const say = (theme: string | undefined) => tell(theme === 'dark' ? 'dark' : 'light')
    say(dd.getSystemInfoSync?.().theme)
    dd.onThemeChange?.(({ theme }) => say(theme))
  },
  dial: (number) =>
    void ask(dd, 'makePhoneCall', { number, phoneNumber: number }).catch(() => undefined),
  save: () => false,
  every: (seconds, run) => void setInterval(run, seconds * 1_000),
  pause: (seconds) => new Promise((done) => void setTimeout(done, seconds * 1_000)),
}
