import { button, element } from './element.js'
import { dayLines, hourMinute } from './time.js'

const steps = [
  ['1', '+1 分', { addMs: 60_000 }],
  ['5', '+5 分', { addMs: 300_000 }],
  ['30', '+30 分', { addMs: 1_800_000 }],
  ['reset', '回到现在', { reset: true }],
]
const meters = { api: '本月调用', stream: '本月推送' }
const count = new Intl.NumberFormat('en-US')
const part = (id) => document.getElementById(id)

/** The clock's buttons; `move` takes the body of `/_admin/clock`. */
export function createTop(move) {
  part('steps').append(
    ...steps.map(([name, words, body]) =>
      button({ class: 'step', 'data-testid': `step-${name}`, onclick: () => move(body) }, words),
    ),
  )
}

export function showClock(now) {
  const time = part('clock-now')
  time.textContent = hourMinute(now)
  time.setAttribute('datetime', new Date(now).toISOString())
  part('clock-day').replaceChildren(...dayLines(now).map((line) => element('div', {}, line)))
}

/** What the month has used of DingTalk's allowance; a missing limit means nobody counts. */
export function showMeter(meter) {
  part('meter').replaceChildren(
    ...Object.entries(meters).flatMap(([name, words]) => {
      const { used = 0, limit } = meter?.[name] ?? {}
      const left = limit ? `，余 ${count.format(Math.max(0, limit - used))} 次` : ''
      return [
        element(
          'div',
          {},
          element('dt', {}, words),
          element('dd', {}, element('b', {}, count.format(used)), ` 次${left}`),
        ),
      ]
    }),
  )
}
