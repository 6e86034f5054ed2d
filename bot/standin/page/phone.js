import { createApp } from './app.js'
import { button, element, icon, icons, reconcile } from './element.js'
import { message } from './messages.js'
import { hourMinute, moment } from './time.js'

const quietMinutes = 3
const nearBottom = 48
/** What is at hand where nobody has said what should be. */
const usualWords = ['收到', '还差谁']

/**
 * One phone: who, status bar, chat, quick words, a box to type in.
 * `acts` = `{ press, say, setNet, close }`, each taking the user first; `seat` = `{ userId, post?,
 * name?, words?, big? }`.
 */
export function createPhone(seat, acts) {
  const { userId } = seat
  const view = frame(seat, acts)
  const memory = { reading: false, newest: '', shape: '' }

  view.chat.addEventListener('scroll', () => {
    const shape = [view.chat.clientWidth, view.chat.clientHeight, view.chat.scrollHeight].join()
    const reshaped = shape !== memory.shape
    memory.shape = shape
    // what moved it was the window, not the person
    if (reshaped && !memory.reading) return toBottom(view.chat)
    memory.reading =
      view.chat.scrollHeight - view.chat.scrollTop - view.chat.clientHeight > nearBottom
    if (!memory.reading) view.fresh.hidden = true
  })
  new ResizeObserver(() => {
    if (!memory.reading) toBottom(view.chat)
  }).observe(view.chat)
  view.fresh.addEventListener('click', () => toBottom(view.chat))
  view.form.addEventListener('submit', (event) => {
    event.preventDefault()
    const words = view.box.value.trim()
    view.box.value = ''
    if (words) void say(words)
  })
  view.words.append(
    ...(seat.words ?? usualWords).map((word) =>
      button({ class: 'chip', title: word, onclick: () => void say(word) }, word),
    ),
  )
  view.words.hidden = view.words.childElementCount === 0

  async function say(words) {
    const sent = await acts.say(userId, words)
    view.note.hidden = sent
    if (!sent && !view.box.value) view.box.value = words
  }

  function update(user, look) {
    identify(view, seat, user)
    setTime(look.now)
    view.net.setAttribute('aria-pressed', String(look.offline))
    view.net.replaceChildren(icon(look.offline ? icons.noSignal : icons.signal, 16), '断网')
    view.netless.hidden = !look.offline
    view.app.setOffline(look.offline)
    const entries = user?.chats ?? []
    reconcile(view.list, items(entries, userId, look, { ...acts, open: view.app.openAt }))
    follow(view, memory, entries.at(-1)?.id ?? '')
  }

  const setTime = (now) => {
    view.time.textContent = hourMinute(now)
  }
  return { root: view.root, update, setTime, toBottom: () => toBottom(view.chat) }
}

/**
 * The parts of a phone, put together once; everything that changes afterwards is among what it
 * gives.
 */
function frame(seat, acts) {
  const { userId } = seat
  const who = whoParts(userId, acts)
  const status = statusParts(userId, acts)
  const talk = talkParts(userId)
  const typing = typingParts(userId)
  const words = element('div', { class: 'words' })
  const pane = element('div', { class: 'pane' }, talk.chat, talk.fresh)
  const app = createApp(userId, pane)
  const device = element(
    'div',
    { class: `device${seat.big ? ' big' : ''}` },
    element('div', { class: 'status' }, status.time, status.net),
    element(
      'div',
      { class: 'chatbar' },
      '应急钉',
      element('span', { class: 'robot' }, '机器人'),
      app.open,
    ),
    status.netless,
    pane,
    typing.note,
    words,
    typing.form,
  )
  const root = element(
    'section',
    { class: 'seat', 'data-testid': `phone-${userId}` },
    element('h2', { class: 'who' }, who.post, who.name, who.close),
    device,
  )
  return { root, app, words, ...who, ...status, ...talk, ...typing }
}

function whoParts(userId, acts) {
  const close = button(
    { class: 'close', 'data-testid': `close-${userId}`, onclick: () => acts.close(userId) },
    '收起',
  )
  return {
    post: element('span', { class: 'who-post' }),
    name: element('span', { class: 'who-name' }),
    close,
  }
}

function statusParts(userId, acts) {
  const net = button({
    class: 'net',
    'data-testid': `net-${userId}`,
    'aria-pressed': 'false',
    onclick: () => acts.setNet(userId, net.getAttribute('aria-pressed') !== 'true'),
  })
  const netless = element('p', { class: 'netless', hidden: true }, '没有网络。照常点，有网自动发出')
  return { time: element('span'), net, netless }
}

function talkParts(userId) {
  const list = element('div', { class: 'list' })
  const chat = element(
    'div',
    {
      class: 'chat',
      role: 'log',
      tabindex: '0',
      'aria-label': '消息',
      'data-testid': `chat-${userId}`,
    },
    list,
  )
  const fresh = button({ class: 'fresh', hidden: true }, '有新消息')
  return { list, chat, fresh }
}

function typingParts(userId) {
  const box = element('input', {
    class: 'input',
    type: 'text',
    autocomplete: 'off',
    maxlength: 500,
    enterkeyhint: 'send',
    placeholder: '说一句',
    'aria-label': '说一句',
    'data-testid': `box-${userId}`,
  })
  const note = element(
    'p',
    { class: 'note', role: 'alert', hidden: true },
    '没有发出去，字还在下面，再发一次',
  )
  const form = element(
    'form',
    { class: 'composer' },
    box,
    element('button', { class: 'send', type: 'submit', 'data-testid': `send-${userId}` }, '发送'),
  )
  return { box, note, form }
}

function identify(view, seat, user) {
  const name = user?.name ?? seat.name ?? seat.userId
  const post = seat.post ?? user?.title ?? ''
  view.post.textContent = post || name
  view.name.textContent = post ? name : ''
  view.root.setAttribute('aria-label', `${post} ${name} 的手机`)
  view.close.setAttribute('aria-label', `收起 ${name} 的手机`)
  view.net.setAttribute('aria-label', `断网 ${name} 的手机`)
  view.box.setAttribute('aria-label', `${name} 说一句`)
}

/**
 * A time line stands above an entry only after some quiet, or all the times would drown the words.
 */
function items(entries, userId, look, acts) {
  const out = []
  let told = 0
  for (const entry of entries) {
    if (entry.at - told >= quietMinutes * 60_000) {
      const words = moment(entry.at, look.now)
      out.push({
        key: `at-${entry.id}`,
        signature: words,
        draw: () => element('div', { class: 'when' }, words),
      })
      told = entry.at
    }
    out.push(item(entry, userId, look, acts))
  }
  return out
}

function item(entry, userId, look, acts) {
  const outTrackId = entry.card?.outTrackId
  const pressing = Boolean(entry.card?.pressing) || look.pressing(outTrackId)
  const toast = pressing ? '' : look.toast(outTrackId) || refusalWords(entry.card)
  const offline = Boolean(outTrackId) && look.offline
  const viewer = {
    userId,
    outTrackId,
    offline,
    pressing,
    toast,
    press: (actionId, params) => acts.press(userId, outTrackId, actionId, params),
    open: acts.open,
  }
  return {
    key: entry.id,
    signature: JSON.stringify([entry, pressing, toast, offline]),
    draw: () => message(entry, viewer),
  }
}

const refusalWords = (card) => (card?.toast ? `${card.toast}，过一会儿再按` : '')

/**
 * New words pull the chat down, unless the person has scrolled up to read; then a button tells of
 * them.
 */
function follow(view, memory, newest) {
  const arrived = newest !== memory.newest
  memory.newest = newest
  if (!memory.reading) return toBottom(view.chat)
  if (arrived) view.fresh.hidden = false
}

function toBottom(chat) {
  chat.scrollTop = chat.scrollHeight
}
