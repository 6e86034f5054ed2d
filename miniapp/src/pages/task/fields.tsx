import { Box, Day, Line } from '../../parts/atoms'
import { Pick } from '../../parts/controls'
import { levels, type Change, type Paper } from './paper'

/** 叫什么, and until when. */
export const NameAndDay = ({ paper, change }: { paper: Paper; change: Change }) => (
  <Box className='paper'>
    <Box className='field'>
      <Box className='field-label'>叫什么</Box>
      <Line
        className='input'
        id='title'
        label='叫什么'
        value={paper.title}
        most={20}
        hint='排查沿海在建工地'
        onChange={(title) => change({ title })}
      />
    </Box>
    <Box className='field'>
      <Box className='field-label'>什么时候以前</Box>
      <Box className='field-help'>当天 18:00 前</Box>
      <Day
        className='input'
        id='day'
        label='什么时候以前'
        value={paper.day || undefined}
        onChange={(day) => change({ day })}
      />
    </Box>
  </Box>
)

type LevelsProps = { value: number; set: (kind: number, post: string) => void }
/** 哪一级; each has a post that is usually asked. */
export const Levels = ({ value, set }: LevelsProps) => (
  <Box className='paper pad pairs'>
    <Box className='field-label'>哪一级</Box>
    <Box className='two'>
      {levels.map(({ title, post }, kind) => (
        <Pick key={title} on={kind === value} onTap={() => set(kind, post)}>
          {title}
        </Pick>
      ))}
    </Box>
  </Box>
)
