import { useDidShow, useLaunch } from '@tarojs/taro'
import type { PropsWithChildren } from 'react'
import { phone } from './platform/phone'
import './styles/tokens.css'
import './styles/parts.css'
import './styles/screens.css'

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => phone.start())
  useDidShow(() => void phone.outbox.flush())
  return children
}
