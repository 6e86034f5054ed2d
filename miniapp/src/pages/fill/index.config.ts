export default definePageConfig({ navigationBarTitleText: '填清单' })
