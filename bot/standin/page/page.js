import { createAdd } from './add.js'
import { createBottom, showFaults, showJournal } from './bottom.js'
import { button, element, reconcile } from './element.js'
import { createLive } from './live.js'
import { sayFound, sayLost, sayTrouble } from './notices.js'
import { createPhone } from './phone.js'
import { isCleared, loadSeats, rememberSeats } from './seats.js'
import { listen, tell } from './server.js'
import { createTop, showClock, showMeter } from './top.js'

const askSeatsAgainAfter = 2_000
const part = (id) => document.getElementById(id)

/** Who sits here, their phones by user, and the one in front on a narrow screen. */
let seats = []
let current = ''
const phones = new Map()
/** Presses under way and sentences about those that went nowhere, by user and card. */
const pressing = new Set()
const toasts = new Map()
const on = (userId, outTrackId) => `${userId} ${outTrackId}`

const live = createLive({
  users: () => seats.map((seat) => seat.userId),
  changed: () => {
    sayFound()
    render()
    document.documentElement.dataset.version = String(live.state.version)
  },
  lost: () => sayLost(live.now()),
})
const nameOf = ({ userId, name }) => live.user(userId)?.name ?? name ?? userId

/**
 * While a finger is down nothing is drawn anew: a button that is replaced under it would lose the
 * press.
 */
let held = false
window.addEventListener(
  'pointerdown',
  () => {
    held = true
  },
  true,
)
for (const end of ['pointerup', 'pointercancel']) {
  window.addEventListener(
    end,
    () =>
      setTimeout(() => {
        held = false
        render()
      }),
    true,
  )
} // after the click that it makes

function render() {
  if (held) return
  const { state } = live
  const now = live.now()
  for (const { userId } of seats) {
    phones.get(userId).update(live.user(userId), {
      now,
      offline: live.isOffline(userId),
      pressing: (outTrackId) => pressing.has(on(userId, outTrackId)),
      toast: (outTrackId) => toasts.get(on(userId, outTrackId)) ?? '',
    })
  }
  const last = seats.at(-1)
  showClock(now)
  showMeter(state.meter)
  showFaults(state.faults, last && { name: nameOf(last), offline: live.isOffline(last.userId) })
  showJournal(state.journal, new Map(state.users.map((user) => [user.userId, user.name])), now)
  showTabs()
}

/** On a narrow screen one phone at a time, and the switches as one page more. */
function showTabs() {
  reconcile(
    part('tabs'),
    seats.map((seat) => {
      const words = nameOf(seat)
      const here = seat.userId === current
      return {
        key: seat.userId,
        signature: `${words} ${here}`,
        draw: () =>
          button(
            {
              class: 'tab',
              'aria-current': here && 'true',
              'data-testid': `tab-${seat.userId}`,
              onclick: () => show(seat.userId),
            },
            words,
          ),
      }
    }),
  )
  part('tab-bench').ariaCurrent = current === 'bench' ? 'true' : null
}

function show(key) {
  current = key
  for (const [userId, phone] of phones) phone.root.classList.toggle('current', userId === key)
  part('bottom').classList.toggle('current', key === 'bench')
  showTabs()
  phones.get(key)?.toBottom()
  for (const node of [phones.get(key)?.root, document.querySelector('.tab[aria-current]')]) {
    node?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
}

/**
 * Lays out the given people: new ones get a phone, gone ones lose theirs, the others are left as
 * they are.
 */
function layOut(wanted) {
  seats = wanted
  for (const one of seats) {
    if (!phones.has(one.userId)) phones.set(one.userId, createPhone(one, acts))
  }
  for (const userId of phones.keys()) {
    if (!seats.some((one) => one.userId === userId)) phones.delete(userId)
  }
  const none = {
    key: 'none',
    signature: '',
    draw: () => element('p', { class: 'none' }, '一部手机也没有。按「加一部手机」摆上来'),
  }
  const row = part('phones')
  reconcile(
    row,
    seats.length === 0
      ? [none]
      : seats.map(({ userId }) => ({
          key: `phone ${userId}`,
          signature: '',
          draw: () => phones.get(userId).root,
        })),
  )
  row.style.setProperty('--phones', String(Math.max(1, seats.length)))
  render()
  show(current === 'bench' || phones.has(current) ? current : (seats[0]?.userId ?? 'bench'))
  return live.refresh()
}

function reseat(wanted) {
  void layOut(wanted)
  rememberSeats(seats)
}

/** Tells the server and looks again. Answers whether it went through. */
async function does(path, body) {
  const done = await tell(path, body).then(
    () => true,
    () => false,
  )
  live.refreshSoon()
  return done
}

async function attempt(path, body, otherwise) {
  if (!(await does(path, body))) sayTrouble(`${otherwise}，替身钉钉没有收下`)
}

async function press(userId, outTrackId, actionId, params) {
  const key = on(userId, outTrackId)
  if (pressing.has(key)) return
  pressing.add(key)
  toasts.delete(key)
  render()
  await tell('press', { userId, outTrackId, actionId, params }).catch(() =>
    toasts.set(key, '替身钉钉没有回答，再按一次'),
  )
  await live.refresh()
  pressing.delete(key)
  render()
}

const acts = {
  press,
  say: (userId, text) => does('say', { userId, text }),
  setNet: (userId, off) => attempt('faults', { net: { [userId]: off } }, '网络没有切换'),
  close: (userId) => reseat(seats.filter((other) => other.userId !== userId)),
}

function setFault(name, value) {
  if (name === 'net') return acts.setNet(seats.at(-1).userId, Boolean(value))
  return attempt('faults', { [name]: value }, '开关没有动')
}

/** The directory may be filled only after the page was opened, so an empty table asks again. */
let seating = false
async function arrive() {
  if (seats.length > 0 || isCleared()) return live.refreshSoon()
  if (seating) return
  seating = true
  await layOut(await loadSeats().catch(() => []))
  seating = false
  if (seats.length === 0) setTimeout(() => void arrive(), askSeatsAgainAfter)
}

createTop((body) => attempt('clock', body, '钟没有动'))
createBottom({ setFault, once: ({ path, body }) => attempt(path, body, '没有做成') })
part('tab-bench').addEventListener('click', () => show('bench'))
part('add-open').addEventListener(
  'click',
  createAdd(
    (userId) => phones.has(userId),
    (person) => {
      current = person.userId
      reseat([...seats, { userId: person.userId, name: person.name, post: person.title }])
    },
  ),
)
setInterval(() => {
  showClock(live.now())
  for (const phone of phones.values()) phone.setTime(live.now())
}, 1_000)
if (isCleared()) void layOut([])
listen(
  () => void arrive(),
  () => sayLost(live.now()),
)
