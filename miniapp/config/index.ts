import path from 'node:path'
import { defineConfig, type UserConfigExport } from '@tarojs/cli'

const at = (...parts: string[]) => path.resolve(__dirname, '..', ...parts)
const shared = at('..', 'shared')
const zod = at('node_modules', 'zod')

export default defineConfig<'webpack5'>(
  async () =>
    ({
      projectName: 'yingji-ding',
      date: '2026-11-24',
      designWidth: 375,
      deviceRatio: { 375: 2, 750: 1 },
      sourceRoot: 'src',
      outputRoot: `dist/${process.env.TARO_ENV}`,
      framework: 'react',
      compiler: { type: 'webpack5', prebundle: { enable: false } },
      cache: { enable: process.env.TARO_CACHE === '1' },
      plugins: [at('config', 'dd', 'index.js')],
      // The shared words are outside this package: they take our zod, not one that may be above.
      alias: { zod },
      defineConstants: {
        API_BASE: JSON.stringify(process.env.API_BASE ?? ''),
        CORP_ID: JSON.stringify(process.env.DINGTALK_CORP_ID ?? ''),
        CLIENT_ID: JSON.stringify(process.env.DINGTALK_CLIENT_ID ?? ''),
      },
      mini: {
        // Whatever stands outside src must be compiled too, or ES2015 and later ships to the
        // client.
        compile: { include: [at('config', 'dd'), shared, zod] },
        miniCssExtractPluginOption: { ignoreOrder: true },
        // A px is a px: the sizes are promises to eyes and fingers, not to the width of a screen.
        postcss: { pxtransform: { enable: false, config: {} }, cssModules: { enable: false } },
        webpackChain(chain, webpack) {
          // Taro's Alipay runtime says `my`; DingTalk documents `dd`.
          chain.plugin('myToDd').use(webpack.DefinePlugin, [{ my: 'dd' }])
        },
      },
      h5: {
        publicPath: './',
        staticDirectory: 'static',
        router: { mode: 'hash' },
        compile: { include: [shared] },
        postcss: { autoprefixer: { enable: true }, pxtransform: { enable: false, config: {} } },
        miniCssExtractPluginOption: {
          ignoreOrder: true,
          filename: 'css/[name].[contenthash:8].css',
          chunkFilename: 'css/[name].[contenthash:8].css',
        },
        output: {
          filename: 'js/[name].[contenthash:8].js',
          chunkFilename: 'js/[name].[contenthash:8].js',
        },
      },
    }) satisfies UserConfigExport<'webpack5'>,
)
