import { momentWords } from '../../../shared/time'
import { ChannelError, type Fate } from '../../core/ports'
import type { Heard } from '../../io/dingtalk/probe'
import { adviceOn, app, explain } from '../advice'
import { byCommand, fine, unseen, whenAsked, wrong, type Check, type Finding } from '../check'
import { answerTo, noFace } from '../faces'
import type { StreamState } from '../inService'
import { patienceMs, type Stage } from '../stage'

/** DingTalk often knows at once what became of a message, and sometimes after seconds. */
const fateWaitsMs = [200, 800, 2_000, 6_000]

const sends: Check = {
  name: 'sends',
  title: '机器人发话',
  after: ['admin', 'allowed'],
  inService: whenAsked,
  permission: '企业内机器人发送消息 qyapi_robot_sendmsg',
  async run({ probe, key }, { person }) {
    const words = '应急钉在体检。请在这里回两个字：测试'
    const [told] = await probe().messenger.send({
      channel: 'text',
      key: `${key}-text`,
      words,
      to: [{ address: person!.key, view: noFace }],
    })
    if (told?.state === 'sent') return fine('钉钉收下了', { ticket: told.ticket ?? '' })
    if (told?.state === 'held') return wrong('钉钉嫌快，没有发：过一分钟再体检')
    return wrong(`机器人不认得您：到 ${app} → 机器人，可用范围选全部员工，再按「发布」`)
  },
}

/** DingTalk says yes to what it never delivers; asked later, it tells. */
const arrives: Check = {
  name: 'arrives',
  title: '机器人的话送到',
  after: ['sends'],
  inService: whenAsked,
  permission: '企业内机器人发送消息 qyapi_robot_sendmsg',
  async run(stage, { person, ticket }) {
    const fate = await fateOf(stage, 'text', { ticket: ticket!, address: person!.key })
    if (fate === 'delivered' || fate === 'read') return fine('到了')
    if (fate === 'absent') return wrong('钉钉收下了却没有送到：看手机钉钉里有没有关掉这个机器人')
    return unseen('钉钉还没有说到没到，过一会儿再体检')
  },
}

/** What became of one message to one person; null while DingTalk does not know. */
export async function fateOf(
  { probe, later }: Stage,
  channel: 'text' | 'notice',
  { ticket, address }: { ticket: string; address: string },
): Promise<Fate['state'] | null> {
  let fates: Fate[] | null = null
  for (const wait of fateWaitsMs) {
    await later(wait)
    fates = await probe()
      .messenger.fates(channel, ticket)
      .catch((error: unknown) => {
        const isUnderWay = error instanceof ChannelError && error.cause === undefined
        if (!isUnderWay) throw error
        return null
      })
    const mine = fates?.find((fate) => fate.address === address)
    if (mine) return mine.state
  }
  return channel === 'text' && fates ? 'absent' : null
}

const stream: Check = {
  name: 'stream',
  title: 'Stream 连接',
  after: ['token', 'alone'],
  inService: {
    made: 'atOnce',
    after: ['token'],
    run: (service, { now }) => streamFinding(service.stream(), now()),
  },
  async run({ probe, heard, now }) {
    try {
      await probe().listen(heard.hear, (inbound) => answerTo(inbound, now()))
      return fine('连上了')
    } catch (error) {
      return wrong(adviceOnConnection(error))
    }
  },
}

/** The service keeps its own line open, and knows when something came by it. */
function streamFinding({ connected, lastFrame }: StreamState, now: Date): Finding {
  if (!connected) {
    return wrong(
      '现在断着，服务在重连：一分钟后再体检；还断着就让防火墙放行 wss-open-connection.dingtalk.com 和 wss-open-connection-union.dingtalk.com 的 443 端口',
    )
  }
  return fine(
    lastFrame ? `连着，${momentWords(lastFrame, now)} 还收到过` : '连着，还没有收到过什么',
  )
}

const handshake = /Unexpected server response: \d+|handshake has timed out/
function adviceOnConnection(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (/authFailed/.test(message)) return adviceOn(authFailed, {})
  const refused = handshake.exec(message)?.[0]
  if (!refused) return explain(error, {})
  return `长连接接不上（${refused}）：让防火墙和代理放行 wss-open-connection.dingtalk.com 和 wss-open-connection-union.dingtalk.com 的 443 端口`
}
const authFailed = { from: 'new', status: 401, code: 'authFailed', words: '' } as const

const test = /测试/
const hears: Check = {
  name: 'hears',
  title: '听得到话',
  after: ['stream', 'sends'],
  inService: byCommand,
  async run({ heard, ask }, { person }) {
    const finding = await heard.wait(
      patienceMs,
      () => ask('请在钉钉里给机器人写两个字：测试'),
      (all) => firstOf(all, (one) => heardFinding(one, person!.key)),
    )
    return finding ?? wrong(deaf)
  },
}
const deaf = `3 分钟没有听到「测试」：到 ${app} → 机器人，消息接收模式选 Stream，按「发布」；别处连着同一个应用的程序都停下`

function heardFinding(heard: Heard, adminKey: string): Finding | undefined {
  if (!('inbound' in heard) || heard.inbound.kind !== 'said') return undefined
  const { from, text, replyTo } = heard.inbound
  if (from === null) return wrong(`听到了，不知道是谁写的：到 ${app} → 版本管理与发布，把应用发布`)
  if (from !== adminKey) return undefined
  if (text === null) {
    return wrong('听到了，没有字：本月的推送用完了，到 open-dev.dingtalk.com 首页 → 资源用量 加购')
  }
  return test.test(text) ? fine('听到了', { replyTo }) : undefined
}

/** The first that makes a finding. */
export function firstOf<T, R>(list: readonly T[], look: (one: T) => R | undefined): R | undefined {
  for (const one of list) {
    const found = look(one)
    if (found !== undefined) return found
  }
  return undefined
}

const replies: Check = {
  name: 'replies',
  title: '回得了话',
  after: ['hears'],
  inService: byCommand,
  async run({ probe, key }, { replyTo }) {
    const [told] = await probe().messenger.send({
      channel: 'reply',
      key: `${key}-reply`,
      words: '听到了',
      to: [{ address: replyTo!, view: noFace }],
    })
    if (told?.state === 'sent') return fine('回了')
    return wrong(`回不了：让防火墙放行 oapi.dingtalk.com 的 443 端口（${told?.reason ?? ''}）`)
  },
}

const events: Check = {
  name: 'events',
  title: '通讯录变动',
  after: ['hears'],
  inService: byCommand,
  async run({ heard, ask }) {
    const hint = await heard.wait(
      patienceMs,
      () => ask('请在 oa.dingtalk.com → 通讯录 把自己的职位改一个字，保存'),
      (all) => all.find((one) => 'inbound' in one && one.inbound.kind === 'hint'),
    )
    if (hint) return fine('有人变动时钉钉会说')
    return wrong(
      `3 分钟没有听到变动：到 ${app} → 事件与回调，推送方式选 Stream，勾上通讯录用户增加、更改、离职；不勾时每晚才读一次`,
    )
  },
}

export const robotChecks: readonly Check[] = [sends, arrives, stream]
export const spokenChecks: readonly Check[] = [hears, replies]
export const eventChecks: readonly Check[] = [events]
