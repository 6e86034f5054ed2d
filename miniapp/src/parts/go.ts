import Taro from '@tarojs/taro'
import { pageAddress, type PageName } from '../../../shared/pages'

const addressOf = (page: PageName, query: Record<string, string> = {}) =>
  `/${pageAddress(page, query)}`

export const go = (page: PageName, query?: Record<string, string>) =>
  void Taro.navigateTo({ url: addressOf(page, query) })
/** In the place of the present page, which is done with. */
export const goOn = (page: PageName, query?: Record<string, string>) =>
  void Taro.redirectTo({ url: addressOf(page, query) })
export const goBack = () => {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack()
  else void Taro.reLaunch({ url: addressOf('home') })
}
export const goHome = () => void Taro.reLaunch({ url: addressOf('home') })
