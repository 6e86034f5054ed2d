import { useEffect } from 'react'
import type { TodayLine } from '../../../../shared/home'
import { dateAndWeekday } from '../../lib/words'
import { Box, Tap, Words } from '../../parts/atoms'
import { Doors, placeAndName } from '../../parts/doors'
import { askAhead, doInPlace, follow } from '../../parts/lines'
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
  const lines = look.value?.today.lines ?? []
  const open = lines.filter(
    (line) => !jobs.some((job) => job.state !== 'refused' && isAbout(job, line)),
  )
  useAhead(lines)
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
      {look.value && <Doors entries={look.value.today.entries} />}
    </Screen>
  )
}

/** What the pages behind the lines will ask is asked once while the lines stay the same. */
function useAhead(lines: readonly TodayLine[]) {
  const asked = lines.flatMap((line) => line.ahead ?? [])
  const which = JSON.stringify(asked)
  useEffect(() => asked.forEach(askAhead), [which])
}

const isAbout = (job: { operation: string; input: unknown }, { button }: TodayLine) =>
  button !== null &&
  job.operation === button.operation &&
  Object.entries(button.input).every(
    ([key, value]) => (job.input as Record<string, unknown>)[key] === value,
  )

/** One thing to do: what, until when, and one button that does it or leads to it. */
function Task({ line }: { line: TodayLine }) {
  const late = line.dueAt !== null && line.dueAt < phone.now()
  const urgent = line.drill ? ' urgent violet' : ' urgent'
  return (
    <Box className={`paper${line.urgent ? urgent : ''}`}>
      <Tap className='row task-open' label={line.title} onTap={() => follow(line)}>
        {line.plate && <Plate title={line.title} drill={line.drill} />}
        <RowWords big title={line.title}>
          <Sub miss={late}>{line.words}</Sub>
        </RowWords>
        {!line.button && <Box className='icon icon-go' />}
      </Tap>
      {line.button && (
        <Box className='task-act pairing'>
          <Act line={line} button={line.button} />
        </Box>
      )}
    </Box>
  )
}

type Button = NonNullable<TodayLine['button']>
/** The button, or the stamp in its place once it was pressed. */
function Act({ line, button }: { line: TodayLine; button: Button }) {
  const job = useOutbox()
    .filter((one) => isAbout(one, line))
    .at(-1)
  if (!job || job.state === 'refused') return <Press line={line} button={button} />
  return (
    <Stamp
      words={line.inPlace?.stamp ?? '已交'}
      at={new Date(job.at)}
      waiting={job.state !== 'sent'}
      drill={line.drill}
    />
  )
}

/** What needs no look at more than this line is done in place. */
function Press({ line, button }: { line: TodayLine; button: Button }) {
  const { inPlace, drill, title } = line
  const press = () => (inPlace ? doInPlace(button, title) : follow(line))
  return (
    <>
      <Tap className={`btn main${drill ? ' drill' : ''}`} onTap={press}>
        {button.label}
      </Tap>
      {inPlace?.aside && (
        <Tap className='btn side tall' onTap={() => follow(line)}>
          {inPlace.aside}
        </Tap>
      )}
    </>
  )
}
