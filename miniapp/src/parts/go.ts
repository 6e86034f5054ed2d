import Taro from '@tarojs/taro'

export type PageName = 'home' | 'warning' | 'issue' | 'approve' | 'board' | 'lists' | 'fill' | 'review' | 'summary' | 'task' | 'account' | 'sent'
const addressOf = (page: PageName, query: Record<string, string>) => {
  const search = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
  return `/pages/${page}/index${search ? `?${search}` : ''}`
}

export const go = (page: PageName, query: Record<string, string> = {}) => void Taro.navigateTo({ url: addressOf(page, query) })
/** In the place of the present page, which is done with. */
export const goOn = (page: PageName, query: Record<string, string> = {}) => void Taro.redirectTo({ url: addressOf(page, query) })
export const goBack = () => { if (Taro.getCurrentPages().length > 1) void Taro.navigateBack(); else void Taro.reLaunch({ url: addressOf('home', {}) }) }
export const goHome = () => void Taro.reLaunch({ url: addressOf('home', {}) })
