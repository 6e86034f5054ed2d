import type { Policy } from '../../config/policy'
import { Problem } from '../../shared/problem'
import type { Color } from '../../shared/vocabulary'
import type { Warning } from '../../shared/warning'

/**
 * One line of chat as far as the line alone tells: places may begin `words`; which of them are
 * units is for the tree to say.
 */
export type Spoken = {
  drill: boolean
  kind: Warning['kind']
  hazard: string
  color: Color
  words: string[]
  deadline: string
}

const kinds: Record<string, Warning['kind']> = {
  历史: 'history',
  趋势: 'trend',
  实时: 'live',
  事故: 'accident',
}
const colors: Record<string, Color> = {
  蓝: 'blue',
  黄: 'yellow',
  橙: 'orange',
  红: 'red',
  I: 'red',
  II: 'orange',
  III: 'yellow',
  IV: 'blue',
  一: 'red',
  二: 'orange',
  三: 'yellow',
  四: 'blue',
  1: 'red',
  2: 'orange',
  3: 'yellow',
  4: 'blue',
}
const gap = '[\\s,.、;:。]'
const colorShape = new RegExp(
  `^(?:(?:([蓝黄橙红])(?:色(?:预警)?(?:信号)?|(?=${gap}|$)))|(?:(IV|I{1,3}|[一二三四1-4])级(?:预警)?))`,
)
const day = '(?:今天|明天|后天|今晚|明晚|今早|明早|\\d{1,2}月\\d{1,2}[日号])'
const moment = `(?:${day}?\\s?(?:上午|中午|下午|晚上|傍晚)?\\s?\\d{1,2}(?::\\d{2}|[点时](?:\\d{1,2}分|半)?)|${day}|天黑)`
const deadlineShape = new RegExp(`(?<=^|${gap})(${moment})\\s?(?:之前|以前|前)(?=${gap}|$)`)

/** Full-width signs as half-width, Ⅱ as II, one space between words. */
const halfWidth = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').trim()

/** 「演练 预警 台风 橙 石塘镇 危房工棚人员转移 18:00前」, in any order of 灾种 and 颜色. */
export function readWords(line: string, { hazards }: Pick<Policy['warnings'], 'hazards'>): Spoken {
  const head = /^(?:\[?(演练)\]?|【演练】)?\s?(历史|趋势|实时|事故)?预警[\s:]*(.*)$/.exec(
    halfWidth(line).replace(/^【演练】/, '演练 '),
  )
  if (!head) throw new Problem('warning.unclear')
  const { hazard, color, rest } = subjectOf(head[3]!, hazards)
  const due = deadlineShape.exec(rest)
  return {
    drill: Boolean(head[1]),
    kind: kinds[head[2] ?? '实时']!,
    hazard,
    color,
    deadline: due ? `${due[1]!.trim()} 前` : '',
    words: (due ? rest.replace(due[0], ' ') : rest).split(/[\s,、;。]+/).filter(Boolean),
  }
}

/** Hazard and colour stand first, together or apart, either of them in front. */
function subjectOf(text: string, hazards: Policy['warnings']['hazards']) {
  const names = hazards
    .flatMap(({ name: hazard, title, aliases }) =>
      [title, ...aliases].map((name) => ({ name, hazard })),
    )
    .sort((one, other) => other.name.length - one.name.length)
  let rest = text
  let hazard = ''
  let color: Color | null = null
  for (let turn = 0; turn < 2; turn++) {
    const named = hazard ? undefined : names.find(({ name }) => rest.startsWith(name))
    const colored: RegExpExecArray | null = color ? null : colorShape.exec(rest)
    if (named) {
      hazard = named.hazard
      rest = restBehind(rest, named.name.length).replace(/^预警\s?/, '')
    } else if (colored) {
      color = colors[colored[1] ?? colored[2]!]!
      rest = restBehind(rest, colored[0].length)
    }
  }
  if (!hazard || !color) throw new Problem('warning.unclear')
  return { hazard, color, rest }
}

const restBehind = (text: string, length: number) =>
  text.slice(length).replace(new RegExp(`^${gap}+`), '')

/**
 * Written so that it must be a unit: if it is not found, the line is wrong, and the word is nothing
 * to do.
 */
export const namesPlace = (word: string) =>
  /^[\u4e00-\u9fff]{1,6}(?:街道|新区|社区|[市县镇乡村])$|^[\u4e00-\u9fff]{2}区$/.test(word)
/** Short enough to be the name of a unit without its ending. */
export const mayNamePlace = (word: string) =>
  namesPlace(word) || /^[\u4e00-\u9fff]{2,4}$/.test(word)
/** 全市, 全县, 全镇 …: the writer's own unit. */
export const meansOwnUnit = (word: string) =>
  /^(?:全[市县区镇乡村]|全街道|本[市县区镇乡村]|本街道|辖区)$/.test(word)
