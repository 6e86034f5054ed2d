import { useRouter } from '@tarojs/taro'
import type { WarningView } from '../../../../shared/warning'
import type { Job } from '../../lib/outbox'
import { moment, thingsOf, titled } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { placeAndName, unitFor, watchers } from '../../parts/doors'
import { go } from '../../parts/go'
import { useLook, useOutbox } from '../../parts/look'
import { Plate } from '../../parts/plate'
import { Ring } from '../../parts/ring'
import { RowWords, Sub } from '../../parts/row'
import { Screen } from '../../parts/screen'
import { Stamp } from '../../parts/stamp'
import { phone } from '../../platform/phone'

/** 预警: what comes, what to do, whom to ring, and one button. */
export default function WarningPage() {
  const { warningId = '' } = useRouter().params
  const look = useLook(
    `warning ${warningId}`,
    async (client) => ({
      it: await client.warnings.open({ warningId }),
      me: await client.session.me({}),
    }),
    30,
  )
  const job = useOutbox()
    .filter(
      (one) =>
        one.operation === 'warnings.acknowledge' &&
        (one.input as { warningId: string }).warningId === warningId,
    )
    .at(-1)
  if (!look.value) return <Screen title='预警' look={look} />
  const { it, me } = look.value
  const drill = it.drill
  return (
    <Screen
      title={drill ? '【演练】预警' : '预警'}
      look={look}
      drill={drill}
      problem={job?.state === 'refused' ? job.why : null}
      side={placeAndName(me).split(' ')[0]}
      head={<Hero it={it} />}
      foot={answer(it, job)}
    >
      <State it={it} />
      {it.text && <Box className='paper pad say'>{it.text}</Box>}
      <Box className='paper pad'>
        <Todo it={it} />
      </Box>
      {it.ring.length > 0 && (
        <Box className='paper'>
          <Box className='field muted'>不明白，打给</Box>
          {it.ring.map((desk) => (
            <Box key={desk.personId} className='row pairing'>
              <RowWords title={`${desk.unitName} ${desk.name}`}>
                <Sub>
                  {desk.post}
                  {desk.phone ? ` ${desk.phone}` : ''}
                </Sub>
              </RowWords>
              <Ring personId={desk.personId} reason='问预警' />
            </Box>
          ))}
        </Box>
      )}
      <Box className='paper pad pairs'>
        <Box className='pairs-row'>
          <Words className='pairs-name'>发给</Words>
          <Words className='pairs-value'>{it.area}</Words>
        </Box>
        <Box className='pairs-row'>
          <Words className='pairs-name'>谁写的</Words>
          <Words className='pairs-value'>{it.writer}</Words>
        </Box>
        {it.approver && (
          <Box className='pairs-row'>
            <Words className='pairs-name'>谁批准的</Words>
            <Words className='pairs-value'>{it.approver}</Words>
          </Box>
        )}
      </Box>
      {drill && <Box className='muted'>演练的数另外算，不进考核</Box>}
      {unitFor(me, watchers) && it.sentAt && (
        <Tap className='btn side' onTap={() => go('board', { warningId })}>
          看谁还没确认
        </Tap>
      )}
    </Screen>
  )
}

const Hero = ({ it }: { it: WarningView }) => (
  <Box className={`hero ${it.drill ? 'drill' : it.color}`}>
    <Plate title={titled(it)} drill={it.drill} />
    <Box className='hero-main'>
      <Box className='hero-title'>{titled(it)}</Box>
      <Box>
        {it.issuer} {moment(it.sentAt ?? it.draftedAt, phone.now())}
      </Box>
      <Box>{it.validUntil ? `到 ${moment(it.validUntil, phone.now())}` : '到解除为止'}</Box>
    </Box>
  </Box>
)

/** What has become of it, where that is not simply that it is out. */
function State({ it }: { it: WarningView }) {
  const words =
    it.state === 'lifted'
      ? `${it.endedAt ? `${moment(it.endedAt, phone.now())} ` : ''}已解除${it.reason ? `：${it.reason}` : ''}。不用再办`
      : it.state === 'refused'
        ? '这条预警被退回，没有发出'
        : it.state === 'draft'
          ? '这条预警还在等批准，没有发出'
          : it.state === 'approved'
            ? '已批准，正在发'
            : !it.open
              ? '这条预警已经过了时间，或有了新的一条，不用再办'
              : it.mine
                ? null
                : '没有发给您，您只看'
  return words ? <Box className='banner state'>{words}</Box> : null
}

/** Things to do, numbered where there are several; the deadline is the strong one. */
function Todo({ it: { todo, deadline, drill } }: { it: WarningView }) {
  const things = thingsOf(todo)
  const said = drill ? [...things, '看到就点下面的按钮，不用真的做'] : things
  return (
    <Box className='pairs'>
      {deadline && <Box className='say strong'>{deadline}</Box>}
      {said.length === 1 ? (
        <Box className='say'>{said[0]}</Box>
      ) : (
        said.map((step, index) => (
          <Box key={step} className='do say'>
            <Words className='do-number'>{index + 1}</Words>
            <Words>{step}</Words>
          </Box>
        ))
      )}
    </Box>
  )
}

/** The one button, or in its place the stamp of what was answered, by this phone or by another way. */
function answer(it: WarningView, job: Job | undefined) {
  const drill = it.drill
  if (it.mine?.acknowledgedAt) {
    return (
      <Stamp
        high
        words={it.mine.by ? `${it.mine.by} 代确认` : '已确认'}
        at={it.mine.acknowledgedAt}
        waiting={false}
        drill={drill}
      />
    )
  }
  if (job && job.state !== 'refused') {
    return (
      <Stamp
        high
        words='已确认'
        at={new Date(job.at)}
        waiting={job.state !== 'sent'}
        drill={drill}
      />
    )
  }
  if (!it.mine || !it.open) return null
  return (
    <Tap
      className={`btn main high${drill ? ' drill' : ''}`}
      onTap={() => void phone.queue('warnings.acknowledge', { warningId: it.id }, titled(it))}
    >
      {drill ? '演练：收到' : '收到'}
    </Tap>
  )
}
