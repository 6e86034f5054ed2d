import { button, element } from './element.js'
import { findPeople } from './seats.js'

const typingPause = 150
const part = (id) => document.getElementById(id)

/**
 * The search for one more phone. `isShown(userId)` tells who sits already; `choose(person)` takes
 * the picked one.
 */
export function createAdd(isShown, choose) {
  const dialog = part('add')
  const query = part('add-query')
  let timer
  let asked = 0

  async function search() {
    const turn = ++asked
    const people = await findPeople(query.value.trim()).catch(() => null)
    if (turn !== asked) return
    part('add-count').textContent = foundWords(people)
    part('add-list').replaceChildren(...(people ?? []).map(draw))
  }

  function draw(person) {
    const shown = isShown(person.userId)
    return button(
      {
        class: 'add-person',
        disabled: shown,
        'data-testid': `add-${person.userId}`,
        onclick: () => {
          dialog.close()
          choose(person)
        },
      },
      element('span', { class: 'strong' }, person.name),
      element('span', { class: 'muted' }, shown ? '已经摆着' : person.title),
    )
  }

  query.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => void search(), typingPause)
  })
  return function open() {
    query.value = ''
    dialog.showModal()
    void search()
  }
}

/** How many were found; null means that nobody answered. */
function foundWords(people) {
  if (people === null) return '查不到通讯录，替身钉钉没有回答'
  if (people.length === 0) return '没有这个人'
  return `${people.length} 人${people.length >= 50 ? '，只列前 50 人，多写一个字' : ''}`
}
