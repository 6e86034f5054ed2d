import { dateWords, minuteMs, timeOf } from '../../../shared/time'
import type { ClockChange } from '../clock'
import type { FaultInput } from '../faults'
import type { World } from '../world'

const switches: Record<Exclude<keyof FaultInput, 'net' | 'tokenExpired'>, string> = {
  quiet: '返回成功却不送达',
  limit: '限流',
  twice: '同一按键回调几次',
  card: '卡片失败',
  quota: '本月额度用完',
  html: '被拦，答的是网页',
  x5: '被拦，答的是惩罚页',
  slow: '每次都慢',
  afterEffect504: '做了，却答超时',
  reset: '听完就掉线',
  handshake401: '连线时不认',
  handshake503: '连线时不通',
  slowOpen: '要一条线很慢',
  noPermission: '没有权限',
  noRetry: '没人答也不重推',
  strictTemplates: '模板要先登记',
  strictCards: '变量不过 1 KB',
  strictFiles: '文件只收文档里列的几种',
  noLimits: '不限次数',
}

/**
 * What a hand at the switches has just done, one sentence for each switch that it moved. `before`
 * is what was on and who was without network.
 */
export function tellFaults(
  { faults, directory, journal }: World,
  input: FaultInput,
  before: { on: World['faults']['on']; offline: ReadonlySet<string> },
) {
  for (const [name, words] of Object.entries(switches) as [keyof typeof switches, string][]) {
    if (Boolean(faults.on[name]) !== Boolean(before.on[name])) {
      journal.tell('fault', `开关「${words}」${faults.on[name] ? '打开了' : '关上了'}`, { name })
    }
  }
  for (const userId of new Set([...before.offline, ...faults.offline])) {
    const off = faults.offline.has(userId)
    if (off !== before.offline.has(userId)) {
      journal.tell('fault', `${directory.nameOf(userId)}的手机${off ? '断了网' : '有网了'}`, {
        name: 'net',
        userId,
      })
    }
  }
  if (input.tokenExpired) journal.tell('fault', '令牌作废了', { name: 'tokenExpired' })
}

const deeds = {
  disconnect: '请服务换条线',
  kill: '掐断了服务的线',
  halfOpen: '线还在，却没声音了',
  malformed: '推了一帧坏的',
  noHeaders: '推了一帧没有头的',
  ping: '问服务在不在',
  duplicate: '上一帧又推了一次',
  hold: '要推的先按住',
  release: '按住的都推了',
}
export const tellDeed = ({ journal }: World, deed: keyof typeof deeds, connections: number) =>
  journal.tell(
    'stream',
    `${deeds[deed]}${connections || deed === 'hold' || deed === 'release' ? '' : '，可是服务没有连着'}`,
  )

/**
 * Says how far and whereto the clock was moved; a step of no whole minute is told by where it ends.
 */
export function tellClock({ clock, journal }: World, change: ClockChange) {
  const now = new Date(clock.now())
  journal.tell('clock', `${moveWords(change)}，${dateWords(now)} ${timeOf(now)}`)
}

function moveWords(change: ClockChange): string {
  if ('reset' in change) return '钟回到现在'
  const minutes = 'addMs' in change ? change.addMs / minuteMs : 0
  return Number.isInteger(minutes) && minutes > 0 ? `钟往前拨了 ${minutes} 分` : '钟拨了'
}
