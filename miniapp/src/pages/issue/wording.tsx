import type { ReactNode } from 'react'
import { Area, Box, Line } from '../../parts/atoms'
import { MainButton, SideButton } from '../../parts/buttons'
import { Pick } from '../../parts/controls'
import { Optional } from '../../parts/optional'
import { Screen } from '../../parts/screen'
import type { Frame } from './frame'
import type { Change, Paper } from './paper'

const terms = [
  [null, '到解除'],
  [6, '6 小时'],
  [12, '12 小时'],
  [24, '24 小时'],
] as const

type Props = {
  frame: Frame
  paper: Paper
  change: Change
  back: () => void
  next: () => void
}

/** The second step: the sentence of the card, until when, and the whole text. */
export const Wording = ({ frame, paper, change, back, next }: Props) => (
  <Screen
    {...frame}
    foot={
      <>
        <SideButton onTap={back}>改范围</SideButton>
        <MainButton ready={paper.todo.trim() !== ''} onTap={next}>
          下一步，核对
        </MainButton>
      </>
    }
  >
    <Box className='paper'>
      <Question label='要做什么'>
        <Box className='field-help'>60 字以内。几件事用分号隔开</Box>
        <Area
          className='input'
          id='todo'
          label='要做什么'
          value={paper.todo}
          most={60}
          lines={3}
          onChange={(todo) => change({ todo })}
        />
      </Question>
      <Question label='什么时候以前' optional>
        <Line
          className='input'
          id='deadline'
          label='什么时候以前'
          value={paper.deadline}
          most={30}
          hint='今天 18:00 前'
          onChange={(deadline) => change({ deadline })}
        />
      </Question>
      <Question label='预警管多久'>
        <Terms value={paper.hours} set={(hours) => change({ hours })} />
      </Question>
      <Question label='天气和灾情' optional>
        <Area
          className='input'
          id='text'
          label='天气和灾情'
          value={paper.text}
          most={1000}
          lines={4}
          onChange={(text) => change({ text })}
        />
      </Question>
    </Box>
  </Screen>
)

type QuestionProps = { label: string; optional?: boolean; children: ReactNode }
const Question = ({ label, optional = false, children }: QuestionProps) => (
  <Box className='field'>
    <Box className='field-label'>
      {label}
      {optional && <Optional />}
    </Box>
    {children}
  </Box>
)

type TermsProps = { value: number | null; set: (hours: number | null) => void }
const Terms = ({ value, set }: TermsProps) => (
  <Box className='two'>
    {terms.map(([hours, words]) => (
      <Pick
        key={words}
        id={`hours-${hours ?? 'open'}`}
        on={hours === value}
        onTap={() => set(hours)}
      >
        {words}
      </Pick>
    ))}
  </Box>
)
