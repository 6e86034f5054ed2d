import Taro from '@tarojs/taro'
import { useEffect, type ReactNode } from 'react'
import { moment } from '../lib/words'
import { phone } from '../platform/phone'
import { Box, Tap, Words, inFrame } from './atoms'
import { goBack } from './go'
import { Icon } from './icon'
import type { Look } from './look'
import { useOutbox } from './look'
import { useLooks } from './settings'

type Props = {
  title: string
  side?: string | undefined
  back?: boolean
  wide?: boolean
  drill?: boolean
  /** Under the bar, across the whole width. */
  head?: ReactNode
  foot?: ReactNode
  children?: ReactNode
  look?: Look<unknown>
  problem?: string | null
}

/** The frame of every screen: bar, what is the matter, body, foot. */
export function Screen({
  title,
  side,
  back = true,
  wide = false,
  drill = false,
  head,
  foot,
  children,
  look,
  problem,
}: Props) {
  const looks = useLooks()
  useEffect(() => void Taro.setNavigationBarTitle({ title }), [title])
  return (
    <Box className={`${looks} screen${wide ? ' whole' : ''}`}>
      <Box className='top'>
        {inFrame && (
          <Box className='bar'>
            {back && (
              <Tap className='bar-back' label='返回' onTap={goBack}>
                <Icon name='back' />
              </Tap>
            )}
            <Words className='bar-title'>{title}</Words>
            {side && <Words className='bar-side'>{side}</Words>}
          </Box>
        )}
        {drill && <Box className='drillbar'>这是演练，不用转移</Box>}
        {drill && <Box className='rim' />}
        <Matter look={look} problem={problem ?? look?.problem ?? null} />
      </Box>
      {head}
      <Box className={wide ? 'body wide' : 'body'}>
        {look && look.value === null ? <Waiting look={look} /> : children}
      </Box>
      {foot && look?.value !== null && <Box className='foot pairing'>{foot}</Box>}
    </Box>
  )
}

/** What is the matter, and that nothing is lost. */
function Matter({ look, problem }: { look: Look<unknown> | undefined; problem: string | null }) {
  const waiting = useOutbox().filter(
    (job) => job.state === 'waiting' || job.state === 'photos',
  ).length
  if (problem) {
    return (
      <Box className='banner miss' role='alert'>
        {problem}
      </Box>
    )
  }
  if (!look?.offline) return null
  const words = waiting
    ? `没有网络，请照常点。${waiting} 条记在手机里，有网自动上传`
    : look.stale
      ? `没有网络。这是 ${moment(look.stale, phone.now())} 的内容`
      : '没有网络，请照常点，有网自动上传'
  return (
    <Box className='banner' role='status'>
      <Icon name='cloudOff' />
      <Words>{words}</Words>
    </Box>
  )
}

/** The first time only: bones after a second, or what to do when there is nothing to show. */
function Waiting({ look }: { look: Look<unknown> }) {
  if (look.problem) {
    return (
      <Nothing
        title='这一页现在打不开'
        words={look.problem}
        act={
          <Tap className='btn main' onTap={() => void look.again()}>
            再取一次
          </Tap>
        }
      />
    )
  }
  if (look.offline) {
    return (
      <Nothing
        title='这一页还没有取过'
        words='连上网络再打开，以后没有网络也能看'
        act={
          <Tap className='btn main' onTap={() => void look.again()}>
            再取一次
          </Tap>
        }
      />
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
  look.stale ? <Words className='muted'>{moment(look.stale, phone.now())} 取的</Words> : null
