/**
 * DingTalk as a target, on top of Taro's own Alipay platform: the published plug-in is for Taro 3.
 */
const path = require('node:path')
const { Alipay } = require('@tarojs/plugin-platform-alipay')

class DingTalk extends Alipay {
  constructor(ctx, config) {
    super(ctx, config)
    this.platform = 'dd'
    this.globalObject = 'dd' // DingTalk documents dd, not my
    this.runtimePath = path.resolve(__dirname, 'runtime.js')
  }
}

module.exports = (ctx) => {
  ctx.registerPlatform({
    name: 'dd',
    useConfigName: 'mini',
    fn: ({ config }) => new DingTalk(ctx, config).start(),
  })
}
