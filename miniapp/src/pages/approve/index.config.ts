export default definePageConfig({ navigationBarTitleText: '批准预警' })
