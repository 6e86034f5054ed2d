import { createAdd } from './add.js'
import { createBottom, showFaults, showJournal } from './bottom.js'
import { button, element, reconcile } from './element.js'
import { createPhone } from './phone.js'
import { loadSeats, rememberSeats } from './seats.js'
import { ask, listen, tell } from './server.js'
import { hourMinute } from './time.js'
import { createTop, showClock, showMeter } from './top.js'

const settle = 60
const troubleStays = 6_000
const part = id => document.getElementById(id)

/** What the server last said, and when by this machine's own steady watch. */
let state = { now: Date.now(), users: [], faults: {}, journal: [] }
let heardAt = performance.now()
/** Who sits here, their phones by user, and the one in front on a narrow screen. */
let seats = []
let current = ''
const phones = new Map()
/** Presses under way and sentences about those that failed, by user and card. */
const pressing = new Set()
const toasts = new Map()

const now = () => state.now + performance.now() - heardAt
const userOf = userId => state.users.find(user => user.userId === userId)
const isOffline = userId => Array.isArray(state.faults?.net) && state.faults.net.includes(userId)
const nameOf = userId => userOf(userId)?.name ?? seats.find(seat => seat.userId === userId)?.name ?? ''
const on = (userId, outTrackId) => `${userId} ${outTrackId}`

function render() {
  for (const { userId } of seats) {
    phones.get(userId).update(userOf(userId), {
      now: now(), offline: isOffline(userId),
      pressing: outTrackId => pressing.has(on(userId, outTrackId)), toast: outTrackId => toasts.get(on(userId, outTrackId)) ?? '',
    })
  }
  const last = seats.at(-1)?.userId
  showClock(now())
  showMeter(state.meter)
  showFaults(state.faults, { userId: last, name: last && nameOf(last), offline: Boolean(last) && isOffline(last) })
  showJournal(state.journal, new Map(state.users.map(user => [user.userId, user.name])), now())
  showTabs()
}

/** On a narrow screen one phone at a time, and the switches as one page more. */
function showTabs() {
  const tabs = [...seats.map(({ userId, post }) => [userId, nameOf(userId) || post || userId]), ['bench', '故障']]
  reconcile(part('tabs'), tabs.map(([key, words]) => ({
    key, signature: `${words} ${key === current}`,
    draw: () => button({ class: 'tab', 'aria-current': key === current ? 'true' : undefined, 'data-testid': `tab-${key}`, onclick: () => show(key) }, words),
  })))
}

function show(key) {
  current = key
  for (const [userId, phone] of phones) phone.root.classList.toggle('current', userId === key)
  part('bottom').classList.toggle('current', key === 'bench')
  phones.get(key)?.toBottom()
  showTabs()
}

let asking = false
let askAgain = false
/** Fetches the state; calls that come meanwhile are answered by one more fetch. */
async function refresh() {
  askAgain = true
  if (asking) return
  asking = true
  while (askAgain) {
    askAgain = false
    try {
      state = await ask(`state?users=${encodeURIComponent(seats.map(seat => seat.userId).join(','))}`)
      heardAt = performance.now()
      alive(true)
      render()
    } catch { alive(false) }
  }
  asking = false
}

let settling
function refreshSoon() {
  settling ??= setTimeout(() => { settling = undefined; void refresh() }, settle)
}

function alive(yes) {
  const banner = part('dead')
  if (yes) banner.hidden = true
  else if (banner.hidden) {
    banner.textContent = `替身钉钉没有回答。页上是 ${hourMinute(now())} 的样子，它一回来就自己接上`
    banner.hidden = false
  }
}

let troubleTimer
/** Tells the server; a refusal is said on the page, and the answer is whether it went through. */
async function attempt(path, body, otherwise) {
  try {
    return await tell(path, body)
  } catch {
    part('trouble').textContent = otherwise
    part('trouble').hidden = false
    clearTimeout(troubleTimer)
    troubleTimer = setTimeout(() => { part('trouble').hidden = true }, troubleStays)
    return null
  } finally {
    refreshSoon()
  }
}

async function press(userId, outTrackId, actionId, params) {
  const key = on(userId, outTrackId)
  if (pressing.has(key)) return
  pressing.add(key)
  toasts.delete(key)
  render()
  const answer = await tell('press', { userId, outTrackId, actionId, params }).catch(() => ({ toast: '替身钉钉没有回答，再按一次' }))
  if (answer.toast) toasts.set(key, answer.toast)
  await refresh()
  pressing.delete(key)
  render()
}

const acts = {
  press,
  say: async (userId, text) => (await attempt('say', { userId, text }, '没有发出去，替身钉钉没有收下')) !== null,
  setNet,
  close: userId => seat(seats.filter(other => other.userId !== userId)),
}

function setNet(userId, connect) {
  return attempt('faults', { net: { [userId]: !connect } }, '网络没有切换，替身钉钉没有收下')
}

function setFault(name, value) {
  const last = seats.at(-1)?.userId
  if (name === 'net') return setNet(last, isOffline(last))
  return attempt('faults', { [name]: value }, '开关没有动，替身钉钉没有收下')
}

/** Lays out the given people: new ones get a phone, gone ones lose theirs, the others are left as they are. */
function seat(wanted) {
  seats = wanted
  for (const { userId } of seats) if (!phones.has(userId)) phones.set(userId, createPhone(seats.find(one => one.userId === userId), acts))
  for (const [userId, phone] of phones) if (!seats.some(one => one.userId === userId)) { phone.root.remove(); phones.delete(userId) }
  const row = part('phones')
  reconcile(row, seats.length > 0
    ? seats.map(({ userId }) => ({ key: userId, signature: 'phone', draw: () => phones.get(userId).root }))
    : [{ key: '', signature: 'none', draw: () => element('p', { class: 'none' }, '一部手机也没有。按「加一部手机」摆上来') }])
  row.style.setProperty('--phones', String(Math.max(1, seats.length)))
  if (current !== 'bench' && !phones.has(current)) current = seats[0]?.userId ?? 'bench'
  rememberSeats(seats)
  render()
  show(current)
  void refresh()
}

createTop(body => attempt('clock', body, '钟没有动，替身钉钉没有收下'))
createBottom({ setFault, once: ({ path, body }) => attempt(path, body, '没有做成，替身钉钉没有收下') })
part('add-open').addEventListener('click', createAdd(userId => phones.has(userId), person => {
  current = person.userId
  seat([...seats, { userId: person.userId, name: person.name, post: person.title }])
}))
setInterval(() => {
  showClock(now())
  for (const phone of phones.values()) phone.setTime(now())
}, 1_000)

let seated = false
listen(async () => {
  if (!seated) {
    seated = true
    try { seat(await loadSeats()) } catch { seated = false }
  } else refreshSoon()
}, () => alive(false))
