import { app } from '../advice'
import { atOnce, byCommand, fine, unseen, whenAsked, wrong, type Check } from '../check'
import { buttons, countedFace, noFace, pressesCounted } from '../faces'
import { patienceMs, type Known, type Measured, type Stage } from '../stage'
import { pressesOf } from './cards'
import { fateOf } from './robot'

/** What the console shows of the month. */
type Usage = Record<'api' | 'stream', { used: number; limit: number }>
const usageWords = /^(\d{1,9})\/([1-9]\d{0,8})[\s,，]+(\d{1,9})\/([1-9]\d{0,8})$/

const question =
  '打开 open-dev.dingtalk.com 首页 → 资源用量，写下接口和推送的 已用/上限，如 120/5000 45/3000（不量就按回车）：'

export function usageOf(answer: string | null): Usage | null {
  const [, ...numbers] = usageWords.exec(answer?.trim() ?? '') ?? []
  if (numbers.length !== 4) return null
  const [apiUsed, apiLimit, streamUsed, streamLimit] = numbers.map(Number)
  return {
    api: { used: apiUsed!, limit: apiLimit! },
    stream: { used: streamUsed!, limit: streamLimit! },
  }
}

/** No document says it, and no call tells it: the administrator reads the meter before and after. */
const pressCosts: Check = {
  name: 'pressCosts',
  title: '按一下算几次推送',
  after: ['press'],
  inService: byCommand,
  async run(stage, known) {
    const before = usageOf(await stage.type(question))
    if (!before) return unseen('没有量：在终端里运行，照提示写下用量；先按 1 次算')
    if (!(await arePressed(stage, known))) {
      return unseen(`3 分钟没有按满 ${pressesCounted} 次，没有量`)
    }
    const after = usageOf(await stage.type(`等用量变了（几分钟到一小时）再看。${question}`))
    if (!after) return unseen('没有量：第二次没有写；先按 1 次算')
    const used = after.stream.used - before.stream.used
    if (used < 0) return unseen('没有量：第二次的数比第一次小，重看一遍再体检')
    const measured = measuredBy(known, used / pressesCounted, after)
    return fine(costLine(used), { measured })
  },
}

async function arePressed({ heard, ask, probe, key }: Stage, { person }: Known): Promise<boolean> {
  const pressed = await heard.wait(
    patienceMs,
    async () => {
      const to = [{ address: person!.key, view: countedFace() }]
      await probe().messenger.send({ channel: 'card', key: `${key}-count`, to })
      ask(`请把卡片「体检用量」的「数一下」按 ${pressesCounted} 次，每次等它停下来`)
    },
    (all) => pressesOf(all, person!.key, buttons.count).length >= pressesCounted || undefined,
  )
  return pressed === true
}

/** Other apps of the organisation use the meter too, so that it is rounded. */
const measuredBy = ({ measured }: Known, each: number, { api, stream }: Usage): Measured => ({
  ...measured,
  pressCosts: Math.min(10, Math.round(each)),
  quota: { api: api.limit, stream: stream.limit },
})
const costLine = (used: number) =>
  `按了 ${pressesCounted} 次，推送多了 ${used} 次：每按一下算 ${Math.round(used / pressesCounted)} 次`

const ding: Check = {
  name: 'ding',
  title: 'DING',
  after: ['sends'],
  inService: whenAsked,
  permission: 'DING Premium.Ding.Write',
  async run({ probe, key, policy }, { person }) {
    const [told] = await probe().messenger.send({
      channel: 'ding',
      key: `${key}-ding`,
      ding: 'app',
      words: '应急钉体检：这是一条应用内 DING，不用理它',
      to: [{ address: person!.key, view: noFace }],
    })
    if (told?.state !== 'sent') {
      return wrong(`DING 没有发给您（${told?.reason ?? ''}）：看本人有没有退出组织`)
    }
    const way = policy().delivery.ding
    if (way === 'app') return fine('应用内 DING 发得出')
    return fine('应用内 DING 发得出；短信和电话要花额度，没有试')
  },
}

const notice: Check = {
  name: 'notice',
  title: '工作通知',
  after: ['admin', 'allowed'],
  inService: whenAsked,
  permission: '工作通知',
  async run(stage, { person }) {
    const [told] = await stage.probe().messenger.send({
      channel: 'notice',
      key: `${stage.key}-notice`,
      words: '应急钉体检：这是一条工作通知，不用理它',
      to: [{ address: person!.key, view: noFace }],
    })
    const fate = await fateOf(stage, 'notice', { ticket: told?.ticket ?? '', address: person!.key })
    if (fate === null) return unseen('发了，钉钉还没有说到没到')
    if (fate === 'absent') {
      return wrong(
        `发了没有到：核对 DINGTALK_AGENT_ID，到 ${app} → 版本管理与发布，可用范围选全部员工`,
      )
    }
    return fine('到了')
  },
}

const todo: Check = {
  name: 'todo',
  title: '待办',
  after: ['admin', 'allowed'],
  inService: whenAsked,
  permission: '待办写 Todo.Todo.Write',
  async run({ probe, key, env }, { person }) {
    if (!person!.unionId) return unseen('钉钉没有给 unionId，没有试')
    await probe().todo(person!, { sourceId: key, subject: '应急钉体检', url: env().publicUrl })
    return fine('建了一条，又删了')
  },
}

/** The smallest picture there is. */
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const media: Check = {
  name: 'media',
  title: '上传图片',
  after: ['allowed'],
  inService: atOnce,
  permission: '媒体文件 qyapi_media',
  async run({ probe }) {
    await probe().upload('doctor.png', new Uint8Array(dot))
    return fine('传得上')
  },
}

export const furtherChecks: readonly Check[] = [ding, notice, todo, media]
export const meterChecks: readonly Check[] = [pressCosts]
