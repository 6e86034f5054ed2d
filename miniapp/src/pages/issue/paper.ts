import { hoursAfter } from '../../../../shared/time'
import { colorWords, type Color } from '../../../../shared/vocabulary'
import type { Choices, WarningDraft } from '../../../../shared/warning'

/**
 * What is being written. `posts`: chosen by hand, else those of the colour; `hours`: how long it
 * holds, null until it is lifted.
 */
export type Paper = {
  drill: boolean
  hazard: string | null
  color: Color | null
  units: string[]
  posts: string[] | null
  todo: string
  deadline: string
  text: string
  hours: number | null
}
export type Change = (part: Partial<Paper>) => void
export const blank: Paper = {
  drill: false,
  hazard: null,
  color: null,
  units: [],
  posts: null,
  todo: '',
  deadline: '',
  text: '',
  hours: null,
}

export const postsOf = ({ posts, color }: Paper, choices: Choices) =>
  posts ?? (color ? choices.audience[color] : [])
export const titleOf = ({ drill, hazard, color }: Paper, { hazards }: Choices) =>
  `${drill ? '【演练】' : ''}${hazards.find((it) => it.name === hazard)?.title ?? ''}${color ? colorWords[color] : ''}色预警`
/** The policy's sentence for a hazard and a colour, where it has one. */
export const usualTodo = ({ hazard, color }: Paper, { hazards }: Choices) =>
  (color && hazards.find((it) => it.name === hazard)?.todo[color]) ?? ''
/** What somebody wrote stays; the policy's own sentence does not outlive what it was for. */
export const unlessOwn = ({ todo }: Paper, { hazards }: Choices): Partial<Paper> =>
  hazards.some((it) => Object.values(it.todo).includes(todo)) ? { todo: '' } : {}

/** `at`: from when it holds. */
export const draftOf = (
  paper: Paper,
  posts: string[],
  unitPath: string,
  at: Date,
): WarningDraft => ({
  kind: 'live',
  hazard: paper.hazard!,
  color: paper.color!,
  drill: paper.drill,
  todo: paper.todo.trim(),
  deadline: paper.deadline.trim(),
  text: paper.text.trim(),
  audience: { units: paper.units, posts },
  validUntil: paper.hours ? hoursAfter(at, paper.hours) : null,
  unitPath,
  replaces: null,
})
