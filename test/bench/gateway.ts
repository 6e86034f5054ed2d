/**
 * A process: DingTalk's gateway and nothing else. It pushes presses of 收到 down a real WebSocket,
 * many at a time or at a steady pace, and looks at every answer.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocketServer, type WebSocket } from 'ws'
import { percentile } from './figure'

export type Load = { people: string[]; operation: string; warningId: string; replay: number } & (
  | { do: 'flood'; window: number; warmUp: number; seconds: number }
  | { do: 'pace'; perSecond: number; seconds: number }
)
/**
 * `wrong`: no answer with a stamp. `differs`: a copy that was not answered as the first was.
 * `late`: an empty answer, because the phone waits no longer; the card is corrected afterwards.
 * `lost`: never answered.
 */
export type Heard = {
  frames: number
  people: number
  perSecond: number
  p50: number
  p99: number
  worst: number
  wrong: number
  differs: number
  late: number
  lost: number
  sample: string
}

const patience = 10_000
let socket: WebSocket | null = null
let onAnswer: (messageId: string, code: number, data: string) => void = () => undefined

const http = createServer((request, response) => {
  const parts: Buffer[] = []
  request
    .on('data', (part: Buffer) => parts.push(part))
    .on('end', () => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(answerTo(request.url ?? '', Buffer.concat(parts).toString())))
    })
})
function answerTo(path: string, body: string): unknown {
  if (path.endsWith('/connections/open')) {
    return {
      endpoint: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/connect`,
      ticket: 'one',
    }
  }
  if (path.endsWith('/accessToken')) return { accessToken: 'token', expireIn: 7_200 }
  if (path.includes('/user/getuserinfo')) {
    return ownerOf((JSON.parse(body) as { code: string }).code)
  }
  if (!path.endsWith('/createAndDeliver')) return { success: true, result: true }
  const { openSpaceId = '' } = JSON.parse(body) as { openSpaceId?: string }
  return {
    success: true,
    result: {
      deliverResults: [...openSpaceId.matchAll(/IM_ROBOT\.([^;]+)/g)].map(([, spaceId]) => ({
        spaceId,
        success: true,
      })),
    },
  }
}
/** A code names its owner, here; what names nobody is none. */
function ownerOf(code: string): unknown {
  const userid = /^code-(.+)-\d+$/.exec(code)?.[1]
  return userid
    ? { errcode: 0, result: { userid } }
    : { errcode: 40078, errmsg: '不存在的临时授权码' }
}
new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (opened) => {
  socket = opened
  opened.on('message', (raw) => {
    const { code, headers, data } = JSON.parse(String(raw)) as {
      code: number
      headers: { messageId: string }
      data: string
    }
    onAnswer(headers.messageId, code, data)
  })
  process.send!({ connected: true })
})
http.listen(0, '127.0.0.1', () =>
  process.send!({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }),
)
process.on(
  'message',
  (load: Load) => void new Run(load, socket!).heard().then((heard) => process.send!(heard)),
)

function frameOf(messageId: string, userId: string, { operation, warningId }: Load): string {
  const content = JSON.stringify({
    cardPrivateData: {
      actionIds: [operation],
      params: { action: operation, params: JSON.stringify({ warningId }) },
    },
  })
  const data = {
    type: 'actionCallback',
    outTrackId: `${warningId}.c0.0001`,
    corpId: 'dingcorp',
    userId,
    userIdType: 1,
    spaceType: 'im',
    spaceId: `cid${userId}==`,
    extension: '{}',
    content,
    value: content,
  }
  const headers = {
    appId: 'app',
    connectionId: 'one',
    contentType: 'application/json',
    messageId,
    time: String(Date.now()),
    topic: '/v1.0/card/instances/callback',
  }
  return JSON.stringify({
    specVersion: '1.0',
    type: 'CALLBACK',
    headers,
    data: JSON.stringify(data),
  })
}

/**
 * Everybody presses once; after so many presses one of the last ones comes again, whether it was
 * answered or not.
 */
function frames(load: Load) {
  const sent: string[] = []
  let next = 0
  let owed = 0
  return () => {
    owed += load.replay
    if (owed >= 1 && sent.length) {
      owed -= 1
      const again = Math.max(0, sent.length - 1 - Math.floor(Math.random() * 500))
      return { messageId: sent[again]!, userId: load.people[again]! }
    }
    const userId = load.people[next++]
    if (userId === undefined) return null
    const messageId = `press-${userId}`
    sent.push(messageId)
    return { messageId, userId }
  }
}

/** One load from the first frame to the last answer, or until nothing has come for too long. */
class Run {
  private readonly next: ReturnType<typeof frames>
  private readonly awaited = new Map<string, number[]>()
  private readonly first = new Map<string, string>()
  private readonly pressed = new Set<string>()
  private readonly waits: number[] = []
  private began = performance.now()
  private last = this.began
  private open = 0
  private answered = 0
  private wrong = 0
  private differs = 0
  private late = 0
  private over = false
  private readonly warmUp: number

  constructor(
    private readonly load: Load,
    private readonly line: WebSocket,
  ) {
    this.next = frames(load)
    this.warmUp = load.do === 'flood' ? load.warmUp : 0
  }

  async heard(): Promise<Heard> {
    onAnswer = (messageId, code, data) => this.take(messageId, code, data)
    if (this.load.do === 'flood') {
      for (let n = 0; n < this.load.window; n++) this.push(performance.now())
    } else await this.pace(this.load.perSecond, this.load.seconds)
    while (this.open && performance.now() - this.last < patience) await pause(10)
    const { answered, waits, wrong, differs, late, open } = this
    return {
      frames: answered,
      people: this.pressed.size,
      perSecond: (waits.length * 1_000) / (this.last - this.began),
      p50: percentile(waits, 0.5),
      p99: percentile(waits, 0.99),
      worst: percentile(waits, 1),
      wrong,
      differs,
      late,
      lost: open,
      sample: this.first.values().next().value ?? '',
    }
  }

  /**
   * An open loop: a frame goes when its moment has come, however many are still unanswered, and its
   * wait is counted from that moment.
   */
  private async pace(perSecond: number, seconds: number) {
    for (let n = 0; n < perSecond * seconds; n++) {
      const at = this.began + (n * 1_000) / perSecond
      if (at > performance.now()) await pause(at - performance.now())
      this.push(at)
    }
  }

  private push(at: number) {
    const one = this.over ? null : this.next()
    if (!one) {
      this.over = true
      return
    }
    this.awaited.set(one.messageId, [...(this.awaited.get(one.messageId) ?? []), at])
    this.open++
    this.line.send(frameOf(one.messageId, one.userId, this.load))
  }

  private judge(messageId: string, code: number, data: string) {
    const before = this.first.get(messageId)
    this.pressed.add(messageId)
    if (data === '{"response":{}}') this.late++
    else if (before !== undefined) this.differs += Number(before !== data)
    else {
      this.first.set(messageId, data)
      if (code !== 200 || !/"mine":"[^"]/.test(data)) this.wrong++
    }
  }

  private take(messageId: string, code: number, data: string) {
    const at = this.awaited.get(messageId)?.shift()
    if (at === undefined) return
    this.last = performance.now()
    this.open--
    this.answered++
    if (this.answered === this.warmUp) this.began = this.last
    else if (this.answered > this.warmUp) this.waits.push(this.last - at)
    this.judge(messageId, code, data)
    if (this.load.do !== 'flood') return
    this.over ||= this.answered > this.warmUp && this.last - this.began > this.load.seconds * 1_000
    this.push(this.last)
  }
}
