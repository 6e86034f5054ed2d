import { button, element, together } from './element.js'

const tones = ['blue', 'yellow', 'orange', 'red', 'drill', 'done']

/**
 * What the template would do with the variables: all of them are text, lists and parameters are
 * JSON in text.
 */
function read(text, otherwise) {
  try {
    return text ? JSON.parse(text) : otherwise
  } catch {
    return otherwise
  }
}

const drillTitle = (title) => (title.startsWith('【演练】') ? title : `【演练】${title}`)
const drillWord = (word) => (word.startsWith('演练') ? word : `演练：${word}`)

/** The ground of the card; a drill's hides every other. */
function toneOf(vars, drill) {
  if (drill) return 'drill'
  return tones.includes(vars.tone) ? vars.tone : ''
}

/** What is done keeps a plate without colour, as what has no tone. */
function plateTone(tone) {
  return tone === '' || tone === 'done' ? 'still' : tone
}

function head(vars, drill) {
  const plated = vars.plateTop || vars.plateWord
  const plate =
    plated &&
    element(
      'div',
      { class: `plate ${plateTone(toneOf(vars, drill))}` },
      vars.plateTop,
      element('span', { class: 'plate-word' }, vars.plateWord),
    )
  const title = vars.title ?? ''
  return element(
    'div',
    { class: 'card-head' },
    plate,
    element(
      'div',
      { class: 'card-words' },
      element('div', { class: 'card-kicker' }, vars.kicker),
      element('h3', { class: 'card-title' }, drill ? drillTitle(title) : title),
    ),
  )
}

function lines(vars) {
  const rows = read(vars.rows, [])
  const listed = (Array.isArray(rows) ? rows : []).map((row) =>
    element(
      'div',
      { class: 'card-line' },
      element('span', { class: 'card-label' }, String(row?.l ?? '')),
      element('span', { class: row?.b ? 'strong' : '' }, together(String(row?.t ?? ''))),
    ),
  )
  const count =
    vars.n &&
    element(
      'div',
      { class: `lead ${vars.n === '0' ? 'ok' : 'miss'}` },
      vars.nBefore,
      element('b', {}, vars.n),
      vars.nAfter,
    )
  return count || listed.length > 0 ? element('div', { class: 'card-lines' }, count, listed) : null
}

function stamp(words, drill) {
  return element('div', { class: `stamp ${stampTone(words, drill)}` }, words)
}

function stampTone(words, drill) {
  if (drill) return 'drill'
  return words.includes('待传') ? 'late' : ''
}

/**
 * A press is told to the server exactly as a phone would: the id and the parameters that the
 * template's button carries.
 */
function press(vars, suffix, viewer, busy) {
  const words = vars[`btn${suffix}`]
  const side = suffix !== ''
  const drill = vars.drill === 'true'
  return button(
    {
      class: `btn ${side ? 'side tall' : 'main'}${drill && !side ? ' drill' : ''}${busy ? ' busy' : ''}`,
      'data-testid': `press${suffix}-${viewer.outTrackId}-${viewer.userId}`,
      'aria-busy': busy ? 'true' : undefined,
      disabled: busy,
      onclick: () => viewer.press(vars[`action${suffix}`] ?? '', read(vars[`params${suffix}`], {})),
    },
    drill && !side ? drillWord(words) : words,
  )
}

/** Opens the app at a page; where there is nothing to press it is the main button. */
function link(vars, viewer, alone) {
  return button(
    {
      class: `btn ${alone ? 'main' : 'side tall'}`,
      'data-testid': `open-${viewer.outTrackId}-${viewer.userId}`,
      onclick: () => viewer.open(vars.url ?? ''),
    },
    vars.link,
  )
}

function act(vars, viewer, busy) {
  const main = mainOf(vars, viewer, busy)
  const side = sideOf(vars, viewer, busy, !main)
  if (!main && !side) return null
  return element('div', { class: `card-act${main && side ? ' pairing' : ''}` }, main, side)
}

/** A stamp once it is pressed, before that the button. */
function mainOf(vars, viewer, busy) {
  if (vars.mine) return stamp(vars.mine, vars.drill === 'true')
  if (busy && viewer.offline) return stamp('已按下 · 待传', false)
  return vars.btn ? press(vars, '', viewer, busy) : null
}

function sideOf(vars, viewer, busy, alone) {
  if (vars.btn2) return press(vars, '2', viewer, busy)
  return vars.link ? link(vars, viewer, alone) : null
}

/**
 * Draws one card for one viewer from the template's variables (ui.md §3).
 * `viewer` = `{ userId, outTrackId, offline, pressing, toast, press(actionId, params), open(url)
 * }`; a toast is told in the foot and the button stays.
 */
export function card(vars, viewer) {
  const drill = vars.drill === 'true' || vars.tone === 'drill'
  const foot = together(viewer.toast || vars.foot || '')
  return element(
    'article',
    {
      class: `card ${toneOf(vars, drill)}`,
      'data-testid': `card-${viewer.outTrackId}-${viewer.userId}`,
    },
    drill && element('div', { class: 'rim' }),
    head(vars, drill),
    lines(vars),
    act({ ...vars, drill: String(drill) }, viewer, Boolean(viewer.pressing)),
    foot &&
      element(
        'div',
        {
          class: `card-foot${viewer.toast ? ' miss' : ''}`,
          role: viewer.toast ? 'alert' : undefined,
        },
        foot,
      ),
  )
}
