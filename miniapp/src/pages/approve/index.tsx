import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { moment } from '../../lib/words'
import { Area, Box, Tap } from '../../parts/atoms'
import { Pick } from '../../parts/controls'
import { unitFor, watchers } from '../../parts/doors'
import { goOn } from '../../parts/go'
import { useDeed, useLook } from '../../parts/look'
import { Plate } from '../../parts/plate'
import { Reach } from '../../parts/reach'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'

const reasons = ['范围不对，请改', '要做的没有写清楚', '先不发，等会商']

/** 批准预警: the card as it will be seen, whom it reaches, and one button. */
export default function ApprovePage() {
  const { warningId = '' } = useRouter().params, deed = useDeed(), [refusing, setRefusing] = useState(false), [reason, setReason] = useState('')
  const look = useLook(warningId, async (client) => {
    const me = await client.session.me({}), unitPath = unitFor(me, watchers)?.unitPath ?? ''
    const lists = await Promise.all([false, true].map((drill) => client.warnings.list({ unitPath, drill }))), warning = lists.flat().find((it) => it.id === warningId) ?? null
    return { warning, mine: warning?.draftedBy === me.personId, reach: warning?.state === 'draft' ? await client.warnings.preflight({ warningId }) : null }
  })
  const warning = look.value?.warning
  if (!warning) return <Screen title='请您批准' look={look}><Nothing title='没有找到这条预警' words='可能已经有人办了。' /></Screen>
  const hazard = CHOICES.hazards.find((it) => it.name === warning.hazard)?.title ?? '', title = `${warning.drill ? '【演练】' : ''}${hazard}${{ blue: '蓝', yellow: '黄', orange: '橙', red: '红' }[warning.color]}色预警`
  const approve = () => void deed.run(() => phone.client.warnings.approve({ warningId })).then((went) => went && goOn('board', { warningId }))
  const refuse = () => void deed.run(() => phone.client.warnings.refuse({ warningId, reason })).then((went) => { if (went) { setRefusing(false); void look.again() } })
  const foot = warning.state !== 'draft' ? undefined : look.value?.mine ? <Box>您写的，要别人批准</Box>
    : refusing ? <><Tap className='btn side tall' onTap={() => setRefusing(false)}>不退了</Tap><Tap className={reason.trim().length > 1 ? 'btn main' : 'btn main no'} disabled={reason.trim().length < 2 || deed.busy} onTap={refuse}>退回</Tap></>
      : <><Tap className='btn side tall' onTap={() => setRefusing(true)}>退回</Tap><Tap className={`btn main${warning.drill ? ' drill' : ''}`} id='approve' disabled={deed.busy} onTap={approve}>批准发布</Tap></>
  return (
    <Screen title='请您批准' side={moment(warning.draftedAt, phone.now())} look={look} drill={warning.drill} problem={deed.problem} foot={foot}
      head={<Box className={`hero ${warning.drill ? 'drill' : warning.color}`}><Plate title={title} drill={warning.drill} /><Box className='hero-main'><Box className='hero-title'>{title}</Box><Box>{warning.issuer}</Box></Box></Box>}>
      {warning.state !== 'draft' && <Box className='stamp'>{{ approved: '已批准，正在发', sent: '已发出', refused: '已退回', lifted: '已解除' }[warning.state]}</Box>}
      {refusing && <Box className='paper pad pairs'><Box className='field-label'>为什么退回？</Box>{reasons.map((it) => <Pick key={it} on={reason === it} onTap={() => setReason(it)}>{it}</Pick>)}<Area className='input' label='或写一句' hint='或写一句' value={reasons.includes(reason) ? '' : reason} most={100} lines={2} onChange={setReason} /></Box>}
      <Box className='section'>他们会看到</Box>
      <Box className={`card ${warning.drill ? 'drill' : warning.color}`}>
        <Box className='card-head'><Plate title={title} drill={warning.drill} /><Box><Box>{warning.issuer}</Box><Box className='card-title'>{title}</Box></Box></Box>
        <Box className='card-lines'><Box className='card-line'><Box className='card-label'>要做</Box><Box>{warning.todo}</Box></Box>{warning.deadline && <Box className='card-line'><Box className='card-label'>时限</Box><Box className='strong'>{warning.deadline}</Box></Box>}</Box>
        <Box className='card-act'><Box className='btn main no'>{warning.drill ? '演练：收到' : '收到'}</Box></Box>
      </Box>
      {warning.text && <Box className='paper pad'>{warning.text}</Box>}
      {look.value?.reach && <Reach reach={look.value.reach} />}
    </Screen>
  )
}
