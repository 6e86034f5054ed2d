import { button, element } from './element.js'
import { ask, tell } from './server.js'

/**
 * The mini-program of the app, opened in the phone itself. It asks its frame for one-time codes of
 * whoever holds the phone,
 * and hears when the phone has no network. `pane` is what it covers.
 */
export function createApp(userId, pane) {
  let frame = null
  let offline = false
  const open = button(
    {
      class: 'app-open',
      'data-testid': `app-${userId}`,
      onclick: () => void (frame ? close() : show('')),
    },
    '打开应急钉',
  )

  async function show(page) {
    const { url } = await ask('app').catch(() => ({ url: '' }))
    if (!url) {
      open.textContent = '应急钉还没有开，过一会儿再按'
      return
    }
    const authCode = await codeFor(userId)
    frame = element('iframe', {
      class: 'app',
      title: '应急钉',
      src: addressOf(url, page, { phone: userId, authCode, ...(offline && { offline: '1' }) }),
      'data-testid': `app-frame-${userId}`,
      allow: 'geolocation; camera',
    })
    frame.addEventListener('load', sayNet)
    window.addEventListener('message', hear)
    pane.append(frame)
    open.textContent = '回到消息'
  }

  function close() {
    window.removeEventListener('message', hear)
    frame.remove()
    frame = null
    open.textContent = '打开应急钉'
  }

  function sayNet() {
    frame?.contentWindow.postMessage({ offline }, '*')
  }

  async function hear({ source, data }) {
    if (!frame || source !== frame.contentWindow || data?.wants !== 'authCode') return
    const authCode = await codeFor(userId).catch(() => null)
    if (authCode && !offline) frame.contentWindow.postMessage({ authCode }, '*')
  }

  /** What a link of a card leads to. */
  function openAt(link) {
    if (frame) close()
    void show(pageOf(link))
  }

  function setOffline(now) {
    if (now === offline) return
    offline = now
    sayNet()
  }

  return { open, openAt, setOffline }
}

const codeFor = async (userId) => (await tell('authCode', { userId })).code

/** Where the app is, as seen from this page: the same host and the same colours. */
function addressOf(url, page, parameters) {
  const address = new URL(url)
  if (location.hostname === 'localhost') address.hostname = 'localhost'
  address.hash = page
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
  if (document.documentElement.classList.contains('dark')) {
    address.searchParams.set('theme', 'dark')
  }
  return address.href
}

/**
 * The page of the app within a link of DingTalk: to the mini-program, or to the app's pages in
 * DingTalk's browser.
 */
function pageOf(link) {
  if (!URL.canParse(link)) return ''
  const { searchParams } = new URL(link)
  const page = searchParams.get('page')
  if (page) return `#/${page}`
  const url = searchParams.get('url') ?? ''
  return URL.canParse(url) ? new URL(url).hash : ''
}
