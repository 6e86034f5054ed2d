import { useState } from 'react'
import { isUnsent } from '../../lib/jobs'
import { Box, Tap, Words } from '../../parts/atoms'
import { Pick } from '../../parts/controls'
import { useLook, useOutbox } from '../../parts/look'
import { RowWords, Sub } from '../../parts/row'
import { Screen } from '../../parts/screen'
import { currentSize, setSize, sizes } from '../../parts/settings'
import { phone } from '../../platform/phone'
import { LogOut } from './logOut'

const names = { 18: '标准', 22: '大', 26: '更大', 30: '最大' }

/** 我的账号: who, how large the words are, what is on this phone, and what we promise. */
export default function AccountPage() {
  const look = useLook('account', (client) => client.session.me({}))
  const [size, choose] = useState(currentSize())
  const waiting = useOutbox().filter(isUnsent)
  const ofOthers = phone.outbox.ofOthers()
  return (
    <Screen title='我的账号' look={look}>
      <Box className='paper'>
        <Box className='field'>
          <Box className='hero-title'>{look.value?.name}</Box>
          <Box className='muted'>不是您？退出钉钉，换您自己的号登录</Box>
        </Box>
        {look.value?.posts.map((post) => (
          <Box key={post.postId} className='row'>
            <RowWords title={post.title}>
              <Sub>{post.unitName}</Sub>
            </RowWords>
          </Box>
        ))}
      </Box>
      <Box className='section'>字多大</Box>
      <Box className='pairs'>
        {sizes.map((option) => (
          <Pick
            key={option}
            id={`size-${option}`}
            on={size === option}
            onTap={() => {
              choose(option)
              setSize(option)
            }}
          >
            <Words className={`sample s${option}`}>{names[option]}：还差 3 人未转移</Words>
          </Pick>
        ))}
      </Box>
      <Box className='section'>这部手机上</Box>
      <Box className='paper pad pairs'>
        <Box>{waiting.length ? `${waiting.length} 条待传` : '都传上去了'}</Box>
        {ofOthers > 0 && <Box className='muted'>别人还有 {ofOthers} 条，等本人登录再传</Box>}
        {waiting.length > 0 && (
          <Tap className='btn main' onTap={() => void phone.outbox.flush()}>
            现在上传
          </Tap>
        )}
      </Box>
      <Box className='section'>我们保证</Box>
      <Box className='paper pad pairs'>
        <Box>平时一天最多一条消息。</Box>
        <Box>谁看过您的电话，都有记录。</Box>
        <Box>登录多少、拍照多少，都不算分。</Box>
      </Box>
      <LogOut />
    </Screen>
  )
}
