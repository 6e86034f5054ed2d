import { Color, colorWords } from '../../../../shared/vocabulary'
import type { Choices } from '../../../../shared/warning'
import { Box, Tap } from '../../parts/atoms'
import { MainButton } from '../../parts/buttons'
import { Choosing, ChoosingSeveral } from '../../parts/choosing'
import { Pick } from '../../parts/controls'
import { Screen } from '../../parts/screen'
import { Units } from '../../parts/units'
import type { Frame } from './frame'
import { blank, unlessOwn, type Change, type Paper } from './paper'

/** What the writer may choose from, and the posts that are chosen so far. */
type Target = { unitPath: string; choices: Choices; posts: string[] }
type Props = {
  frame: Frame
  paper: Paper
  change: Change
  target: Target
  next: () => void
}

/** The first step. 实战 or 演练 is asked first, and colours all three. */
export function Where({ frame, paper, change, target, next }: Props) {
  const { unitPath, choices, posts } = target
  const isChosen = Boolean(paper.hazard && paper.color && paper.units.length && posts.length)
  // A sentence that is the policy's own goes with the hazard and the colour it was of.
  const changeKind = (part: Partial<Paper>) => change({ ...part, ...unlessOwn(paper, choices) })
  return (
    <Screen
      {...frame}
      foot={
        <MainButton ready={isChosen} onTap={next}>
          下一步，写要做什么
        </MainButton>
      }
    >
      <RealOrDrill drill={paper.drill} set={(drill) => change({ drill })} />
      <Box className='paper pad'>
        <Choosing
          label='什么灾'
          options={choices.hazards}
          value={paper.hazard}
          set={(hazard) => changeKind({ hazard })}
        />
      </Box>
      <Colors value={paper.color} set={(color) => changeKind({ color })} />
      <Box className='paper pad pairs'>
        <Box className='field-label'>发给哪里</Box>
        <Units unitPath={unitPath} value={paper.units} set={(units) => change({ units })} />
      </Box>
      {paper.color && (
        <Box className='paper pad'>
          <ChoosingSeveral
            label='发给谁'
            options={choices.posts}
            value={posts}
            set={(chosen) => change({ posts: chosen })}
          />
        </Box>
      )}
      {paper !== blank && (
        <Tap className='btn word' onTap={() => change(blank)}>
          全部重新选
        </Tap>
      )}
    </Screen>
  )
}

const RealOrDrill = ({ drill, set }: { drill: boolean; set: (drill: boolean) => void }) => (
  <Box className='paper pad pairs'>
    <Box className='field-label'>是实战还是演练？</Box>
    <Box className='two'>
      <Pick id='real' on={!drill} onTap={() => set(false)}>
        实战
      </Pick>
      <Pick id='drill' on={drill} onTap={() => set(true)}>
        演练
      </Pick>
    </Box>
  </Box>
)

const Colors = ({ value, set }: { value: Color | null; set: (color: Color) => void }) => (
  <Box className='paper pad pairs'>
    <Box className='field-label'>什么颜色</Box>
    <Box className='two'>
      {Color.options.map((color) => (
        <Pick key={color} id={`color-${color}`} on={color === value} onTap={() => set(color)}>
          {colorWords[color]}色
        </Pick>
      ))}
    </Box>
  </Box>
)
