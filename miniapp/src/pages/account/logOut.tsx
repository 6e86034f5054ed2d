import { useState } from 'react'
import { Box } from '../../parts/atoms'
import { MainButton, SideButton } from '../../parts/buttons'
import { goHome } from '../../parts/go'
import { useDeed, useOutbox } from '../../parts/look'
import { phone } from '../../platform/phone'

/** 退出登录: what has not been sent is said first, and stays for whoever it is of. */
export function LogOut() {
  const [isAsked, setAsked] = useState(false)
  const { busy, run } = useDeed()
  const left = useOutbox().filter(({ state }) => state !== 'sent').length
  async function logOut() {
    await phone.logOut()
    goHome()
  }
  if (!isAsked) {
    return (
      <SideButton id='log-out' onTap={() => setAsked(true)}>
        退出登录
      </SideButton>
    )
  }
  return (
    <Box className='paper pad pairs'>
      <Box className={left ? 'lack' : 'strong'}>
        {left ? `还有 ${left} 条没有传上去` : '现在退出登录？'}
      </Box>
      <Box>没有交的、没有传的，都留在这部手机里，别人看不到，等您再登录。</Box>
      <Box className='muted'>再登录要有网络。</Box>
      <Box className='acts pairing'>
        <MainButton id='leave' busy={busy} onTap={() => void run(logOut)}>
          现在退出
        </MainButton>
        <SideButton onTap={() => setAsked(false)}>先不退</SideButton>
      </Box>
    </Box>
  )
}
