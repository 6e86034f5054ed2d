import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { momentWords } from '../../../../shared/time'
import { Box, Tap, Words } from '../../parts/atoms'
import { Icon } from '../../parts/icon'
import { RowWords, Sub } from '../../parts/row'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'
import { One } from './one'
import { keyOf, useWaiting, type Waiting } from './waiting'

/** 审核: what waits, and the one that is open. */
export default function ReviewPage() {
  const { unitPath } = useRouter().params
  const waiting = useWaiting(unitPath)
  const opening = useState<string | null>(null)
  const { look, items, hasMore } = waiting
  const isEmpty = !items.length && !hasMore
  return (
    <Screen
      title='审核'
      look={look}
      wide
      problem={waiting.problem}
      side={look.value ? `等审核 ${items.length} 项${hasMore ? '以上' : ''}` : undefined}
    >
      {isEmpty ? <Empty /> : <Ready waiting={waiting} opening={opening} />}
    </Screen>
  )
}

const Empty = () => <Nothing title='没有等您审核的' words='有人交上来，会出现在今天要办里。' />

type ReadyProps = {
  waiting: ReturnType<typeof useWaiting>
  opening: [string | null, (key: string | null) => void]
}
/** The list; on a desktop the open one stands beside it, on a phone in its place. */
function Ready({ waiting, opening: [openKey, setOpenKey] }: ReadyProps) {
  const { items, hasMore, busy, more, markDecided } = waiting
  const chosen = items.find((one) => keyOf(one) === openKey)
  function done(decided: Waiting) {
    setOpenKey(null)
    markDecided(decided)
  }
  return (
    <Box className='layout'>
      <Box className={chosen ? 'paper desk' : 'paper'}>
        {items.map((one) => (
          <Row
            key={keyOf(one)}
            waiting={one}
            here={one === chosen}
            onTap={() => setOpenKey(keyOf(one))}
          />
        ))}
        {hasMore && <More busy={busy} onTap={more} />}
      </Box>
      <Box className='layout-side'>
        {chosen ? (
          <One
            key={keyOf(chosen)}
            waiting={chosen}
            done={() => done(chosen)}
            back={() => setOpenKey(null)}
          />
        ) : (
          <Box className='paper pad muted desk'>点一项，在这里看</Box>
        )}
      </Box>
    </Box>
  )
}

type RowProps = { waiting: Waiting; here: boolean; onTap: () => void }
const Row = ({ waiting: { unitName, title, by, at, late }, here, onTap }: RowProps) => (
  <Tap className={here ? 'row here' : 'row'} onTap={onTap}>
    <RowWords title={`${unitName}：${title}`}>
      <Sub>
        {by} {momentWords(at, phone.now())} 交{late && '，过了期限'}
      </Sub>
    </RowWords>
    <Icon name='go' />
  </Tap>
)

const More = ({ busy, onTap }: { busy: boolean; onTap: () => void }) => (
  <Tap className='row' id='more' disabled={busy} onTap={onTap}>
    <Words className='row-main'>{busy ? '正在取' : '看更多'}</Words>
    <Icon name='open' />
  </Tap>
)
