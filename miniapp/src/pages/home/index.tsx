import { useRouter } from '@tarojs/taro'
import { useEffect } from 'react'
import type { TodayLine } from '../../../../shared/checklist'
import { dateAndWeekday } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { Doors, placeAndName } from '../../parts/doors'
import { openLine } from '../../parts/lines'
import { useLook, useOutbox } from '../../parts/look'
import { Plate } from '../../parts/plate'
import { RowWords, Sub } from '../../parts/row'
import { Nothing, Screen, Stale } from '../../parts/screen'
import { Stamp } from '../../parts/stamp'
import { Unsent } from '../../parts/unsent'
import { phone } from '../../platform/phone'

/** 今天要办: what is owed, most urgent first, and nothing else. */
export default function Home() {
  const look = useLook(
    'home',
    async (client) => {
      const [me, today] = await Promise.all([client.session.me({}), client.home.today({})])
      return { me, today }
    },
    20,
  )
  const jobs = useOutbox()
  const { params } = useRouter()
  const lines = look.value?.today.lines ?? []
  const open = lines.filter(
    (line) => !jobs.some((job) => job.state !== 'refused' && isAbout(job, line)),
  )
  const warnings = lines
    .filter((line) => line.kind === 'warning')
    .map((line) => String(line.button?.input['warningId']))
    .join()
  useEffect(() => {
    for (const warningId of warnings.split(',').filter(Boolean)) {
      void phone.client.warnings.open({ warningId }).catch(() => undefined)
    }
  }, [warnings]) // so that it opens without a network
  useEffect(() => {
    if (params['open']) openLine(params['open'])
  }, [params])
  return (
    <Screen
      title='应急钉'
      back={false}
      look={look}
      side={look.value ? placeAndName(look.value.me) : undefined}
      head={
        look.value &&
        lines.length > 0 && (
          <Box className='hello'>
            <Box className='hello-big'>
              {open.length ? `今天要办 ${open.length} 件` : '今天的事都办了'}
            </Box>
            <Box className='muted'>
              {dateAndWeekday(phone.now())}
              {look.stale && (
                <Words>
                  ，<Stale look={look} />
                </Words>
              )}
            </Box>
          </Box>
        )
      }
    >
      <Unsent jobs={jobs} />
      {lines.map((line) => (
        <Task key={line.key} line={line} />
      ))}
      {look.value && !lines.length && !jobs.some((job) => job.state === 'refused') && (
        <Nothing title='今天没有要办的事' words='有预警会马上叫您。平时一天最多一条消息。' />
      )}
      {look.value && <Doors me={look.value.me} />}
    </Screen>
  )
}

const isAbout = (job: { operation: string; input: unknown }, { button }: TodayLine) =>
  button !== null &&
  job.operation === button.operation &&
  Object.entries(button.input).every(
    ([key, value]) => (job.input as Record<string, unknown>)[key] === value,
  )

/** One thing to do: what, until when, and one button that does it or leads to it. */
function Task({ line }: { line: TodayLine }) {
  const job = useOutbox()
    .filter((it) => isAbout(it, line))
    .at(-1)
  const late = line.dueAt !== null && line.dueAt < phone.now()
  return (
    <Box className={`paper${line.urgent ? ` urgent${line.drill ? ' violet' : ''}` : ''}`}>
      <Tap className='row task-open' label={line.title} onTap={() => openLine(line.page)}>
        {line.kind === 'warning' && <Plate title={line.title} drill={line.drill} />}
        <RowWords big title={line.title}>
          <Sub miss={late}>{line.words}</Sub>
        </RowWords>
        {!line.button && <Box className='icon icon-go' />}
      </Tap>
      {line.button && (
        <Box className='task-act pairing'>
          {job && job.state !== 'refused' ? (
            <Stamp
              words={line.kind === 'warning' ? '已确认' : '已交'}
              at={new Date(job.at)}
              waiting={job.state !== 'sent'}
              drill={line.drill}
            />
          ) : (
            <Press line={line} />
          )}
        </Box>
      )}
    </Box>
  )
}

/** What needs no look at more than this line is done in place. */
function Press({ line: { button, drill, title, kind, page } }: { line: TodayLine }) {
  const inPlace =
    button!.operation === 'warnings.acknowledge' || button!.operation === 'checklists.unchanged'
  const press = () => {
    if (inPlace) {
      phone.queue(button!.operation as 'warnings.acknowledge', button!.input as never, title)
    } else openLine(page)
  }
  return (
    <>
      <Tap className={`btn main${drill ? ' drill' : ''}`} onTap={press}>
        {button!.label}
      </Tap>
      {kind === 'confirm' && inPlace && (
        <Tap className='btn side tall' onTap={() => openLine(page)}>
          有变化
        </Tap>
      )}
    </>
  )
}
