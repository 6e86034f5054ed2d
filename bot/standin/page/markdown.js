import { element } from './element.js'

/** Only web addresses become links; anything else stays words. */
export function link(address, words) {
  return /^https?:\/\//i.test(address ?? '')
    ? element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, words)
    : element('span', {}, words)
}

const spans =
  /\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|!\[([^\]]*)\]\([^)\s]*\)|\[([^\]]+)\]\(([^)\s]+)\)|<font[^>]*>(.*?)<\/font>/g

function inline(text) {
  const out = []
  let from = 0
  for (const found of text.matchAll(spans)) {
    out.push(text.slice(from, found.index))
    const [, bold, slanted, code, picture, words, address, coloured] = found
    if (bold !== undefined) out.push(element('strong', {}, inline(bold)))
    else if (slanted !== undefined) out.push(element('em', {}, inline(slanted)))
    else if (code !== undefined) out.push(element('code', {}, code))
    else if (picture !== undefined) out.push(element('span', { class: 'muted' }, `图片 ${picture}`))
    else if (words !== undefined) out.push(link(address, words))
    else out.push(...inline(coloured))
    from = found.index + found[0].length
  }
  out.push(text.slice(from))
  return out.filter((part) => part !== '')
}

const kinds = [
  ['heading', /^#{1,6}\s+(.*)$/],
  ['point', /^\s*[-*+]\s+(.*)$/],
  ['number', /^\s*\d+[.、]\s+(.*)$/],
  ['quote', /^>\s?(.*)$/],
  ['rule', /^\s*(?:-{3,}|\*{3,})()\s*$/],
]

function classify(line) {
  if (line.trim() === '') return ['gap', '']
  for (const [kind, pattern] of [kinds[4], ...kinds.slice(0, 4)]) {
    const found = pattern.exec(line)
    if (found) return [kind, found[1]]
  }
  return ['words', line]
}

const holders = { point: 'ul', number: 'ol', quote: 'blockquote', words: 'p' }

function addLine(block, kind, text) {
  if (kind === 'point' || kind === 'number') return block.append(element('li', {}, inline(text)))
  if (block.childNodes.length > 0) block.append(element('br'))
  block.append(...inline(text))
}

/**
 * The part of markdown that DingTalk shows: headings, lists, quotes, rules, bold, italic, code,
 * links. Pictures become their words.
 */
export function markdown(source) {
  const root = element('div', { class: 'markdown' })
  let last = ''
  for (const line of String(source ?? '')
    .replace(/<br\s*\/?>/gi, '\n')
    .split(/\r?\n/)) {
    const [kind, text] = classify(line)
    if (kind === 'heading') root.append(element('p', { class: 'markdown-heading' }, inline(text)))
    else if (kind === 'rule') root.append(element('hr'))
    else if (kind !== 'gap') {
      if (kind !== last) root.append(element(holders[kind]))
      addLine(root.lastElementChild, kind, text)
    }
    last = kind
  }
  return root
}
