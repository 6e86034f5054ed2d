import { useState } from 'react'
import { minutesAfter, momentWords } from '../../../../shared/time'
import { desks } from '../../../../shared/vocabulary'
import type { Board } from '../../../../shared/warning'
import type { Asking } from '../../lib/phone'
import { counted, plateOf, titled } from '../../lib/words'
import { Box, Words } from '../../parts/atoms'
import { unitFor } from '../../parts/doors'
import { Hero } from '../../parts/hero'
import { useLook } from '../../parts/look'
import { Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'
import { Level } from './level'
import type { Choice } from './people'
import { Person, type Who } from './person'
import { Undelivered } from './undelivered'

/** An older count is said loudly: the board may stand still. */
const freshMinutes = 2

/** The board of one warning. On a desktop the chosen person stands beside the tree. */
export function Tree({ warningId }: { warningId: string }) {
  const look = useLook(warningId, (client) => openBoard(client, warningId), 20)
  const [chosen, choose] = useState<Who | null>(null)
  if (!look.value) return <Screen title='回执' look={look} />
  const board = look.value
  const choice = { warningId, title: titled(board.warning), chosen, choose }
  return (
    <Screen
      title='回执'
      look={look}
      wide
      drill={board.warning.drill}
      side={board.name}
      head={<Head board={board} />}
    >
      <Box className='layout'>
        <Box className='layout-main'>
          {board.undelivered > 0 && <Undelivered board={board} choice={choice} />}
          <Box className='paper table'>
            <Level board={board} choice={choice} />
          </Box>
        </Box>
        <Box className='layout-side'>
          <Beside choice={choice} />
          <Age at={board.at} />
        </Box>
      </Box>
    </Screen>
  )
}
async function openBoard(client: Asking, warningId: string): Promise<Board> {
  const me = await client.session.me({})
  const unitPath = unitFor(me, desks)?.unitPath ?? me.posts[0]?.unitPath ?? ''
  return client.warnings.board({ warningId, unitPath, missing: true })
}

function Head({ board }: { board: Board }) {
  const { warning } = board
  const missing = board.total - board.acknowledged
  return (
    <>
      <Hero title={titled(warning)} tone={plateOf(warning.title)?.tone ?? ''} drill={warning.drill}>
        <Box className={missing ? 'lack' : 'all'}>
          {missing ? `还差 ${counted(missing)} 人未确认` : '都确认了'}
        </Box>
      </Hero>
      <Box className='counts'>
        <Count name='应收' value={board.total} />
        <Count name='送达' value={board.total - board.undelivered} />
        <Count name='确认' value={board.acknowledged} />
        <Count name='没送达' value={board.undelivered} />
      </Box>
    </>
  )
}
const Count = ({ name, value }: { name: string; value: number }) => (
  <Box className='count'>
    {name}
    <Words className='count-number'>{counted(value)}</Words>
  </Box>
)

function Beside({ choice: { warningId, title, chosen } }: { choice: Choice }) {
  if (!chosen) return <Box className='paper pad muted desk'>点一个人，在这里看和打电话</Box>
  return (
    <Box className='desk'>
      <Person key={chosen.personId} who={chosen} warningId={warningId} title={title} />
    </Box>
  )
}

function Age({ at }: { at: Date }) {
  const now = phone.now()
  const isOld = minutesAfter(at, freshMinutes) < now
  return <Box className={isOld ? 'miss strong' : 'muted'}>{momentWords(at, now)} 的数</Box>
}
