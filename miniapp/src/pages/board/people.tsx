import type { Board } from '../../../../shared/warning'
import { Box, Tap } from '../../parts/atoms'
import { Icon } from '../../parts/icon'
import { RowWords, Sub } from '../../parts/row'
import { Person, arrival, type Who } from './person'

/** The one person of a warning's board who is being looked at. */
export type Choice = {
  warningId: string
  title: string
  chosen: Who | null
  choose: (who: Who) => void
}
type Props = Pick<Board, 'people' | 'more'> & { choice: Choice }

/** By name; on a phone the chosen one opens in place. */
export const People = ({ people, more, choice }: Props) => (
  <>
    {people.map((who) => {
      const isChosen = who.personId === choice.chosen?.personId
      return (
        <Box key={who.personId} className='level'>
          <PersonRow who={who} isChosen={isChosen} onTap={() => choice.choose(who)} />
          {isChosen && (
            <Box className='phone-only'>
              <Person who={who} warningId={choice.warningId} title={choice.title} />
            </Box>
          )}
        </Box>
      )
    })}
    {more && <Box className='pad muted'>人多，先列这些。打开下一级看全</Box>}
  </>
)

type PersonRowProps = { who: Who; isChosen: boolean; onTap: () => void }
const PersonRow = ({ who, isChosen, onTap }: PersonRowProps) => (
  <Tap className={isChosen ? 'row person inner here' : 'row person inner'} onTap={onTap}>
    <RowWords title={`${who.unitName.split(' ').at(-1) ?? ''} ${who.name}`}>
      <Sub>
        {who.post}，{arrival[who.delivery]}
        {!who.acknowledgedAt && '，没确认'}
      </Sub>
    </RowWords>
    <Icon name='go' />
  </Tap>
)
