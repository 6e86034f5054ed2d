import type { ComponentProps } from 'react'
import { Box } from '../../parts/atoms'
import { placeAndName, type Me } from '../../parts/doors'
import { Hero } from '../../parts/hero'
import type { Screen } from '../../parts/screen'
import type { Paper } from './paper'

/** What the screens of the three steps have in common. */
export type Frame = Omit<ComponentProps<typeof Screen>, 'children' | 'foot'>

export type Step = 1 | 2 | 3
const names: Record<Step, string> = { 1: '选', 2: '写', 3: '核对' }

type Options = { step: Step; paper: Paper; title: string; me: Me } & Pick<Frame, 'look' | 'problem'>

/** From the second step on the head says which warning it is, and who writes it. */
export function frameOf({ step, paper, title, me, look, problem }: Options): Frame {
  return {
    title: `发布预警：${names[step]}`,
    side: `第 ${step} 步，共 3 步`,
    look,
    drill: paper.drill,
    problem,
    head: step > 1 && (
      <Hero title={title} tone={paper.color ?? ''} drill={paper.drill}>
        <Box>{placeAndName(me)}</Box>
      </Hero>
    ),
  }
}
