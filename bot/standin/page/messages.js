import { card } from './card.js'
import { element, icon, icons } from './element.js'
import { link, markdown } from './markdown.js'

const dings = {
  1: { name: 'DING', drawing: icons.bell },
  2: { name: 'DING 短信', drawing: icons.letter },
  3: { name: 'DING 电话', drawing: icons.phone },
}

function bubble(...children) {
  return element('div', { class: 'bubble' }, children)
}

function heading(entry) {
  return entry.title && element('div', { class: 'bubble-title' }, entry.title)
}

function actionCard(entry) {
  const choices = entry.buttons ?? []
  return bubble(heading(entry), markdown(entry.text),
    choices.length > 0 && element('div', { class: 'choices' }, choices.map(choice => link(choice.url, choice.title))))
}

function ding(entry) {
  const kind = dings[entry.ding?.type] ?? dings[1]
  return element('div', { class: 'ding' },
    element('div', { class: 'ding-kind' }, icon(kind.drawing), kind.name), element('div', {}, entry.text))
}

function notice(entry) {
  return element('div', { class: 'bubble notice' }, element('div', { class: 'notice-kind' }, '工作通知'), heading(entry), markdown(entry.text))
}

const drawings = {
  text: entry => bubble(entry.text),
  markdown: entry => bubble(markdown(entry.text)),
  actionCard,
  link: entry => bubble(entry.title && element('div', { class: 'bubble-title' }, link(entry.url, entry.title)), entry.text),
  image: entry => bubble(element('span', { class: 'muted' }, '图片'), ' ', entry.text),
  file: entry => bubble(element('span', { class: 'muted' }, '文件'), ' ', entry.title ?? entry.text),
  ding,
  notice,
  said: entry => element('div', { class: 'say' }, entry.text),
}

/** Draws one entry of a chat; `viewer` is what `card` wants. An unknown kind is shown by its words, never dropped. */
export function message(entry, viewer) {
  if (entry.recalled) return element('div', { class: 'when' }, '应急钉撤回了一条消息')
  if (entry.kind === 'card') return card(entry.card.vars, viewer)
  return (drawings[entry.kind] ?? drawings.text)(entry)
}
