import { MainButton, SideButton } from '../../parts/buttons'
import { goHome, goOn } from '../../parts/go'
import { Nothing, Screen } from '../../parts/screen'
import { Seal } from '../../parts/seal'

type Props = { warningId: string; to: readonly string[] }

/** After the third step: who has it now. */
export const Sent = ({ warningId, to }: Props) => (
  <Screen
    title='发布预警'
    foot={
      <>
        <SideButton onTap={() => goOn('approve', { warningId })}>看这一条</SideButton>
        <MainButton onTap={goHome}>回今天要办</MainButton>
      </>
    }
  >
    {to.length ? <HandedTo approvers={to} /> : <NobodyApproves />}
  </Screen>
)

const HandedTo = ({ approvers }: { approvers: readonly string[] }) => (
  <Nothing
    title={`已交 ${approvers.join('、')} 批准`}
    words='批准以后马上发。退回会告诉您为什么。'
    act={<Seal />}
  />
)

const NobodyApproves = () => (
  <Nothing
    title='已写好，还没有人批准'
    words='名单里没有能批准的人，请找上级值班室。'
    act={<Seal />}
  />
)
