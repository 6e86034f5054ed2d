import { useState } from 'react'
import { dueWords } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { placeAndName } from '../../parts/doors'
import { go } from '../../parts/go'
import { useLists, type Line, type List } from '../../parts/lists'
import { RowWords, Sub } from '../../parts/row'
import { Nothing, Screen } from '../../parts/screen'
import { Unsent } from '../../parts/unsent'
import { phone } from '../../platform/phone'

/** 工作清单: every list of the person's units, what is owed first. */
export default function ListsPage() {
  const { look, lists, jobs, handed, isOwed, next } = useLists()
  return (
    <Screen
      title='工作清单'
      look={look}
      side={look.value ? placeAndName(look.value.me) : undefined}
      foot={
        next && (
          <Tap
            className='btn main'
            onTap={() => go('fill', { checklistId: next.checklistId, item: next.item })}
          >
            去填下一项
          </Tap>
        )
      }
    >
      <Unsent jobs={jobs} />
      {lists.map((list) => (
        <Card key={list.id} list={list} isOwed={isOwed} handed={handed} />
      ))}
      {look.value && !lists.length && (
        <Nothing title='没有要填的清单' words='每月 1 日 08:00 发，到时候会告诉您。' />
      )}
    </Screen>
  )
}

type CardProps = {
  list: List
  isOwed: (line: Line) => boolean
  handed: (line: Line) => boolean
}

/** Open first, then returned; what is done is folded away. */
function Card({ list, isOwed, handed }: CardProps) {
  const [showsRest, setShowsRest] = useState(false)
  const owed = list.items.filter(isOwed).sort(returnedLast)
  const rest = list.items.filter((line) => !isOwed(line))
  const due = dueWords(list.dueAt, phone.now())
  const isLate = due.late && owed.length > 0
  return (
    <>
      <Box className='section'>
        <Words>
          {list.title}，{owed.length ? `还差 ${owed.length} 项` : '都办了'}
        </Words>
        <Words className={isLate ? 'section-side miss' : 'section-side'}>{due.words}</Words>
      </Box>
      <Box className='paper'>
        {owed.map((line) => (
          <Row key={line.item} line={line} handed={false} />
        ))}
        {showsRest && rest.map((line) => <Row key={line.item} line={line} handed={handed(line)} />)}
        {!showsRest && rest.length > 0 && (
          <Tap className='row' onTap={() => setShowsRest(true)}>
            <RowWords title={`办了的和别人办的 ${rest.length} 项`} />
            <Box className='icon icon-open' />
          </Tap>
        )}
      </Box>
    </>
  )
}
const returnedLast = (one: Line, other: Line) =>
  Number(one.state === 'returned') - Number(other.state === 'returned')

function Row({ line, handed }: { line: Line; handed: boolean }) {
  const due = dueWords(line.dueAt, phone.now())
  const owed = line.state === 'open' || line.state === 'returned'
  return (
    <Tap
      className='row'
      id={`item-${line.item}`}
      onTap={() => go('fill', { checklistId: line.checklistId, item: line.item })}
    >
      <RowWords title={line.title}>
        <Sub miss={owed && !handed && due.late}>
          {handed && owed ? '已交，等着更新' : line.words}
        </Sub>
      </RowWords>
      <Box className='icon icon-go' />
    </Tap>
  )
}
