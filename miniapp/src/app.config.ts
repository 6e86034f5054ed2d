import { pages } from '../../shared/pages'

export default defineAppConfig({
  pages: pages.map((name) => `pages/${name}/index`),
  window: { navigationBarTitleText: '应急钉', navigationBarBackgroundColor: '#14315C', navigationBarTextStyle: 'white', backgroundColor: '#F1F4F7' },
})
