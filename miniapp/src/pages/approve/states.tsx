import type { Preflight } from '../../../../shared/warning'
import { Box, Words } from '../../parts/atoms'
import { MainButton, SideButton } from '../../parts/buttons'
import { Reasons } from '../../parts/reasons'
import type { Approval, Deciding } from './approval'

const reasons = ['范围不对，请改', '要做的没有写清楚', '先不发，等会商']
const states = { approved: '已批准，正在发', sent: '已发出', refused: '已退回', lifted: '已解除' }

type Props = { approval: Approval; deciding: Deciding }

/** What stands first, by what has become of the warning. */
export function Matter({ approval: { warning, mine, reach }, deciding }: Props) {
  if (warning.state !== 'draft') return <Settled state={warning.state} reason={warning.reason} />
  if (mine) return reach && <Own approvers={reach.approvers} />
  return deciding.refusing && <WhyRefused deciding={deciding} />
}

/** The buttons of who may decide; the writer and whoever comes too late have none. */
export function footOf({ warning, mine }: Approval, deciding: Deciding) {
  if (warning.state !== 'draft' || mine) return undefined
  if (deciding.refusing) return <Refuse deciding={deciding} />
  return <Decide drill={warning.drill} deciding={deciding} />
}

type SettledProps = { state: keyof typeof states; reason: string | null }
const Settled = ({ state, reason }: SettledProps) => (
  <>
    <Box className='stamp'>{states[state]}</Box>
    {state === 'refused' && reason && (
      <Box className='note'>
        <Words className='note-title'>退回的原因</Words>
        <Box>{reason}</Box>
      </Box>
    )}
  </>
)

const Own = ({ approvers }: Pick<Preflight, 'approvers'>) => (
  <Box className='note'>
    <Words className='note-title'>您写的，要别人批准</Words>
    <Box>
      {approvers.length ? `可找 ${approvers.join('、')}` : '名单里没有能批准的人，请找上级值班室'}
    </Box>
  </Box>
)

const WhyRefused = ({ deciding }: { deciding: Deciding }) => (
  <Reasons reasons={reasons} value={deciding.reason} most={100} set={deciding.setReason} />
)

const Refuse = ({ deciding }: { deciding: Deciding }) => (
  <>
    <SideButton onTap={() => deciding.setRefusing(false)}>不退了</SideButton>
    <MainButton ready={deciding.hasReason} busy={deciding.busy} onTap={deciding.refuse}>
      退回
    </MainButton>
  </>
)

const Decide = ({ drill, deciding }: { drill: boolean; deciding: Deciding }) => (
  <>
    <SideButton onTap={() => deciding.setRefusing(true)}>退回</SideButton>
    <MainButton id='approve' drill={drill} busy={deciding.busy} onTap={deciding.approve}>
      批准发布
    </MainButton>
  </>
)
