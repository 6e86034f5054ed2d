export default definePageConfig({ navigationBarTitleText: '我做过的' })
