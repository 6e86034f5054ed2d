import { useRouter } from '@tarojs/taro'
import type { Me } from '../../parts/doors'
import { placeAndName, unitFor, watchers } from '../../parts/doors'
import { moment } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { useLook, useOutbox } from '../../parts/look'
import { go } from '../../parts/go'
import { Plate } from '../../parts/plate'
import { Screen } from '../../parts/screen'
import { Stamp } from '../../parts/stamp'
import { plateOf } from '../../lib/words'
import { phone } from '../../platform/phone'

/** 预警: what comes, what to do, and one button. */
export default function WarningPage() {
  const { warningId = '' } = useRouter().params
  const look = useLook(warningId, async (client) => {
    const [me, today] = await Promise.all([client.session.me({}), client.home.today({})])
    const line = today.lines.find((it) => it.kind === 'warning' && (it.button?.input['warningId'] === warningId || it.key.includes(warningId))) ?? null
    return { me, line }
  })
  const job = useOutbox().filter((it) => it.operation === 'warnings.acknowledge' && (it.input as { warningId: string }).warningId === warningId).at(-1)
  const line = look.value?.line, drill = line?.drill ?? false, title = line?.title ?? job?.title ?? '预警'
  const acknowledge = () => phone.queue('warnings.acknowledge', { warningId }, title)
  const done = job && job.state !== 'refused'
  return (
    <Screen title={drill ? '【演练】预警' : '预警'} look={look} drill={drill} problem={job?.state === 'refused' ? job.why : null} side={look.value ? placeAndName(look.value.me).split(' ')[0] : undefined}
      head={look.value && (
        <Box className={`hero ${drill ? 'drill' : plateOf(title)?.tone ?? ''}`}>
          <Plate title={title} drill={drill} />
          <Box className='hero-main'><Box className='hero-title'>{title}</Box>{line?.dueAt && <Box>到 {moment(line.dueAt, phone.now())}</Box>}</Box>
        </Box>
      )}
      foot={done ? <Stamp high words='已确认' at={new Date(job.at)} waiting={job.state !== 'sent'} drill={drill} />
        : line ? <Tap className={`btn main high${drill ? ' drill' : ''}`} onTap={acknowledge}>{line.button?.label ?? '收到'}</Tap> : undefined}>
      {line && <Box className='paper pad'><Todo words={line.words} drill={drill} /></Box>}
      {!line && !done && look.value && <Box className='paper pad'>这条预警您已经确认，或者已经解除，不用再办。</Box>}
      {drill && <Box className='muted'>演练的数另外算，不进考核</Box>}
      {look.value && <Watch me={look.value.me} warningId={warningId} />}
    </Screen>
  )
}

/** Things to do, numbered where there are several. */
function Todo({ words, drill }: { words: string; drill: boolean }) {
  const steps = drill ? ['看到就点下面的按钮', '点完可以走开，不用做别的'] : [], [, todo = words, deadline] = /^(.+)，([^，]+前)$/.exec(words) ?? []
  return (
    <Box className='pairs'>
      <Box className='say'>{todo}</Box>
      {deadline && <Box className='say strong'>{deadline}</Box>}
      {steps.map((step, index) => <Box key={step} className='do'><Words className='do-number'>{index + 1}</Words><Words>{step}</Words></Box>)}
    </Box>
  )
}

const Watch = ({ me, warningId }: { me: Me; warningId: string }) =>
  (unitFor(me, watchers) ? <Tap className='btn side' onTap={() => go('board', { warningId })}>看谁还没确认</Tap> : null)
