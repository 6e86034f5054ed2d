import { useRouter } from '@tarojs/taro'
import { momentWords } from '../../../../shared/time'
import { desks } from '../../../../shared/vocabulary'
import type { WarningView } from '../../../../shared/warning'
import type { Job } from '../../lib/jobs'
import { thingsOf, titled } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { placeAndName, unitFor, type Me } from '../../parts/doors'
import { go } from '../../parts/go'
import { Hero } from '../../parts/hero'
import { useLook, useOutbox } from '../../parts/look'
import { Pair } from '../../parts/pair'
import { Ring } from '../../parts/ring'
import { RowWords, Sub } from '../../parts/row'
import { Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'
import { footOf } from './answer'

/** 预警: what comes, what to do, whom to ring, and one button. */
export default function WarningPage() {
  const { warningId = '' } = useRouter().params
  const look = useWarning(warningId)
  const answered = useAnswered(warningId)
  if (!look.value) return <Screen title='预警' look={look} />
  const { warning, me } = look.value
  const { drill } = warning
  return (
    <Screen
      title={drill ? '【演练】预警' : '预警'}
      look={look}
      drill={drill}
      problem={answered?.state === 'refused' ? answered.why : null}
      side={placeAndName(me).split(' ')[0]}
      head={<Head warning={warning} />}
      foot={footOf(warning, answered)}
    >
      <State warning={warning} />
      {warning.text && <Box className='paper pad say'>{warning.text}</Box>}
      <Box className='paper pad'>
        <Todo warning={warning} />
      </Box>
      {warning.ring.length > 0 && <Desks ring={warning.ring} />}
      <Facts warning={warning} />
      {drill && <Box className='muted'>演练的数另外算，不进考核</Box>}
      {mayWatch(warning, me) && (
        <Tap className='btn side' onTap={() => go('board', { warningId })}>
          看谁还没确认
        </Tap>
      )}
    </Screen>
  )
}
const mayWatch = ({ sentAt }: WarningView, me: Me) => sentAt !== null && unitFor(me, desks) !== null

const useWarning = (warningId: string) =>
  useLook(
    `warning ${warningId}`,
    async (client) => ({
      warning: await client.warnings.open({ warningId }),
      me: await client.session.me({}),
    }),
    30,
  )
/** The last answer that this phone gave. */
function useAnswered(warningId: string): Job | undefined {
  const isAnswer = ({ operation, input }: Job) =>
    operation === 'warnings.acknowledge' && (input as { warningId: string }).warningId === warningId
  return useOutbox().filter(isAnswer).at(-1)
}

type Props = { warning: WarningView }

function Head({ warning }: Props) {
  const { issuer, sentAt, draftedAt, validUntil } = warning
  const now = phone.now()
  return (
    <Hero title={titled(warning)} tone={warning.color} drill={warning.drill}>
      <Box>
        {issuer} {momentWords(sentAt ?? draftedAt, now)}
      </Box>
      <Box>{validUntil ? `到 ${momentWords(validUntil, now)}` : '到解除为止'}</Box>
    </Hero>
  )
}

/** What has become of it, where that is not simply that it is out. */
function State({ warning }: Props) {
  const words = stateWords(warning)
  return words && <Box className='banner state'>{words}</Box>
}
function stateWords(warning: WarningView): string | null {
  switch (warning.state) {
    case 'lifted':
      return liftedWords(warning)
    case 'refused':
      return '这条预警被退回，没有发出'
    case 'draft':
      return '这条预警还在等批准，没有发出'
    case 'approved':
      return '已批准，正在发'
    case 'sent':
      if (!warning.open) return '这条预警已经过了时间，或有了新的一条，不用再办'
      return warning.mine ? null : '没有发给您，您只看'
  }
}
function liftedWords({ endedAt, reason }: WarningView): string {
  const when = endedAt ? `${momentWords(endedAt, phone.now())} ` : ''
  return `${when}已解除${reason ? `：${reason}` : ''}。不用再办`
}

/** Things to do, numbered where there are several; the deadline is the strong one. */
function Todo({ warning: { todo, deadline, drill } }: Props) {
  const things = thingsOf(todo)
  const steps = drill ? [...things, '看到就点下面的按钮，不用真的做'] : things
  return (
    <Box className='pairs'>
      {deadline && <Box className='say strong'>{deadline}</Box>}
      {steps.length === 1 ? <Box className='say'>{steps[0]}</Box> : <Steps steps={steps} />}
    </Box>
  )
}
const Steps = ({ steps }: { steps: readonly string[] }) => (
  <>
    {steps.map((step, index) => (
      <Box key={step} className='do say'>
        <Words className='do-number'>{index + 1}</Words>
        <Words>{step}</Words>
      </Box>
    ))}
  </>
)

/** Whom to ask. */
const Desks = ({ ring }: Pick<WarningView, 'ring'>) => (
  <Box className='paper'>
    <Box className='field muted'>不明白，打给</Box>
    {ring.map((desk) => (
      <Box key={desk.personId} className='row pairing'>
        <RowWords title={`${desk.unitName} ${desk.name}`}>
          <Sub>
            {desk.post}
            {desk.phone && ` ${desk.phone}`}
          </Sub>
        </RowWords>
        <Ring personId={desk.personId} reason='问预警' />
      </Box>
    ))}
  </Box>
)

const Facts = ({ warning: { area, writer, approver } }: Props) => (
  <Box className='paper pad pairs'>
    <Pair name='发给'>{area}</Pair>
    <Pair name='谁写的'>{writer}</Pair>
    {approver && <Pair name='谁批准的'>{approver}</Pair>}
  </Box>
)
