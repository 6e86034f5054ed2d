import { Color, colorWords } from '../../../../shared/vocabulary'
import type { Choices } from '../../../../shared/warning'
import { Box } from '../../parts/atoms'
import { Choosing, ChoosingSeveral } from '../../parts/choosing'
import { Pick } from '../../parts/controls'
import { Units } from '../../parts/units'
import { postsOf, unlessOwn, type Change, type Paper } from './paper'

type Props = { paper: Paper; change: Change; unitPath: string; choices: Choices }

/** The first step. 实战 or 演练 is asked first, and colours all three. A sentence that is the policy's own goes with the hazard and the colour it was of. */
export const Where = ({ paper, change, unitPath, choices }: Props) => (
  <>
    <Box className='paper pad pairs'>
      <Box className='field-label'>是实战还是演练？</Box>
      <Box className='two'>
        <Pick id='real' on={!paper.drill} onTap={() => change({ drill: false })}>
          实战
        </Pick>
        <Pick id='drill' on={paper.drill} onTap={() => change({ drill: true })}>
          演练
        </Pick>
      </Box>
    </Box>
    <Box className='paper pad'>
      <Choosing
        label='什么灾'
        options={choices.hazards}
        value={paper.hazard}
        set={(hazard) => change({ hazard, ...unlessOwn(paper, choices) })}
      />
    </Box>
    <Box className='paper pad pairs'>
      <Box className='field-label'>什么颜色</Box>
      <Box className='two'>
        {Color.options.map((color) => (
          <Pick
            key={color}
            id={`color-${color}`}
            on={paper.color === color}
            onTap={() => change({ color, ...unlessOwn(paper, choices) })}
          >
            {colorWords[color]}色
          </Pick>
        ))}
      </Box>
    </Box>
    <Box className='paper pad pairs'>
      <Box className='field-label'>发给哪里</Box>
      <Units unitPath={unitPath} value={paper.units} set={(units) => change({ units })} />
    </Box>
    {paper.color && (
      <Box className='paper pad'>
        <ChoosingSeveral
          label='发给谁'
          options={choices.posts}
          value={postsOf(paper, choices)}
          set={(posts) => change({ posts })}
        />
      </Box>
    )}
  </>
)
