import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { Board } from '../../../../shared/warning'
import { counted, moment, plateOf, titled } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { unitFor, watchers } from '../../parts/doors'
import { go } from '../../parts/go'
import { useLook } from '../../parts/look'
import { Plate } from '../../parts/plate'
import { RowWords, Sub } from '../../parts/row'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'
import { Person, arrival, type Who } from './person'

/** 回执: the tree of who is missing, down to names. Without a warning named: which ones there are. */
export default function BoardPage() {
  const { warningId } = useRouter().params
  return warningId ? <Tree warningId={warningId} /> : <Choose />
}

function Choose() {
  const look = useLook('warnings', async (client) => {
    const unitPath = unitFor(await client.session.me({}), watchers)?.unitPath
    return unitPath
      ? [
          ...(await client.warnings.list({ unitPath, drill: false })),
          ...(await client.warnings.list({ unitPath, drill: true })),
        ]
      : []
  })
  return (
    <Screen title='回执' look={look}>
      <Box className='paper'>
        {look.value?.map((it) => (
          <Tap
            key={it.id}
            className='row'
            onTap={() => go(it.sentAt ? 'board' : 'approve', { warningId: it.id })}
          >
            <Plate title={titled(it)} drill={it.drill} />
            <RowWords title={titled(it)}>
              <Sub>
                {it.issuer} {moment(it.sentAt ?? it.draftedAt, phone.now())}，
                {
                  {
                    draft: '等批准',
                    approved: '正在发',
                    sent: '已发出',
                    refused: '已退回',
                    lifted: '已解除',
                  }[it.state]
                }
              </Sub>
            </RowWords>
            <Box className='icon icon-go' />
          </Tap>
        ))}
      </Box>
      {look.value && !look.value.length && (
        <Nothing title='还没有发过预警' words='发出以后，谁没确认在这里看。' />
      )}
    </Screen>
  )
}

function Tree({ warningId }: { warningId: string }) {
  const look = useLook(
    warningId,
    async (client) => {
      const me = await client.session.me({})
      const unitPath = unitFor(me, watchers)?.unitPath ?? me.posts[0]?.unitPath ?? ''
      return client.warnings.board({ warningId, unitPath, missing: true })
    },
    20,
  )
  const board = look.value
  const [person, setPerson] = useState<Board['people'][number] | null>(null)
  if (!board) return <Screen title='回执' look={look} />
  const { warning } = board
  const missing = board.total - board.acknowledged
  return (
    <Screen
      title='回执'
      look={look}
      wide
      drill={warning.drill}
      side={board.name}
      head={
        <>
          <Box className={`hero ${warning.drill ? 'drill' : (plateOf(warning.title)?.tone ?? '')}`}>
            <Plate title={titled(warning)} drill={warning.drill} />
            <Box className='hero-main'>
              <Box className='hero-title'>{titled(warning)}</Box>
              <Box className={missing ? 'lack' : 'all'}>
                {missing ? `还差 ${counted(missing)} 人未确认` : '都确认了'}
              </Box>
            </Box>
          </Box>
          <Box className='counts'>
            {(
              [
                ['应收', board.total],
                ['送达', board.total - board.undelivered],
                ['确认', board.acknowledged],
                ['没送达', board.undelivered],
              ] as const
            ).map(([name, value]) => (
              <Box key={name} className='count'>
                {name}
                <Words className='count-number'>{counted(value)}</Words>
              </Box>
            ))}
          </Box>
        </>
      }
    >
      <Box className='layout'>
        <Box className='layout-main'>
          {board.undelivered > 0 && (
            <Undelivered board={board} warningId={warningId} choose={setPerson} chosen={person} />
          )}
          <Box className='paper table'>
            <Level board={board} warningId={warningId} choose={setPerson} chosen={person} />
          </Box>
        </Box>
        <Box className='layout-side'>
          {person ? (
            <Box className='desk'>
              <Person
                key={person.personId}
                it={person}
                warningId={warningId}
                title={titled(warning)}
              />
            </Box>
          ) : (
            <Box className='paper pad muted desk'>点一个人，在这里看和打电话</Box>
          )}
          <Box
            className={
              phone.now().getTime() - board.at.getTime() > 120_000 ? 'miss strong' : 'muted'
            }
          >
            {moment(board.at, phone.now())} 的数
          </Box>
        </Box>
      </Box>
    </Screen>
  )
}

type LevelProps = { board: Board; warningId: string; choose: (it: Who) => void; chosen: Who | null }

/** One level: the units with the most missing first, then the people of the unit itself. A unit opens in place. */
function Level({ board, warningId, choose, chosen }: LevelProps) {
  const [open, setOpen] = useState<string | null>(null)
  const rows = [...board.children].sort(
    (one, other) => other.total - other.acknowledged - one.total + one.acknowledged,
  )
  return (
    <>
      {rows.map((row) => {
        const missing = row.total - row.acknowledged
        return (
          <Box key={row.unitPath} className='level'>
            <Tap
              className={open === row.unitPath ? 'row here' : 'row'}
              onTap={() => setOpen(open === row.unitPath ? null : row.unitPath)}
            >
              <Box className={`icon ${open === row.unitPath ? 'icon-open' : 'icon-fold'}`} />
              <RowWords title={row.name}>
                <Sub>
                  应收 {counted(row.total)}，确认 {counted(row.acknowledged)}
                </Sub>
              </RowWords>
              <Words className={missing ? 'lack' : 'all'}>
                {missing ? `还差 ${counted(missing)} 人` : '都确认了'}
              </Words>
            </Tap>
            {open === row.unitPath && missing > 0 && (
              <Inner
                unitPath={row.unitPath}
                warningId={warningId}
                choose={choose}
                chosen={chosen}
              />
            )}
          </Box>
        )
      })}
      <People
        board={board}
        title={titled(board.warning)}
        warningId={warningId}
        choose={choose}
        chosen={chosen}
      />
    </>
  )
}

type PeopleProps = Omit<LevelProps, 'board'> & {
  board: Pick<Board, 'people' | 'more'>
  title: string
}
/** By name; on a phone the chosen one opens in place. */
function People({ board, title, warningId, choose, chosen }: PeopleProps) {
  return (
    <>
      {board.people.map((it) => (
        <Box key={it.personId} className='level'>
          <Tap
            className={`row person inner${chosen?.personId === it.personId ? ' here' : ''}`}
            onTap={() => choose(it)}
          >
            <RowWords title={`${it.unitName.split(' ').at(-1) ?? ''} ${it.name}`}>
              <Sub>
                {it.post}，{arrival[it.delivery]}
                {it.acknowledgedAt ? '' : '，没确认'}
              </Sub>
            </RowWords>
            <Box className='icon icon-go' />
          </Tap>
          {chosen?.personId === it.personId && (
            <Box className='phone-only'>
              <Person it={it} warningId={warningId} title={title} />
            </Box>
          )}
        </Box>
      ))}
      {board.more && <Box className='pad muted'>人多，先列这些。打开下一级看全</Box>}
    </>
  )
}

/** 没有送达: a list of its own, for those who ring. */
function Undelivered({
  board: { unitPath, undelivered, warning },
  warningId,
  choose,
  chosen,
}: LevelProps) {
  const [open, setOpen] = useState(false)
  return (
    <Box className='paper table'>
      <Tap className={open ? 'row here' : 'row'} id='undelivered' onTap={() => setOpen(!open)}>
        <Box className={`icon ${open ? 'icon-open' : 'icon-fold'}`} />
        <RowWords title='没有送达'>
          <Sub>请打电话告诉他们</Sub>
        </RowWords>
        <Words className='lack'>{counted(undelivered)} 人</Words>
      </Tap>
      {open && (
        <Unreached
          unitPath={unitPath}
          title={titled(warning)}
          warningId={warningId}
          choose={choose}
          chosen={chosen}
        />
      )}
    </Box>
  )
}
function Unreached({ unitPath, ...rest }: Omit<PeopleProps, 'board'> & { unitPath: string }) {
  const look = useLook(
    `undelivered ${rest.warningId} ${unitPath}`,
    (client) => client.warnings.undelivered({ warningId: rest.warningId, unitPath }),
    20,
  )
  return look.value ? (
    <People board={look.value} {...rest} />
  ) : (
    <Box className='row inner muted'>{look.problem ?? '正在取'}</Box>
  )
}

function Inner({
  unitPath,
  warningId,
  choose,
  chosen,
}: Omit<LevelProps, 'board'> & { unitPath: string }) {
  const look = useLook(
    `${warningId} ${unitPath}`,
    (client) => client.warnings.board({ warningId, unitPath, missing: true }),
    20,
  )
  if (!look.value) return <Box className='row inner muted'>{look.problem ?? '正在取'}</Box>
  return <Level board={look.value} warningId={warningId} choose={choose} chosen={chosen} />
}
