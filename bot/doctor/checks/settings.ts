import { readdir, readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { EnvError } from '../../../config/env'
import { PolicyError } from '../../../config/load'
import { app } from '../advice'
import { atOnce, byCommand, fine, unseen, wrong, type Check } from '../check'
import { openDoor } from '../door'
import type { Stage } from '../stage'

/** Where each variable of the app is found. */
const places = {
  DINGTALK_CLIENT_ID: '凭证与基础信息 → Client ID',
  DINGTALK_CLIENT_SECRET: '凭证与基础信息 → Client Secret',
  DINGTALK_AGENT_ID: '凭证与基础信息 → AgentId',
  DINGTALK_ROBOT_CODE: '机器人 → robotCode',
  DINGTALK_CARD_TEMPLATE_ID: '卡片平台 → 模板 ID',
  DINGTALK_CORP_ID: '开放平台首页 → CorpId',
} as const
const madeKeys = ['SESSION_SECRET', 'SEAL_KEY']

const variables: Check = {
  name: 'variables',
  title: '环境变量',
  after: [],
  inService: {
    made: 'atOnce',
    run: (_service, { env }) =>
      fine(env().standin ? '现在连的是演示用的钉钉，不用设' : '都有，服务就是用它们开的'),
  },
  run({ given, env }) {
    const missing = Object.entries(places).filter(([name]) => !given[name]?.trim())
    if (missing.length) {
      const where = missing.map(([name, place]) => `${name}（${place}）`).join('、')
      return wrong(`还没有设 ${where}：到 ${app} 抄来，写进 .env`)
    }
    try {
      env()
      return fine('都有，写法都对')
    } catch (error) {
      if (!(error instanceof EnvError)) throw error
      return wrong(wrongVariable(error.message))
    }
  },
}

function wrongVariable(message: string): string {
  const name = /^[A-Z][A-Z_]+/.exec(message)?.[0] ?? ''
  if (madeKeys.includes(name)) {
    return `${name} 不是一把密钥：用 openssl rand -base64 32 做一把，写进 .env，另外抄一份收好`
  }
  const place = Object.entries(places).find(([known]) => known === name)?.[1]
  if (place) return `${name} 抄得不对：到 ${app} → ${place} 重抄，写进 .env`
  return `改正 .env 里的 ${name}：${message}`
}

const keys: Check = {
  name: 'keys',
  title: '两把密钥',
  after: ['variables'],
  inService: atOnce,
  run({ env }) {
    const { sessionSecret, sealKey } = env()
    if (sessionSecret.equals(sealKey)) {
      return wrong('SESSION_SECRET 和 SEAL_KEY 是同一把：用 openssl rand -base64 32 再做一把')
    }
    const flat = [sessionSecret, sealKey].some((key) => new Set(key).size < 8)
    if (flat) return wrong('密钥不是随机的：用 openssl rand -base64 32 各做一把')
    return fine('两把都在，各是各的')
  },
}

const policy: Check = {
  name: 'policy',
  title: '制度文件',
  after: ['variables'],
  inService: { made: 'atOnce', run: () => fine('服务开的时候都读懂了，改了以后要重启才算') },
  run(stage) {
    try {
      stage.policy()
      return fine('都读得懂')
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error
      return wrong(`改正 ${error.message}`)
    }
  },
}

const address: Check = {
  name: 'address',
  title: '手机打开的地址',
  after: ['variables'],
  inService: atOnce,
  run({ env }) {
    if (env().standin) return unseen('现在连的是演示用的钉钉，只在这台机器上打开')
    const { protocol, hostname, host } = new URL(env().publicUrl)
    if (protocol !== 'https:') return wrong('PUBLIC_URL 要是 https 开头的地址：手机不开别的')
    const isNumber = isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0
    if (isNumber || hostname === 'localhost') {
      return wrong('PUBLIC_URL 要写域名，不写数字地址和 localhost：手机要打得开')
    }
    return fine(`${host}，记得写进 ${app} → 安全设置 → HTTP 安全域名`)
  },
}

/** Pages that were built for another organisation, or for none, log nobody in. */
const pages: Check = {
  name: 'pages',
  title: '手机网页',
  after: ['variables'],
  inService: atOnce,
  async run({ env, pagesFolder }) {
    const { corpId, clientId } = env().dingtalk
    const text = await scriptsIn(pagesFolder)
    if (text === null) return wrong('网页还没有建：运行 node bot/pages.mjs h5，再体检')
    if (text.includes(corpId) && text.includes(clientId)) return fine('建好了，是给这个组织的')
    return wrong('网页是给别的组织建的：删掉 miniapp/dist，带着 .env 运行一次 npm start，再体检')
  },
}

async function scriptsIn(folder: string): Promise<string | null> {
  try {
    const names = await readdir(folder, { recursive: true, encoding: 'utf8' })
    const scripts = names.filter((name) => name.endsWith('.js'))
    const texts = await Promise.all(scripts.map((name) => readFile(join(folder, name), 'utf8')))
    return texts.join('\n')
  } catch {
    return null
  }
}

/** With the service beside it, DingTalk would give half of what is pressed and said to that. */
const alone: Check = {
  name: 'alone',
  title: '服务已经停下',
  after: ['variables'],
  inService: byCommand,
  async run(stage) {
    const { port, host } = stage.env()
    try {
      return fine('停着，体检时推送都到这里来', { door: await doorOf(stage) })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
        return wrong(`这台机器没有 ${host} 这个地址：改正 .env 里的 HOST，不限地址就删掉它`)
      }
      if (code === 'EACCES') return wrong(`端口 ${port} 不许用：把 PORT 改成 1024 以上的数`)
      if (code !== 'EADDRINUSE') throw error
      return wrong(`端口 ${port} 上有程序：先停下服务（别的机器上的也停）再体检，不然推送会分给它`)
    }
  },
}
function doorOf({ env, pagesFolder, visits }: Stage) {
  const { port, host } = env()
  return openDoor({ port, host, pagesFolder, visit: visits.hear })
}

export const settingsChecks: readonly Check[] = [variables, keys, policy, address, pages, alone]
