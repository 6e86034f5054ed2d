import { card } from './card.js'
import { element, icon, icons, together } from './element.js'
import { link, markdown } from './markdown.js'

const dings = {
  1: { name: 'DING', drawing: icons.bell },
  2: { name: 'DING 短信', drawing: icons.letter },
  3: { name: 'DING 电话', drawing: icons.phone },
}

function bubble(...children) {
  return element('div', { class: 'bubble' }, children)
}

/**
 * As in DingTalk, the title of a text is only for the list of chats; it is shown where there is no
 * text.
 */
function action(entry) {
  const choices = entry.buttons ?? []
  return [
    entry.text ? markdown(entry.text) : element('div', { class: 'bubble-title' }, entry.title),
    choices.length > 0 &&
      element(
        'div',
        { class: 'choices' },
        choices.map((choice) => link(choice.url, choice.title)),
      ),
  ]
}

function ding(entry) {
  const kind = dings[entry.ding?.type] ?? dings[1]
  return element(
    'div',
    { class: 'ding' },
    element('div', { class: 'ding-kind' }, icon(kind.drawing), kind.name),
    element('div', {}, together(entry.text ?? '')),
  )
}

function notice(entry) {
  return element(
    'div',
    { class: 'bubble notice' },
    element('div', { class: 'notice-kind' }, '工作通知'),
    action(entry),
  )
}

const drawings = {
  text: (entry) => bubble(together(entry.text ?? '')),
  markdown: (entry) => bubble(markdown(entry.text)),
  actionCard: (entry) => element('div', { class: 'bubble action' }, action(entry)),
  link: (entry) =>
    bubble(
      entry.title && element('div', { class: 'bubble-title' }, link(entry.url, entry.title)),
      entry.text,
    ),
  image: (entry) => bubble(element('span', { class: 'muted' }, '图片'), ' ', entry.text),
  file: (entry) =>
    bubble(element('span', { class: 'muted' }, '文件'), ' ', entry.title ?? entry.text),
  ding,
  notice,
  said: (entry) =>
    element(
      'div',
      { class: 'say' },
      entry.text,
      entry.emotion && element('span', { class: 'muted' }, ` ${entry.emotion}`),
    ),
}

/**
 * Draws one entry of a chat; `viewer` is what `card` wants. An unknown kind is shown by its words,
 * never dropped.
 */
export function message(entry, viewer) {
  if (entry.recalled) return element('div', { class: 'when' }, '应急钉撤回了一条消息')
  const drawn = entry.card
    ? card(entry.card.vars, viewer)
    : (drawings[entry.kind] ?? drawings.text)(entry)
  return entry.conversationId
    ? element('div', { class: 'group' }, element('div', { class: 'when' }, '群聊'), drawn)
    : drawn
}
