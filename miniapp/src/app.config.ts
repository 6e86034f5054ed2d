import { pages } from '../../shared/pages'

export default defineAppConfig({
  // In a browser a page that slides away counts as the present one until it is gone: who goes on
  // within that time finds 返回 dead.
  ...(process.env.TARO_ENV === 'h5' && { animation: false }),
  pages: pages.map((name) => `pages/${name}/index`),
  window: {
    navigationBarTitleText: '应急钉',
    navigationBarBackgroundColor: '#14315C',
    navigationBarTextStyle: 'white',
    backgroundColor: '#F1F4F7',
  },
})
