import { useState } from 'react'
import type { ItemForm } from '../../../../shared/checklist'
import { Box, Tap } from '../../parts/atoms'
import { MainButton, SideButton } from '../../parts/buttons'
import { useDeed, useLook, type Look } from '../../parts/look'
import { Reasons } from '../../parts/reasons'
import { phone } from '../../platform/phone'
import { Answers } from './answers'
import { keyOf, type Waiting } from './waiting'

const noNetwork = '没有网络，连上再审核'
const reasons = [
  '数字对不上，请核对',
  '照片看不清，请重拍',
  '没有写清楚，请补充',
  '填错了单位或日期',
  '和上次一样，请去现场再看',
]

type Props = { waiting: Waiting; done: () => void; back: () => void }

/**
 * The one that is open. Decided is only what the service shows now, never what this phone
 * remembers.
 */
export function One({ waiting, done, back }: Props) {
  const { checklistId, item } = waiting
  const look = useLook(
    keyOf(waiting),
    (client) => client.checklists.open({ checklistId, item }),
    20,
  )
  const deciding = useDeciding(look, done)
  if (!look.value) return <Box className='paper pad muted'>{unopenedWords(look)}</Box>
  const form = look.value
  const problem = deciding.problem ?? (look.offline ? noNetwork : null)
  return (
    <>
      <Tap className='btn word phone-only' onTap={back}>
        回到列表
      </Tap>
      <Answers form={form} waiting={waiting} />
      {problem && (
        <Box className='note' role='alert'>
          {problem}
        </Box>
      )}
      <Decision deciding={deciding} mayReview={form.mayReview} />
    </>
  )
}
function unopenedWords({ problem, offline }: Look<ItemForm>): string {
  if (problem) return problem
  return offline ? noNetwork : '正在取'
}

/** Passing or returning what is shown, and the reason that is being written. */
function useDeciding(look: Look<ItemForm>, done: () => void) {
  const deed = useDeed()
  const [returning, setReturning] = useState(false)
  const [reason, setReason] = useState('')

  async function decide(passed: boolean) {
    const { checklistId, item, revision } = look.value!
    const decision = { checklistId, item, revision, passed, reason: passed ? '' : reason }
    const went = await deed.run(() => phone.client.checklists.review(decision))
    if (went) done()
    else await look.again()
  }
  return {
    problem: deed.problem,
    busy: deed.busy || look.stale !== null,
    returning,
    setReturning,
    reason,
    setReason,
    pass: () => void decide(true),
    giveBack: () => void decide(false),
  }
}
type Deciding = ReturnType<typeof useDeciding>

function Decision({ deciding, mayReview }: { deciding: Deciding; mayReview: boolean }) {
  if (deciding.returning) return <Returning deciding={deciding} />
  if (!mayReview) return <Box className='muted'>本级填的要由上一级审核</Box>
  return (
    <Box className='paper pad'>
      <Box className='task-act pairing'>
        <SideButton onTap={() => deciding.setReturning(true)}>退回</SideButton>
        <MainButton id='pass' busy={deciding.busy} onTap={deciding.pass}>
          通过
        </MainButton>
      </Box>
    </Box>
  )
}

/** 退回 needs a reason. */
const Returning = ({ deciding }: { deciding: Deciding }) => (
  <Reasons reasons={reasons} value={deciding.reason} most={120} set={deciding.setReason}>
    <Box className='task-act pairing'>
      <SideButton onTap={() => deciding.setReturning(false)}>不退了</SideButton>
      <MainButton
        ready={deciding.reason.trim() !== ''}
        busy={deciding.busy}
        onTap={deciding.giveBack}
      >
        退回补正
      </MainButton>
    </Box>
  </Reasons>
)
