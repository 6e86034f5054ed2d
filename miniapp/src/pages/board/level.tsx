import { useState } from 'react'
import type { Board } from '../../../../shared/warning'
import { counted } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { Icon } from '../../parts/icon'
import { useLook } from '../../parts/look'
import { RowWords, Sub } from '../../parts/row'
import { People, type Choice } from './people'

type Unit = Board['children'][number]
const missingIn = ({ total, acknowledged }: Unit) => total - acknowledged

/**
 * One level: the units with the most missing first, then the people of the unit itself. A unit
 * opens in place.
 */
export function Level({ board, choice }: { board: Board; choice: Choice }) {
  const [openPath, setOpenPath] = useState<string | null>(null)
  const units = [...board.children].sort((one, other) => missingIn(other) - missingIn(one))
  return (
    <>
      {units.map((unit) => {
        const isOpen = unit.unitPath === openPath
        return (
          <Box key={unit.unitPath} className='level'>
            <UnitRow
              unit={unit}
              isOpen={isOpen}
              onTap={() => setOpenPath(isOpen ? null : unit.unitPath)}
            />
            {isOpen && missingIn(unit) > 0 && <Inner unitPath={unit.unitPath} choice={choice} />}
          </Box>
        )
      })}
      <People people={board.people} more={board.more} choice={choice} />
    </>
  )
}

type UnitRowProps = { unit: Unit; isOpen: boolean; onTap: () => void }
function UnitRow({ unit, isOpen, onTap }: UnitRowProps) {
  const missing = missingIn(unit)
  return (
    <Tap className={isOpen ? 'row here' : 'row'} onTap={onTap}>
      <Icon name={isOpen ? 'open' : 'fold'} />
      <RowWords title={unit.name}>
        <Sub>
          应收 {counted(unit.total)}，确认 {counted(unit.acknowledged)}
        </Sub>
      </RowWords>
      <Words className={missing ? 'lack' : 'all'}>
        {missing ? `还差 ${counted(missing)} 人` : '都确认了'}
      </Words>
    </Tap>
  )
}

/** What is below a unit that was opened. */
function Inner({ unitPath, choice }: { unitPath: string; choice: Choice }) {
  const { warningId } = choice
  const look = useLook(
    `${warningId} ${unitPath}`,
    (client) => client.warnings.board({ warningId, unitPath, missing: true }),
    20,
  )
  if (!look.value) return <Box className='row inner muted'>{look.problem ?? '正在取'}</Box>
  return <Level board={look.value} choice={choice} />
}
