import type { Board, Step } from '../../../../shared/warning'
import { moment } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { useLook, useOutbox } from '../../parts/look'
import { Ring } from '../../parts/ring'
import { Stamp } from '../../parts/stamp'
import { phone } from '../../platform/phone'

export type Who = Board['people'][number]
export const arrival: Record<Who['delivery'], string> = {
  waiting: '还没发',
  sent: '已发',
  delivered: '送达',
  read: '看过',
  failed: '没送达',
  unknown: '不知道到没到',
}

/** One person: what was done so far and what comes next; ring, and say that it was told by voice, in the caller's own name. */
export function Person({ it, warningId, title }: { it: Who; warningId: string; title: string }) {
  const look = useLook(
    `timeline ${warningId} ${it.personId}`,
    (client) => client.warnings.timeline({ warningId, personId: it.personId }),
    20,
  )
  const job = useOutbox()
    .filter(
      (one) =>
        one.operation === 'warnings.acknowledgeFor' &&
        (one.input as { warningId: string; personId: string }).warningId === warningId &&
        (one.input as { personId: string }).personId === it.personId,
    )
    .at(-1)
  const told = () =>
    void phone.queue(
      'warnings.acknowledgeFor',
      { warningId, personId: it.personId },
      `${title}：代 ${it.name} 确认`,
    )
  return (
    <Box className='paper pad pairs'>
      <Box className='hero-title'>{it.name}</Box>
      <Box className='muted'>
        {it.unitName}，{it.post}，{arrival[it.delivery]}
      </Box>
      <Box className='timeline'>
        {look.value?.map((step, index) => (
          <Line key={index} step={step} />
        ))}
      </Box>
      {!it.acknowledgedAt &&
        (job && job.state !== 'refused' ? (
          <Stamp words='您已电话告知' at={new Date(job.at)} waiting={job.state !== 'sent'} />
        ) : (
          <>
            <Box className='acts pairing'>
              <Ring personId={it.personId} reason='催办预警确认' />
              <Tap className='btn main' id='told' onTap={told}>
                已电话告知
              </Tap>
            </Box>
            {job && <Box className='field-wrong'>{job.why}</Box>}
            <Box className='muted'>
              按了「已电话告知」就算确认，记您的名字，不再催。看电话会留下记录
            </Box>
          </>
        ))}
    </Box>
  )
}

const words: Record<Step['what'], string> = {
  sent: '卡片已发',
  delivered: '送达手机',
  read: '看过',
  failed: '没有送达',
  remind: '再提醒一次',
  ding: '发 DING',
  deputy: '找 AB 角',
  superior: '告诉上级',
  confirmed: '已确认',
}
function Line({ step: { what, at, who, planned } }: { step: Step }) {
  const said =
    what === 'confirmed' && who.length
      ? `${who.join('、')} 代确认`
      : `${planned ? '将' : ''}${words[what]}${who.length ? ` ${who.join('、')}` : ''}${planned && (what === 'deputy' || what === 'superior') && !who.length ? '，名单里没有' : ''}`
  return (
    <Box className={planned ? 'step muted' : 'step'}>
      <Words className='step-time'>{at ? moment(at, phone.now()) : ''}</Words>
      <Words
        className={what === 'failed' ? 'miss strong' : what === 'confirmed' ? 'ok strong' : ''}
      >
        {said}
      </Words>
    </Box>
  )
}
