import { Area, Box, Line, Words } from '../../parts/atoms'
import { Pick } from '../../parts/controls'
import type { Change, Paper } from './paper'

const terms = [
  [null, '到解除'],
  [6, '6 小时'],
  [12, '12 小时'],
  [24, '24 小时'],
] as const

/** The second step: the sentence of the card, until when, and the whole text. */
export const Wording = ({ paper, change }: { paper: Paper; change: Change }) => (
  <Box className='paper'>
    <Box className='field'>
      <Box className='field-label'>要做什么</Box>
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
    </Box>
    <Box className='field'>
      <Box className='field-label'>
        什么时候以前<Words className='muted'>　可不填</Words>
      </Box>
      <Line
        className='input'
        id='deadline'
        label='什么时候以前'
        value={paper.deadline}
        most={30}
        hint='今天 18:00 前'
        onChange={(deadline) => change({ deadline })}
      />
    </Box>
    <Box className='field'>
      <Box className='field-label'>预警管多久</Box>
      <Box className='two'>
        {terms.map(([hours, words]) => (
          <Pick
            key={words}
            id={`hours-${hours ?? 'open'}`}
            on={paper.hours === hours}
            onTap={() => change({ hours })}
          >
            {words}
          </Pick>
        ))}
      </Box>
    </Box>
    <Box className='field'>
      <Box className='field-label'>
        天气和灾情<Words className='muted'>　可不填</Words>
      </Box>
      <Area
        className='input'
        id='text'
        label='天气和灾情'
        value={paper.text}
        most={1000}
        lines={4}
        onChange={(text) => change({ text })}
      />
    </Box>
  </Box>
)
