import { processApis, mergeReconciler, mergeInternalComponents } from '@tarojs/shared'
import {
  needPromiseApis,
  handleSyncApis,
  transformMeta,
  modifyApis,
  modifyAsyncResult,
  request,
  hostConfig,
  components,
} from '@tarojs/plugin-platform-alipay/dist/runtime-utils'

hostConfig.initNativeApi = (taro) =>
  processApis(taro, dd, {
    needPromiseApis,
    handleSyncApis,
    transformMeta,
    modifyApis,
    modifyAsyncResult,
    request,
  })
mergeReconciler(hostConfig)
mergeInternalComponents(components)
