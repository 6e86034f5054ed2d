/**
 * Makes a DOM node. The only way this page makes one: whatever is given as a child becomes text,
 * so nothing that the server says can ever become markup.
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    if (name === 'onclick') node.addEventListener('click', value)
    else node.setAttribute(name, value === true ? '' : String(value))
  }
  node.append(
    ...children
      .flat()
      .filter((child) => child !== undefined && child !== null && child !== false && child !== ''),
  )
  return node
}

/** A number and its word stay on one line: 「18:00 前」. */
export const together = (words) => words.replace(/([0-9A-Z]) (?=[\u4e00-\u9fff])/g, '$1\u00a0')

/** A push button; `type=button`, because one inside a form would send the form. */
export function button(attributes, ...children) {
  return element('button', { type: 'button', ...attributes }, ...children)
}

/**
 * Brings the children of a node to the given list, touching only those whose signature changed,
 * so that focus, scroll position and half-typed words survive a refresh.
 * Each item is `{ key, signature, draw }`.
 */
export function reconcile(parent, items) {
  const present = new Map([...parent.children].map((node) => [node.dataset.key, node]))
  let place = parent.firstElementChild
  for (const item of items) {
    const old = present.get(item.key)
    present.delete(item.key)
    if (old && old.dataset.signature === item.signature) {
      if (old === place) place = place.nextElementSibling
      else parent.insertBefore(old, place)
      continue
    }
    const fresh = item.draw()
    fresh.dataset.key = item.key
    fresh.dataset.signature = item.signature
    if (!old) {
      parent.insertBefore(fresh, place)
      continue
    }
    const focused = old.contains(document.activeElement)
    if (old === place) place = place.nextElementSibling
    old.replaceWith(fresh)
    if (focused) keepFocus(fresh)
  }
  for (const gone of present.values()) gone.remove()
}

function keepFocus(node) {
  const pressable = 'button:not([disabled])'
  const next = node.matches(pressable) ? node : (node.querySelector(pressable) ?? node)
  if (!next.matches(pressable)) next.setAttribute('tabindex', '-1')
  next.focus({ preventScroll: true })
}

const vector = 'http://www.w3.org/2000/svg'

/** A line drawing of our own paths; always beside a word, so it is hidden from screen readers. */
export function icon(paths, size = 18) {
  const drawing = document.createElementNS(vector, 'svg')
  const settings = {
    viewBox: '0 0 24 24',
    width: size,
    height: size,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 2.2,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  }
  for (const [name, value] of Object.entries(settings)) drawing.setAttribute(name, String(value))
  for (const line of paths) {
    const path = document.createElementNS(vector, 'path')
    path.setAttribute('d', line)
    drawing.append(path)
  }
  return drawing
}

export const icons = {
  signal: ['M4 20v-4', 'M10 20v-8', 'M16 20V8', 'M21 20V4'],
  noSignal: ['M4 20v-4', 'M10 20v-8', 'M16 20V8', 'M3 3l18 18'],
  phone: [
    'M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z',
  ],
  bell: ['M6 16V11a6 6 0 0 1 12 0v5l2 2H4z', 'M10 21h4'],
  letter: ['M3 6h18v12H3z', 'M3 7l9 6 9-6'],
}
