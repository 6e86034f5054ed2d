import type { Preflight } from '../../../shared/warning'
import { counted } from '../lib/words'
import { Box, Words } from './atoms'
import { Figures } from './figures'
import { Pair } from './pair'

const maxNamed = 5

const acts: Record<Preflight['ladder'][number]['act'], string> = {
  remind: '再提醒一次',
  ding: '发 DING',
  deputy: '找 AB 角',
  superior: '告诉上级',
}

/**
 * Before the button is pressed: how many, how long, how many calls; who cannot be reached, and what
 * silence brings.
 */
export const Reach = ({ reach }: { reach: Preflight }) => (
  <>
    <Figures
      figures={[
        ['人', reach.people],
        ['秒发完', reach.seconds],
        ['次调用', reach.calls],
      ]}
    />
    <Box className='paper pad pairs'>
      {reach.byPost.map(({ post, people }) => (
        <Pair key={post} name={post}>
          {counted(people)} 人
        </Pair>
      ))}
      <Pair name='本月额度剩余'>{counted(reach.quotaLeft)} 次</Pair>
    </Box>
    {reach.unreachableCount > 0 && <Unreachable reach={reach} />}
    {reach.ladder.length > 0 && <Ladder rungs={reach.ladder} />}
    {reach.vacant > 0 && (
      <Box className='muted'>{counted(reach.vacant)} 个岗位没有人，请先登记</Box>
    )}
  </>
)

function Unreachable({ reach: { unreachable, unreachableCount } }: { reach: Preflight }) {
  const named = unreachable
    .slice(0, maxNamed)
    .map(({ unitName, name, why }) => `${unitName} ${name}：${why}`)
    .join('；')
  return (
    <Box className='note'>
      <Words className='note-title'>{counted(unreachableCount)} 人可能收不到</Words>
      <Box>{named}。发出后进电话名单。</Box>
    </Box>
  )
}

const Ladder = ({ rungs }: { rungs: Preflight['ladder'] }) => (
  <Box className='paper pad pairs'>
    {rungs.map(({ afterMinutes, act }) => (
      <Pair key={afterMinutes} name={`${afterMinutes} 分钟不确认`}>
        {acts[act]}
      </Pair>
    ))}
  </Box>
)
