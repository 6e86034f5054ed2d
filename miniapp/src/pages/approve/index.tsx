import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { WarningView } from '../../../../shared/warning'
import { counted, moment, titled } from '../../lib/words'
import { Area, Box, Tap, Words } from '../../parts/atoms'
import { Pick } from '../../parts/controls'
import { goOn } from '../../parts/go'
import { useDeed, useLook } from '../../parts/look'
import { NoticeCard } from '../../parts/noticeCard'
import { Plate } from '../../parts/plate'
import { Reach } from '../../parts/reach'
import { Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'

const reasons = ['范围不对，请改', '要做的没有写清楚', '先不发，等会商']
const states = { approved: '已批准，正在发', sent: '已发出', refused: '已退回', lifted: '已解除' }

/** 批准预警: the card as it will be seen, whom it reaches, who wrote it, and one button. */
export default function ApprovePage() {
  const { warningId = '' } = useRouter().params
  const deed = useDeed()
  const [refusing, setRefusing] = useState(false)
  const [reason, setReason] = useState('')
  const look = useLook(`approve ${warningId}`, async (client) => {
    const me = await client.session.me({})
    const it = await client.warnings.open({ warningId })
    return {
      it,
      mine: it.draftedBy === me.personId,
      reach: it.state === 'draft' ? await client.warnings.preflight({ warningId }) : null,
    }
  })
  if (!look.value) return <Screen title='请您批准' look={look} />
  const { it, mine, reach } = look.value
  const ready = reason.trim().length > 1
  const approve = () =>
    void deed
      .run(() => phone.client.warnings.approve({ warningId }))
      .then((went) => went && goOn('board', { warningId }))
  const refuse = () =>
    void deed
      .run(() => phone.client.warnings.refuse({ warningId, reason: reason.trim() }))
      .then((went) => {
        if (went) {
          setRefusing(false)
          void look.again()
        }
      })
  const foot =
    it.state !== 'draft' || mine ? undefined : refusing ? (
      <>
        <Tap className='btn side tall' onTap={() => setRefusing(false)}>
          不退了
        </Tap>
        <Tap
          className={ready ? 'btn main' : 'btn main no'}
          disabled={!ready || deed.busy}
          onTap={refuse}
        >
          退回
        </Tap>
      </>
    ) : (
      <>
        <Tap className='btn side tall' onTap={() => setRefusing(true)}>
          退回
        </Tap>
        <Tap
          className={`btn main${it.drill ? ' drill' : ''}`}
          id='approve'
          disabled={deed.busy}
          onTap={approve}
        >
          批准发布
        </Tap>
      </>
    )
  return (
    <Screen
      title={mine ? '等人批准' : '请您批准'}
      side={`${it.writer} ${moment(it.draftedAt, phone.now())}`}
      look={look}
      drill={it.drill}
      problem={deed.problem}
      foot={foot}
      head={
        <Box className={`hero ${it.drill ? 'drill' : it.color}`}>
          <Plate title={titled(it)} drill={it.drill} />
          <Box className='hero-main'>
            <Box className='hero-title'>{titled(it)}</Box>
            <Box>
              发给 {it.area}
              {reach && `，${counted(reach.people)} 人`}
            </Box>
          </Box>
        </Box>
      }
    >
      {it.state !== 'draft' && <Box className='stamp'>{states[it.state]}</Box>}
      {it.state === 'refused' && it.reason && (
        <Box className='note'>
          <Words className='note-title'>退回的原因</Words>
          <Box>{it.reason}</Box>
        </Box>
      )}
      {mine && reach && (
        <Box className='note'>
          <Words className='note-title'>您写的，要别人批准</Words>
          <Box>
            {reach.approvers.length
              ? `可找 ${reach.approvers.join('、')}`
              : '名单里没有能批准的人，请找上级值班室'}
          </Box>
        </Box>
      )}
      {refusing && (
        <Box className='paper pad pairs'>
          <Box className='field-label'>为什么退回？</Box>
          {reasons.map((one) => (
            <Pick key={one} on={reason === one} onTap={() => setReason(one)}>
              {one}
            </Pick>
          ))}
          <Area
            className='input'
            label='或写一句'
            hint='或写一句'
            value={reasons.includes(reason) ? '' : reason}
            most={100}
            lines={2}
            onChange={setReason}
          />
        </Box>
      )}
      <Box className='section'>他们会看到</Box>
      <NoticeCard
        title={titled(it)}
        issuer={it.issuer}
        color={it.color}
        drill={it.drill}
        lines={it.lines}
      />
      <Facts it={it} />
      {it.text && <Box className='paper pad'>{it.text}</Box>}
      {reach && <Reach reach={reach} />}
    </Screen>
  )
}

const Facts = ({ it }: { it: WarningView }) => (
  <Box className='paper pad pairs'>
    {(
      [
        ['谁写的', it.writer],
        ['谁批准的', it.approver],
        ['发给哪里', it.area],
        [
          '发给谁',
          it.posts.length > 3
            ? `${it.posts.slice(0, 3).join('、')}等 ${it.posts.length} 种岗位`
            : it.posts.join('、'),
        ],
        ['管到', it.validUntil ? moment(it.validUntil, phone.now()) : '解除为止'],
      ] as const
    ).map(
      ([name, value]) =>
        value && (
          <Box key={name} className='pairs-row'>
            <Words className='pairs-name'>{name}</Words>
            <Words className='pairs-value'>{value}</Words>
          </Box>
        ),
    )}
  </Box>
)
