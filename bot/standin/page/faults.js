/**
 * The switches: name at `/_admin/faults`, words (in the pieces that a line may break into), and the
 * value that turns it on.
 * The limit is far below DingTalk's 20 a second, so that a room can watch the sending slow down.
 */
export const bigFaults = [
  { name: 'net', words: ['最后一部', '手机断网'], on: true },
  { name: 'quiet', words: ['返回成功', '却不送达'], on: true },
  { name: 'limit', words: ['限流 2 次/秒'], on: { rate: 2 } },
  { name: 'twice', words: ['同一按键', '回调 5 次'], on: true },
  { name: 'card', words: ['卡片失败', '改走文字'], on: true },
]

export const moreFaults = [
  { name: 'quota', words: ['本月额度用完'], on: true },
  { name: 'html', words: ['被拦，答的是网页'], on: true },
  { name: 'slow', words: ['每次慢 1.5 秒'], on: { ms: 1500 } },
  { name: 'afterEffect504', words: ['做了，却答超时'], on: true },
  { name: 'reset', words: ['听完就掉线'], on: true },
]

const stream = (name) => ({ path: 'stream', body: { do: name } })

/** What happens once at a press, and is then over. */
export const onceActs = [
  {
    name: 'tokenExpired',
    words: ['令牌作废'],
    tell: { path: 'faults', body: { tokenExpired: true } },
  },
  { name: 'disconnect', words: ['请它换条线'], tell: stream('disconnect') },
  { name: 'kill', words: ['掐断这条线'], tell: stream('kill') },
  { name: 'halfOpen', words: ['线还在，没声音'], tell: stream('halfOpen') },
  { name: 'malformed', words: ['推一帧坏的'], tell: stream('malformed') },
  { name: 'duplicate', words: ['上一帧再推一次'], tell: stream('duplicate') },
]
