import type { WarningDraft } from '../../../../shared/warning'
import { untilWords } from '../../lib/words'
import { Box, Words } from '../../parts/atoms'
import { MainButton, SideButton } from '../../parts/buttons'
import { useLook } from '../../parts/look'
import { NoticeCard } from '../../parts/noticeCard'
import { Pair } from '../../parts/pair'
import { Reach } from '../../parts/reach'
import { Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'
import type { Frame } from './frame'

type Props = {
  frame: Frame
  title: string
  draft: WarningDraft
  busy: boolean
  back: () => void
  send: (to: string[]) => void
}

/**
 * The third step: whom it reaches is counted before anything is written, then it is handed to who
 * may approve.
 */
export function Checked({ frame, title, draft, busy, back, send }: Props) {
  const look = useReach(draft)
  const reach = look.value
  const approvers = reach?.approvers ?? []
  const reachesSomebody = reach !== null && reach.people > 0
  return (
    <Screen
      {...frame}
      look={look}
      problem={frame.problem ?? look.problem}
      foot={
        <>
          <SideButton onTap={back}>改内容</SideButton>
          <MainButton
            id='draft'
            ready={reachesSomebody}
            busy={busy}
            drill={draft.drill}
            onTap={() => send(approvers)}
          >
            {`交${approvers[0] || '人'}批准`}
          </MainButton>
        </>
      }
    >
      {reach?.people === 0 && <ReachesNobody />}
      <Box className='section'>他们会看到</Box>
      {reach && (
        <NoticeCard
          title={title}
          issuer={reach.issuer}
          color={draft.color}
          drill={draft.drill}
          lines={reach.lines}
        />
      )}
      <Box className='paper pad pairs'>
        <Pair name='管到'>{untilWords(draft.validUntil, phone.now())}</Pair>
        {draft.text && <Box>{draft.text}</Box>}
      </Box>
      {reach && <Reach reach={reach} />}
    </Screen>
  )
}

/**
 * Until when it holds moves with the clock and changes nobody: it is no part of the question's
 * name.
 */
function useReach(draft: WarningDraft) {
  const { validUntil, ...said } = draft
  return useLook(`reach ${JSON.stringify(said)}`, (client) => client.warnings.reach(draft))
}

const ReachesNobody = () => (
  <Box className='note' role='alert'>
    <Words className='note-title'>这个范围里没有人可发</Words>
    <Box>请按「改内容」换范围，或先登记责任人。</Box>
  </Box>
)
