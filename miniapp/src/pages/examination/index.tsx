import { useEffect, useState } from 'react'
import type { Examination, Finding } from '../../../../shared/examination'
import { momentWords } from '../../../../shared/time'
import { Box, Tap, Words } from '../../parts/atoms'
import { MainButton, SideButton } from '../../parts/buttons'
import { useDeed, useLook } from '../../parts/look'
import { RowWords, Sub } from '../../parts/row'
import { Nothing, Screen } from '../../parts/screen'
import { phone } from '../../platform/phone'

const seconds = 2

/** 体检: whether all that the service stands on is in order, and what to press where it is not. */
export default function ExaminationPage() {
  const [pace, setPace] = useState(0)
  const look = useLook('examination', (client) => client.examination.look({}), pace)
  const deed = useDeed()
  const last = look.value?.last ?? null
  const isRunning = last?.state === 'running'
  const isAwaited = isRunning || Boolean(last && named(last, 'asked').length)
  useEffect(() => setPace(isAwaited ? seconds : 0), [isAwaited])

  const start = (isSending: boolean) =>
    void deed.run(async () => {
      await phone.client.examination.start({ isSending })
      await look.again()
    })
  return (
    <Screen
      title='体检'
      look={look}
      problem={deed.problem}
      head={last && <Head last={last} />}
      foot={
        <>
          <MainButton id='start' busy={deed.busy} ready={!isRunning} onTap={() => start(false)}>
            {mainWords(last)}
          </MainButton>
          {last && !isRunning && (
            <SideButton id='send' onTap={() => start(true)}>
              发给我试试
            </SideButton>
          )}
        </>
      }
    >
      {last ? <Findings last={last} /> : <First />}
    </Screen>
  )
}
const named = ({ findings }: Examination, state: Finding['state']) =>
  findings.filter((finding) => finding.state === state)

function mainWords(last: Examination | null): string {
  if (!last) return '开始体检'
  return last.state === 'running' ? '正在看' : '再看一遍'
}

const First = () => (
  <Nothing
    title='还没有体检过'
    words='看钉钉、数据库、权限和设置好不好用，一分钟左右，不打扰别人。'
  />
)

function Head({ last }: { last: Examination }) {
  const wrong = named(last, 'wrong').length
  return (
    <Box className='hello'>
      <Box className='hello-big'>
        {wrong ? <Words className='lack'>还差 {wrong} 项要改</Words> : stateWords(last)}
      </Box>
      <Box className='muted'>{progressWords(last)}</Box>
    </Box>
  )
}
function stateWords({ state, findings }: Examination): string {
  if (state === 'running') return '正在看'
  if (state === 'broken') return '看到一半断了'
  return findings.some((finding) => finding.state === 'asked') ? '等您按一下' : '看过的都好用'
}
function progressWords({ state, checks, findings, startedAt }: Examination): string {
  if (state === 'ended') return `${momentWords(startedAt, phone.now())} 看的，共 ${checks} 项`
  if (state === 'broken') return '服务重启过。按「再看一遍」'
  return checks ? `看了 ${findings.length} 项，共 ${checks} 项` : '马上开始'
}

/** What is to be done first; then what nobody has looked at, by its reason; what is fine is folded. */
function Findings({ last }: { last: Examination }) {
  const asked = named(last, 'asked')
  const wrong = named(last, 'wrong')
  const reasons = byReason(named(last, 'unseen'))
  return (
    <>
      <Group title='请您做' findings={asked} />
      <Group title='要改的' findings={wrong} />
      <Fine findings={named(last, 'fine')} />
      <Group title='没有看的' findings={reasons} />
      {last.state === 'ended' && !last.isSending && (
        <Box className='muted'>
          「发给我试试」给您本人发一张卡片、一句话、一条 DING、一条工作通知和一条待办，别人收不到。
        </Box>
      )}
    </>
  )
}

type Line = Pick<Finding, 'title' | 'line'>
function Group({ title, findings }: { title: string; findings: readonly Line[] }) {
  if (!findings.length) return null
  return (
    <>
      <Box className='section'>{title}</Box>
      <Box className='paper'>
        {findings.map((finding) => (
          <Row key={finding.title} finding={finding} />
        ))}
      </Box>
    </>
  )
}
const Row = ({ finding }: { finding: Line }) => (
  <Box className='row'>
    <RowWords title={finding.title}>
      <Sub>{finding.line}</Sub>
    </RowWords>
  </Box>
)

/** One line for all that has the same reason. */
function byReason(findings: readonly Line[]): Line[] {
  const lines = [...new Set(findings.map(({ line }) => line))]
  return lines.map((line) => ({
    line,
    title: findings
      .filter((finding) => finding.line === line)
      .map(({ title }) => title)
      .join('、'),
  }))
}

function Fine({ findings }: { findings: readonly Line[] }) {
  const [isOpen, setOpen] = useState(false)
  if (!findings.length) return null
  if (isOpen) return <Group title='好用的' findings={findings} />
  return (
    <Box className='paper'>
      <Tap className='row' id='fine' onTap={() => setOpen(true)}>
        <RowWords title={`好用的 ${findings.length} 项`} />
        <Box className='icon icon-open' />
      </Tap>
    </Box>
  )
}
