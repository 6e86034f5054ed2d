import { button, element, reconcile } from './element.js'
import { bigFaults, moreFaults, onceActs } from './faults.js'
import { journalWords } from './journal.js'
import { moment } from './time.js'

const part = (id) => document.getElementById(id)
const shownOnWall = 3

function lamp({ name, words }, press) {
  return button(
    {
      class: 'switch',
      'data-testid': `fault-${name}`,
      'data-fault': name,
      'aria-pressed': 'false',
      onclick: press,
    },
    element('span', { class: 'lamp' }),
    element('span', { class: 'switch-words' }, pieces(words)),
  )
}

const pieces = (words) => words.map((piece) => element('span', { class: 'piece' }, piece))

/** `acts` = `{ setFault(name, value), once(tell) }`. */
export function createBottom(acts) {
  const toggle = (fault) =>
    lamp(fault, (event) => acts.setFault(fault.name, isOn(event.currentTarget) ? false : fault.on))
  part('switches').append(...bigFaults.map(toggle))
  part('more-faults').append(
    element('div', { class: 'switches' }, moreFaults.map(toggle)),
    element('p', { class: 'panel-cap' }, '只发生一次'),
    element(
      'div',
      { class: 'switches' },
      onceActs.map(({ name, words, tell }) =>
        button(
          { class: 'switch', 'data-testid': `fault-${name}`, onclick: () => acts.once(tell) },
          pieces(words),
        ),
      ),
    ),
  )
  closeWithEscape()
}

const isOn = (node) => node.getAttribute('aria-pressed') === 'true'

/**
 * `last` is the last phone, whose network the first switch cuts: `{ name, offline }`, or undefined
 * when the table is empty.
 */
export function showFaults(faults, last) {
  for (const node of document.querySelectorAll('[data-fault]')) {
    const { fault } = node.dataset
    node.setAttribute(
      'aria-pressed',
      String(Boolean(fault === 'net' ? last?.offline : faults[fault])),
    )
    if (fault === 'net') node.disabled = !last
  }
  document.querySelector('[data-fault=net] .piece').textContent = last ? last.name : '最后一部'
  const hidden = moreFaults.filter(({ name }) => faults[name]).length
  document.querySelector('.faults summary').textContent =
    hidden > 0 ? `更多故障，开着 ${hidden} 个` : '更多故障'
}

export function showJournal(journal, names, now) {
  const newest = [...journal].reverse()
  part('journal').replaceChildren(
    ...newest.slice(0, shownOnWall).map((entry) => line(entry, names, now)),
  )
  reconcile(
    part('journal-all'),
    newest.map((entry) => ({
      key: String(entry.seq),
      signature: JSON.stringify(entry),
      draw: () => line(entry, names, now),
    })),
  )
}

function line(entry, names, now) {
  return element('li', {}, element('time', {}, moment(entry.at, now)), journalWords(entry, names))
}

function closeWithEscape() {
  const opened = () => [...document.querySelectorAll('details[open]')]
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const details of opened()) {
      details.open = false
      details.querySelector('summary').focus()
    }
  })
  document.addEventListener('click', (event) => {
    for (const details of opened()) if (!details.contains(event.target)) details.open = false
  })
}
