import Taro from '@tarojs/taro'
import { useEffect, useState, type ReactNode } from 'react'
import { momentWords } from '../../../shared/time'
import { isUnsent } from '../lib/jobs'
import { phone } from '../platform/phone'
import { Box, Tap, Words, inFrame } from './atoms'
import { MainButton } from './buttons'
import { goBack, goHome } from './go'
import { Icon } from './icon'
import { useDeed, useOutbox, type Look } from './look'
import { useLooks } from './settings'

type Props = {
  title: string
  side?: string | undefined
  /** The first page has none. */
  back?: boolean | undefined
  wide?: boolean
  drill?: boolean
  /** Under the bar, across the whole width. */
  head?: ReactNode
  foot?: ReactNode
  children?: ReactNode
  look?: Look<unknown>
  problem?: string | null
}

/** The frame of every screen; while nobody is logged in, there is nothing but the way in. */
export const Screen = (props: Props) => (phone.isOut() ? <LoggedOut /> : <Open {...props} />)

/** Bar, what is the matter, body, foot. */
function Open({ title, side, back, wide, drill, look, problem, ...parts }: Props) {
  const { head, foot, children } = parts
  const looks = useLooks()
  useEffect(() => void Taro.setNavigationBarTitle({ title }), [title])
  const isWaiting = look?.value === null
  return (
    <Box className={`${looks} screen${wide ? ' whole' : ''}`}>
      <Box className='top'>
        {inFrame && <Bar title={title} side={side} back={back} />}
        {drill && <DrillSigns />}
        <Matter look={look} problem={problem ?? look?.problem ?? null} />
      </Box>
      {head}
      <Box className={wide ? 'body wide' : 'body'}>
        {isWaiting ? <Waiting look={look} /> : children}
      </Box>
      {foot && !isWaiting && <Box className='foot pairing'>{foot}</Box>}
    </Box>
  )
}

/** Of whoever was logged in before nothing is shown but how much waits for him. */
function LoggedOut() {
  const looks = useLooks()
  const { busy, problem, run } = useDeed()
  const waiting = phone.outbox.ofOthers()
  async function logIn() {
    await phone.logIn()
    goHome()
    phone.bridge.restart()
  }
  return (
    <Box className={`${looks} screen`}>
      <Box className='top'>
        {inFrame && <Bar title='应急钉' back={false} />}
        <Matter look={undefined} problem={problem} />
      </Box>
      <Box className='body'>
        <Nothing
          title='已退出登录'
          words={
            waiting ? `有 ${waiting} 条没有传，留着等本人登录。` : '这部手机上现在没有人登录。'
          }
          act={
            <MainButton id='log-in' busy={busy} onTap={() => void run(logIn)}>
              登录
            </MainButton>
          }
        />
      </Box>
    </Box>
  )
}

const Bar = ({ title, side, back = true }: Pick<Props, 'title' | 'side' | 'back'>) => (
  <Box className='bar'>
    {back && (
      <Tap className='bar-back' label='返回' onTap={goBack}>
        <Icon name='back' />
      </Tap>
    )}
    <Words className='bar-title'>{title}</Words>
    {side && <Words className='bar-side'>{side}</Words>}
  </Box>
)

const DrillSigns = () => (
  <>
    <Box className='drillbar'>这是演练，不用转移</Box>
    <Box className='rim' />
  </>
)

/** What is the matter, and that nothing is lost. */
function Matter({ look, problem }: { look: Look<unknown> | undefined; problem: string | null }) {
  const unsent = useOutbox().filter(isUnsent).length
  const [isFull, setFull] = useState(phone.store.isFull())
  useEffect(() => phone.store.listen(setFull), [])
  if (isFull) {
    return (
      <Box className='banner miss' role='alert'>
        手机存满了，没有存住：先别关，马上交上去，再清理手机
      </Box>
    )
  }
  if (problem) {
    return (
      <Box className='banner miss' role='alert'>
        {problem}
      </Box>
    )
  }
  if (!look?.offline) return null
  return (
    <Box className='banner' role='status'>
      <Icon name='cloudOff' />
      <Words>{offlineWords(unsent, look.stale)}</Words>
    </Box>
  )
}
function offlineWords(unsent: number, stale: Date | null): string {
  if (unsent) return `没有网络，请照常点。${unsent} 条记在手机里，有网自动上传`
  if (stale) return `没有网络。这是 ${momentWords(stale, phone.now())} 的内容`
  return '没有网络，请照常点，有网自动上传'
}

/** The first time only: bones after a second, or what to do when there is nothing to show. */
function Waiting({ look }: { look: Look<unknown> }) {
  if (look.problem) return <Failed look={look} title='这一页现在打不开' words={look.problem} />
  if (look.offline) {
    return (
      <Failed look={look} title='这一页还没有取过' words='连上网络再打开，以后没有网络也能看' />
    )
  }
  return (
    <Box className='bones' role='status'>
      <Words className='muted'>正在取，第一次要几秒</Words>
      <Box className='bone' />
      <Box className='bone long' />
      <Box className='bone' />
    </Box>
  )
}
const Failed = ({ look, title, words }: { look: Look<unknown>; title: string; words: string }) => (
  <Nothing
    title={title}
    words={words}
    act={<MainButton onTap={() => void look.again()}>再取一次</MainButton>}
  />
)

/** One sentence in the middle, and what there is to do. */
export const Nothing = ({
  title,
  words,
  act,
}: {
  title: string
  words?: string
  act?: ReactNode
}) => (
  <Box className='mid'>
    <Box className='mid-title'>{title}</Box>
    {words && <Box className='muted'>{words}</Box>}
    {act}
  </Box>
)

/** The content's age, where it is not fresh. */
export const Stale = ({ look }: { look: Look<unknown> }) =>
  look.stale ? <Words className='muted'>{momentWords(look.stale, phone.now())} 取的</Words> : null
