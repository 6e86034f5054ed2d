import { useState } from 'react'
import type { Board } from '../../../../shared/warning'
import { counted } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { Icon } from '../../parts/icon'
import { useLook } from '../../parts/look'
import { RowWords, Sub } from '../../parts/row'
import { People, type Choice } from './people'

/** 没有送达: a list of its own, for those who ring. */
export function Undelivered({ board, choice }: { board: Board; choice: Choice }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Box className='paper table'>
      <Tap className={isOpen ? 'row here' : 'row'} id='undelivered' onTap={() => setOpen(!isOpen)}>
        <Icon name={isOpen ? 'open' : 'fold'} />
        <RowWords title='没有送达'>
          <Sub>请打电话告诉他们</Sub>
        </RowWords>
        <Words className='lack'>{counted(board.undelivered)} 人</Words>
      </Tap>
      {isOpen && <Unreached unitPath={board.unitPath} choice={choice} />}
    </Box>
  )
}

function Unreached({ unitPath, choice }: { unitPath: string; choice: Choice }) {
  const { warningId } = choice
  const look = useLook(
    `undelivered ${warningId} ${unitPath}`,
    (client) => client.warnings.undelivered({ warningId, unitPath }),
    20,
  )
  if (!look.value) return <Box className='row inner muted'>{look.problem ?? '正在取'}</Box>
  return <People people={look.value.people} more={look.value.more} choice={choice} />
}
