import type { ComponentProps } from 'react'
import type { WarningDraft } from '../../../../shared/warning'
import { moment } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { useLook } from '../../parts/look'
import { NoticeCard } from '../../parts/noticeCard'
import { Reach } from '../../parts/reach'
import { Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'

type Props = {
  frame: Omit<ComponentProps<typeof Screen>, 'children' | 'foot'>
  title: string
  draft: WarningDraft
  busy: boolean
  back: () => void
  send: (to: string[]) => void
}

/** The third step: whom it reaches is counted before anything is written, then it is handed to who may approve. */
export function Checked({ frame, title, draft, busy, back, send }: Props) {
  const { validUntil, ...said } = draft
  const look = useLook(`reach ${JSON.stringify(said)}`, (client) => client.warnings.reach(draft))
  const reach = look.value
  const ready = reach !== null && reach.people > 0
  const asks = reach?.approvers.slice(0, 1).join('') ?? ''
  return (
    <Screen
      {...frame}
      look={look}
      problem={frame.problem ?? look.problem}
      foot={
        <>
          <Tap className='btn side tall' onTap={back}>
            改内容
          </Tap>
          <Tap
            className={ready ? `btn main${draft.drill ? ' drill' : ''}` : 'btn main no'}
            id='draft'
            disabled={!ready || busy}
            onTap={() => send(reach?.approvers ?? [])}
          >
            {asks ? `交${asks}批准` : '交人批准'}
          </Tap>
        </>
      }
    >
      {reach?.people === 0 && (
        <Box className='note' role='alert'>
          <Words className='note-title'>这个范围里没有人可发</Words>
          <Box>请按「改内容」换范围，或先登记责任人。</Box>
        </Box>
      )}
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
        <Box className='pairs-row'>
          <Words className='pairs-name'>管到</Words>
          <Words className='pairs-value'>
            {validUntil ? moment(validUntil, phone.now()) : '解除为止'}
          </Words>
        </Box>
        {draft.text && <Box>{draft.text}</Box>}
      </Box>
      {reach && <Reach reach={reach} />}
    </Screen>
  )
}
