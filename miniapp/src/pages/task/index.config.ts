export default definePageConfig({ navigationBarTitleText: '临时任务' })
