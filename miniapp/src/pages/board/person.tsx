import type { Board, Step } from '../../../../shared/warning'
import { momentWords } from '../../../../shared/time'
import type { Job } from '../../lib/jobs'
import { Box, Words } from '../../parts/atoms'
import { MainButton } from '../../parts/buttons'
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
type Props = { who: Who; warningId: string; title: string }

/**
 * One person: what was done so far and what comes next; ring, and say that it was told by voice, in
 * the caller's own name.
 */
export function Person({ who, warningId, title }: Props) {
  const { personId } = who
  const look = useLook(
    `timeline ${warningId} ${personId}`,
    (client) => client.warnings.timeline({ warningId, personId }),
    20,
  )
  return (
    <Box className='paper pad pairs'>
      <Box className='hero-title'>{who.name}</Box>
      <Box className='muted'>
        {who.unitName}，{who.post}，{arrival[who.delivery]}
      </Box>
      <Box className='timeline'>
        {look.value?.map((step, index) => (
          <Line key={index} step={step} />
        ))}
      </Box>
      {!who.acknowledgedAt && <Telling who={who} warningId={warningId} title={title} />}
    </Box>
  )
}

/** Ringing the person; once that is said, the stamp of it. */
function Telling({ who, warningId, title }: Props) {
  const { personId, name } = who
  const job = useTold(warningId, personId)
  if (job && job.state !== 'refused') {
    return <Stamp words='您已电话告知' at={new Date(job.at)} waiting={job.state !== 'sent'} />
  }
  const tell = () =>
    void phone.queue(
      'warnings.acknowledgeFor',
      { warningId, personId },
      `${title}：代 ${name} 确认`,
    )
  return (
    <>
      <Box className='acts pairing'>
        <Ring personId={personId} reason='催办预警确认' />
        <MainButton id='told' onTap={tell}>
          已电话告知
        </MainButton>
      </Box>
      {job && <Box className='field-wrong'>{job.why}</Box>}
      <Box className='muted'>按了「已电话告知」就算确认，记您的名字，不再催。看电话会留下记录</Box>
    </>
  )
}

/** The last time that this phone said so of this person. */
function useTold(warningId: string, personId: string): Job | undefined {
  const isAboutThem = ({ operation, input }: Job) => {
    const told = input as { warningId: string; personId: string }
    return (
      operation === 'warnings.acknowledgeFor' &&
      told.warningId === warningId &&
      told.personId === personId
    )
  }
  return useOutbox().filter(isAboutThem).at(-1)
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
const tones: Partial<Record<Step['what'], string>> = {
  failed: 'miss strong',
  confirmed: 'ok strong',
}

const Line = ({ step }: { step: Step }) => (
  <Box className={step.planned ? 'step muted' : 'step'}>
    <Words className='step-time'>{step.at && momentWords(step.at, phone.now())}</Words>
    <Words className={tones[step.what] ?? ''}>{stepWords(step)}</Words>
  </Box>
)
function stepWords({ what, who, planned }: Step): string {
  const names = who.join('、')
  if (what === 'confirmed' && names) return `${names} 代确认`
  const done = names ? `${words[what]} ${names}` : words[what]
  if (!planned) return done
  const isLacking = !names && (what === 'deputy' || what === 'superior')
  return isLacking ? `将${done}，名单里没有` : `将${done}`
}
