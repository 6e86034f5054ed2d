import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { Board } from '../../../../shared/warning'
import { counted, moment, plateOf } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { unitFor, watchers } from '../../parts/doors'
import { go } from '../../parts/go'
import { useDeed, useLook } from '../../parts/look'
import { Plate } from '../../parts/plate'
import { RowWords, Sub } from '../../parts/row'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'

/** 回执: the tree of who is missing, down to names. Without a warning named: which ones there are. */
export default function BoardPage() {
  const { warningId } = useRouter().params
  return warningId ? <Tree warningId={warningId} /> : <Choose />
}

function Choose() {
  const look = useLook('warnings', async (client) => {
    const unitPath = unitFor(await client.session.me({}), watchers)?.unitPath
    return unitPath ? [...await client.warnings.list({ unitPath, drill: false }), ...await client.warnings.list({ unitPath, drill: true })] : []
  })
  return (
    <Screen title='回执' look={look}>
      <Box className='paper'>
        {look.value?.map((it) => {
          const hazard = CHOICES.hazards.find((one) => one.name === it.hazard)?.title ?? '', title = `${it.drill ? '【演练】' : ''}${hazard}${{ blue: '蓝', yellow: '黄', orange: '橙', red: '红' }[it.color]}色预警`
          return (
            <Tap key={it.id} className='row' onTap={() => go(it.state === 'draft' ? 'approve' : 'board', { warningId: it.id })}>
              <Plate title={title} drill={it.drill} /><RowWords title={title}><Sub>{it.issuer} {moment(it.sentAt ?? it.draftedAt, phone.now())}，{{ draft: '等批准', approved: '正在发', sent: '已发出', refused: '已退回', lifted: '已解除' }[it.state]}</Sub></RowWords><Box className='icon icon-go' />
            </Tap>
          )
        })}
      </Box>
      {look.value && !look.value.length && <Nothing title='还没有发过预警' words='发出以后，谁没确认在这里看。' />}
    </Screen>
  )
}

function Tree({ warningId }: { warningId: string }) {
  const look = useLook(warningId, async (client) => {
    const me = await client.session.me({}), unitPath = unitFor(me, watchers)?.unitPath ?? me.posts[0]?.unitPath ?? ''
    return client.warnings.board({ warningId, unitPath, missing: true })
  }, 20)
  const board = look.value, [person, setPerson] = useState<Board['people'][number] | null>(null)
  if (!board) return <Screen title='回执' look={look} />
  const { warning } = board, missing = board.total - board.acknowledged
  return (
    <Screen title='回执' look={look} wide drill={warning.drill} side={board.name}
      head={<>
        <Box className={`hero ${warning.drill ? 'drill' : plateOf(warning.title)?.tone ?? ''}`}>
          <Plate title={warning.title} drill={warning.drill} />
          <Box className='hero-main'><Box className='hero-title'>{warning.title}</Box><Box className={missing ? 'lack' : 'all'}>{missing ? `还差 ${counted(missing)} 人未确认` : '都确认了'}</Box></Box>
        </Box>
        <Box className='counts'>{([['应收', board.total], ['送达', board.total - board.undelivered], ['确认', board.acknowledged], ['没送达', board.undelivered]] as const).map(([name, value]) => <Box key={name} className='count'>{name}<Words className='count-number'>{counted(value)}</Words></Box>)}</Box>
      </>}>
      <Box className='layout'>
        <Box className='paper table'><Level board={board} warningId={warningId} choose={setPerson} chosen={person} /></Box>
        <Box className='layout-side'>
          {person ? <Person key={person.personId} it={person} /> : <Box className='paper pad muted desk'>点一个人，在这里看和打电话</Box>}
          <Box className={phone.now().getTime() - board.at.getTime() > 120_000 ? 'miss strong' : 'muted'}>{moment(board.at, phone.now())} 的数</Box>
        </Box>
      </Box>
    </Screen>
  )
}
type Who = Board['people'][number]
type LevelProps = { board: Board; warningId: string; choose: (it: Who) => void; chosen: Who | null }

/** One level: the units with the most missing first, then the people of the unit itself. A unit opens in place. */
function Level({ board, warningId, choose, chosen }: LevelProps) {
  const [open, setOpen] = useState<string | null>(null), rows = [...board.children].sort((one, other) => other.total - other.acknowledged - one.total + one.acknowledged)
  return (
    <>
      {rows.map((row) => {
        const missing = row.total - row.acknowledged
        return (
          <Box key={row.unitPath} className='level'>
            <Tap className={open === row.unitPath ? 'row here' : 'row'} onTap={() => setOpen(open === row.unitPath ? null : row.unitPath)}>
              <Box className={`icon ${open === row.unitPath ? 'icon-open' : 'icon-fold'}`} /><RowWords title={row.name}><Sub>应收 {counted(row.total)}，确认 {counted(row.acknowledged)}</Sub></RowWords>
              <Words className={missing ? 'lack' : 'all'}>{missing ? `还差 ${counted(missing)} 人` : '都确认了'}</Words>
            </Tap>
            {open === row.unitPath && missing > 0 && <Inner unitPath={row.unitPath} warningId={warningId} choose={choose} chosen={chosen} />}
          </Box>
        )
      })}
      {board.people.map((it) => (
        <Box key={it.personId} className='level'>
          <Tap className={`row person inner${chosen?.personId === it.personId ? ' here' : ''}`} onTap={() => choose(it)}>
            <RowWords title={`${it.unitName.split(' ').at(-1) ?? ''} ${it.name}`}><Sub>{it.post}，{arrival[it.delivery]}{it.acknowledgedAt ? '' : '，没确认'}</Sub></RowWords><Box className='icon icon-go' />
          </Tap>
          {chosen?.personId === it.personId && <Box className='phone-only'><Person it={it} /></Box>}
        </Box>
      ))}
      {board.more && <Box className='pad muted'>人多，先列这些。打开下一级看全</Box>}
    </>
  )
}
const arrival: Record<Who['delivery'], string> = { waiting: '还没发', sent: '已发', delivered: '送达', read: '看过', failed: '没送达', unknown: '不知道到没到' }

function Inner({ unitPath, warningId, choose, chosen }: Omit<LevelProps, 'board'> & { unitPath: string }) {
  const look = useLook(`${warningId} ${unitPath}`, (client) => client.warnings.board({ warningId, unitPath, missing: true }))
  if (!look.value) return <Box className='row inner muted'>{look.problem ?? '正在取'}</Box>
  return <Level board={look.value} warningId={warningId} choose={choose} chosen={chosen} />
}

/** The number is shown for one reason, and leaves a trace. */
function Person({ it }: { it: Who }) {
  const deed = useDeed(), [number, setNumber] = useState<string | null>(null)
  const call = () => void deed.run(async () => {
    const { phone: found } = await phone.client.org.phone({ personId: it.personId, reason: '催办预警确认' })
    if (!found) throw new Error('没有登记电话，请找村里转告')
    setNumber(found)
    phone.bridge.dial(found)
  })
  return (
    <Box className='paper pad pairs'>
      <Box className='hero-title'>{it.name}</Box><Box className='muted'>{it.unitName}，{it.post}，{arrival[it.delivery]}</Box>
      {number ? <Box className='strong'>{number}</Box> : <Tap className='btn main' disabled={deed.busy} onTap={call}><Box className='icon icon-phone' />打电话</Tap>}
      {deed.problem && <Box className='field-wrong'>{deed.problem}</Box>}
      <Box className='muted'>看电话会留下记录</Box>
    </Box>
  )
}
