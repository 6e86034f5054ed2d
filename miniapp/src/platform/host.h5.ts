import type { Bridge, Place } from './bridge'
import { sentence } from '../lib/refused'
import { forgetPhoto, keepPhoto, photoOf, shrink } from './photos.h5'

const query = new URLSearchParams(location.search)
/**
 * On the stand-in's page several people's phones share one browser: each has a drawer of its own.
 */
const drawer = `yj.${query.get('phone') ?? ''}.`
const inDingTalk = /DingTalk/i.test(navigator.userAgent)
const framed = window.parent !== window
let code = query.get('authCode')
/** DingTalk does not say whether its browser keeps a storage for each of its users. */
function arrivalOf(): Bridge['arrival'] {
  if (query.has('phone')) return 'known'
  if (code) return 'newcomer'
  return inDingTalk ? 'unsure' : 'known'
}
const arrival = arrivalOf()
/** What the page is told when it is loaded again. */
function readdress(change: (next: URLSearchParams) => void) {
  const address = new URL(location.href)
  change(address.searchParams)
  history.replaceState(history.state, '', address.href)
}
if (code) readdress((next) => next.delete('authCode')) // it is good once

/**
 * The first code comes with the address; another one comes from DingTalk, or from the page that
 * frames us.
 */
async function authCode(): Promise<string> {
  if (code) {
    const first = code
    code = null
    return first
  }
  if (inDingTalk) return (await import('./dingtalk.h5')).authCode()
  if (framed) return askFrame()
  const { ServiceRefused } = await import('../lib/refused')
  throw new ServiceRefused('access.unknown', '请从钉钉里打开应急钉')
}
const askFrame = () =>
  new Promise<string>((done, fail) => {
    const late = setTimeout(() => {
      window.removeEventListener('message', hear)
      fail(new Error('no code'))
    }, 8_000)
    const hear = ({ source, data }: MessageEvent<{ authCode?: unknown } | null>) => {
      if (source !== window.parent || typeof data?.authCode !== 'string') return
      clearTimeout(late)
      window.removeEventListener('message', hear)
      done(data.authCode)
    }
    window.addEventListener('message', hear)
    window.parent.postMessage({ wants: 'authCode' }, '*')
  })

/** The page that frames us may cut the network of this phone alone. */
let cut = framed && query.has('offline')
if (framed) {
  window.addEventListener(
    'message',
    ({ source, data }: MessageEvent<{ offline?: unknown } | null>) => {
      if (source !== window.parent || typeof data?.offline !== 'boolean') return
      if (cut && !data.offline) setTimeout(() => window.dispatchEvent(new Event('online')))
      cut = data.offline
      readdress((next) => (cut ? next.set('offline', '1') : next.delete('offline')))
    },
  )
}

async function post(path: string, headers: Readonly<Record<string, string>>, text: string) {
  if (cut) throw new Error('no network')
  const answer = await fetch(API_BASE + path, {
    method: 'POST',
    headers,
    body: text,
    signal: AbortSignal.timeout(20_000),
  })
  return { status: answer.status, body: (await answer.json().catch(() => null)) as unknown }
}

/** Opens the camera or the album. Nothing chosen is an empty list. */
const choose = (most: number) =>
  new Promise<File[]>((done) => {
    const input = Object.assign(document.createElement('input'), {
      type: 'file',
      accept: 'image/*',
      multiple: most > 1,
      hidden: true,
      id: 'photo-file',
    })
    document.getElementById('photo-file')?.remove()
    document.body.append(input)
    input.onchange = () => {
      done([...(input.files ?? [])].slice(0, most))
      input.remove()
    }
    input.oncancel = () => {
      done([])
      input.remove()
    }
    input.click()
  })

const photos: Bridge['photos'] = {
  async take(most) {
    const ids: string[] = []
    const refused: string[] = []
    for (const file of await choose(most)) {
      const id = crypto.randomUUID()
      await shrink(file)
        .then((photo) => keepPhoto(id, photo))
        .then(
          () => ids.push(id),
          (error: unknown) => refused.push(sentence(error)),
        )
    }
    return { ids, refused }
  },
  show: async (id) => {
    const photo = await photoOf(id)
    return photo && URL.createObjectURL(photo)
  },
  async base64(id) {
    const photo = await photoOf(id)
    if (!photo) return null
    const url = await new Promise<string>((done, fail) => {
      const reader = new FileReader()
      reader.onload = () => done(String(reader.result))
      reader.onerror = () => fail(reader.error)
      reader.readAsDataURL(photo)
    })
    return url.slice(url.indexOf(',') + 1)
  },
  forget: forgetPhoto,
}

async function place(): Promise<Place> {
  if (inDingTalk) return (await import('./dingtalk.h5')).place()
  return new Promise((done, fail) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        done({ longitude: coords.longitude, latitude: coords.latitude, datum: 'wgs84' }),
      fail,
      { timeout: 10_000, enableHighAccuracy: true },
    ),
  )
}

function onReturn(tell: () => void) {
  window.addEventListener('online', tell)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') tell()
  })
}

function theme(tell: (theme: 'light' | 'dark') => void) {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const say = () =>
    tell((query.get('theme') ?? (system.matches ? 'dark' : 'light')) === 'dark' ? 'dark' : 'light')
  system.addEventListener('change', say)
  say()
}

function save(name: string, base64: string) {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
  const url = URL.createObjectURL(new Blob([bytes]))
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return true
}

/** A browser, in DingTalk or not. */
export const host: Bridge = {
  arrival,
  restart: () => location.reload(),
  authCode,
  post,
  photos,
  place,
  onReturn,
  theme,
  save,
  storage: {
    read: (key) => localStorage.getItem(drawer + key),
    write: (key, text) => localStorage.setItem(drawer + key, text),
    remove: (key) => localStorage.removeItem(drawer + key),
  },
  newId: () => crypto.randomUUID(),
  dial: (phone) => {
    location.href = `tel:${phone}`
  },
  every: (seconds, run) => void setInterval(run, seconds * 1_000),
  pause: (seconds) => new Promise((done) => void setTimeout(done, seconds * 1_000)),
}

if (process.env.NODE_ENV === 'production' && 'serviceWorker' in navigator) {
  void navigator.serviceWorker.register('sw.js').catch(() => undefined)
}
