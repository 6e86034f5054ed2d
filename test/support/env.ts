import { join } from 'node:path'
import type { Standin } from '../../bot/standin'
import type { Env } from '../../config/env'

export const sessionSecret = Buffer.alloc(32, 1)
export const sealKey = Buffer.alloc(32, 2)

/** What a service is told that works on this database beside this stand-in. */
export const envFor = (databaseUrl: string, standin: Standin, folder: string): Env => ({
  port: 0,
  host: '127.0.0.1',
  proxies: 0,
  standinPort: standin.port,
  dataFolder: folder,
  standin: true,
  databaseUrl,
  sessionSecret,
  sealKey,
  feedFolder: join(folder, 'feed'),
  configFolder: '',
  logLevel: 'warn',
  publicUrl: 'http://127.0.0.1:7400',
  dingtalk: {
    clientId: 'dingstandin',
    clientSecret: 'standin-secret',
    robotCode: 'dingstandin',
    agentId: 1001,
    templateId: 'standin-card.schema',
    corpId: 'dingcorp',
    apiBase: standin.url,
    oapiBase: standin.url,
  },
})
