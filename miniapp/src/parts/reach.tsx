import type { Preflight } from '../../../shared/warning'
import { counted } from '../lib/words'
import { Box, Words } from './atoms'

const acts: Record<Preflight['ladder'][number]['act'], string> = {
  remind: '再提醒一次',
  ding: '发 DING',
  deputy: '找 AB 角',
  superior: '告诉上级',
}

/** Before the button is pressed: how many, how long, how many calls; who cannot be reached, and what silence brings. */
export const Reach = ({ reach }: { reach: Preflight }) => (
  <>
    <Box className='paper pad fore'>
      {(
        [
          ['人', reach.people],
          ['秒发完', reach.seconds],
          ['次调用', reach.calls],
        ] as const
      ).map(([name, value]) => (
        <Box key={name} className='fore-part'>
          {name}
          <Words className='fore-number'>{counted(value)}</Words>
        </Box>
      ))}
    </Box>
    <Box className='paper pad pairs'>
      {reach.byPost.map((it) => (
        <Box key={it.post} className='pairs-row'>
          <Words className='pairs-name'>{it.post}</Words>
          <Words className='pairs-value'>{counted(it.people)} 人</Words>
        </Box>
      ))}
      <Box className='pairs-row'>
        <Words className='pairs-name'>本月额度剩余</Words>
        <Words className='pairs-value'>{counted(reach.quotaLeft)} 次</Words>
      </Box>
    </Box>
    {reach.unreachableCount > 0 && (
      <Box className='note'>
        <Words className='note-title'>{counted(reach.unreachableCount)} 人可能收不到</Words>
        <Box>
          {reach.unreachable
            .slice(0, 5)
            .map((it) => `${it.unitName} ${it.name}：${it.why}`)
            .join('；')}
          。发出后进电话名单。
        </Box>
      </Box>
    )}
    {reach.ladder.length > 0 && (
      <Box className='paper pad pairs'>
        {reach.ladder.map((rung) => (
          <Box key={rung.afterMinutes} className='pairs-row'>
            <Words className='pairs-name'>{rung.afterMinutes} 分钟不确认</Words>
            <Words className='pairs-value'>{acts[rung.act]}</Words>
          </Box>
        ))}
      </Box>
    )}
    {reach.vacant > 0 && (
      <Box className='muted'>{counted(reach.vacant)} 个岗位没有人，请先登记</Box>
    )}
  </>
)
