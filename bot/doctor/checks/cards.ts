import type { CardView } from '../../core/card'
import { ChannelError, type Inbound } from '../../core/ports'
import type { Heard } from '../../io/dingtalk/probe'
import { app } from '../advice'
import { askedFor, byCommand, fine, unseen, wrong, type Check, type Finding } from '../check'
import { buttons, crowdFace, firstFace, ownInput } from '../faces'
import { patienceMs, type Known, type Stage } from '../stage'
import { firstOf } from './robot'

const permission = '互动卡片实例写 Card.Instance.Write'
const platform = '卡片平台（open-dev.dingtalk.com/fe/card）'
const templateHints = new Map([
  [
    'param.invalid',
    `变量和模板对不上：到${platform}照 README 第 7 步的表改变量，全是文本，mine 私有，按「发布」`,
  ],
])

const card: Check = {
  name: 'card',
  title: '卡片送到',
  after: ['admin', 'allowed'],
  inService: { made: 'whenAsked', run: ({ face }, stage, known) => deliver(stage, known, face) },
  permission,
  hints: templateHints,
  run: (stage, known) => deliver(stage, known, firstFace()),
}

async function deliver({ probe, key }: Stage, { person }: Known, view: CardView): Promise<Finding> {
  const cardKey = `${key}-card`
  const [told] = await probe().messenger.send({
    channel: 'card',
    key: cardKey,
    to: [{ address: person!.key, view }],
  })
  if (told?.state === 'sent') return fine('钉钉投出去了', { cardKey })
  return wrong(
    `钉钉收下卡片却没有投给您（${told?.reason ?? ''}）：到 ${app} → 机器人，可用范围选全部员工，再按「发布」`,
  )
}

/** The service gives people their own values of shared variables with every answer and update. */
const own: Check = {
  name: 'own',
  title: '一个变量可以又公有又私有',
  after: ['card'],
  inService: byCommand,
  permission,
  hints: new Map([
    [
      'param.invalid',
      `模板不让变量带各人自己的值：到${platform}把 mine 以外的变量设成公有、并允许私有，按「发布」`,
    ],
  ]),
  async run({ probe }, { cardKey, person }) {
    await probe().ownParams(cardKey!, person!.key, ownInput)
    return fine('可以')
  },
}

const press: Check = {
  name: 'press',
  title: '按钮按得动',
  after: ['card', 'stream'],
  inService: {
    made: 'whenAsked',
    run: () => askedFor('请在手机上打开机器人的卡片「体检卡片」，按「看到了」'),
  },
  async run({ heard, ask }, { person }) {
    const finding = await heard.wait(
      patienceMs,
      () => ask('请在手机上打开机器人的卡片「体检卡片」，按「看到了」'),
      (all) => firstOf(all, (one) => pressFinding(one, person!.key)),
    )
    return (
      finding ??
      wrong(
        `3 分钟没有收到按钮：到${platform}把按钮的事件设成「回传请求」，按「发布」；别处连着同一个应用的程序都停下`,
      )
    )
  },
}
const unbound = `按钮没有带回数据：到${platform}给两个按钮都加回传参数 action 和 params，绑上变量，按「发布」`

function pressFinding(heard: Heard, adminKey: string): Finding | undefined {
  if ('ignored' in heard) return heard.ignored.startsWith('press') ? wrong(unbound) : undefined
  const { inbound } = heard
  if (!isPress(inbound, adminKey) || inbound.operation !== buttons.first) return undefined
  const winner = valueOf(inbound)
  return winner ? fine('按下去收到了', { winner }) : wrong(unbound)
}
type Press = Extract<Inbound, { kind: 'press' }>
const isPress = (inbound: Inbound, adminKey: string): inbound is Press =>
  inbound.kind === 'press' && inbound.from === adminKey
/** One person's presses of one button; a push that came twice counts once. */
export function pressesOf(all: readonly Heard[], adminKey: string, operation: string): Press[] {
  const presses = all.flatMap((heard) =>
    'inbound' in heard && isPress(heard.inbound, adminKey) ? [heard.inbound] : [],
  )
  const asked = presses.filter((one) => one.operation === operation)
  return [...new Map(asked.map((one) => [one.id, one])).values()]
}
function valueOf({ input }: Press): string {
  const { value } = (input ?? {}) as { value?: unknown }
  return typeof value === 'string' ? value : ''
}

const wins: Check = {
  name: 'wins',
  title: '私有的盖过公有的',
  after: ['press', 'own'],
  inService: byCommand,
  run(_stage, { winner, measured }) {
    if (winner === ownInput.value) return fine('盖过')
    return wrong(
      `没有盖过：到${platform}允许变量带私有的值；改好以前一张卡只发一人，加 --write 就写成 perCall.card: 1`,
      { measured: { ...measured, cardPeople: 1 } },
    )
  },
}

/** The answer of the first press has brought the stamp, and a second button with own parameters. */
const stamp: Check = {
  name: 'stamp',
  title: '盖章 mine',
  after: ['press'],
  inService: byCommand,
  async run({ heard, ask }, { person }) {
    let firsts = 0
    const pressed = await heard.wait(
      patienceMs,
      () => ask('「看到了」变成「已确认」了就按「盖上了」，没有变就再按「看到了」'),
      (all) => {
        firsts = pressesOf(all, person!.key, buttons.first).length
        return pressesOf(all, person!.key, buttons.second)[0]
      },
    )
    if (pressed) {
      const isNew = valueOf(pressed) === 'answered'
      return isNew ? fine('盖上了，第二个按钮也对') : wrong(unbound)
    }
    return wrong(firsts > 1 ? noStamp : noSecond)
  },
}
const noStamp = `盖章没有换下按钮：到${platform}让 mine 不为空时显示 mine、不显示按钮，按「发布」`
const noSecond = `3 分钟没有收到「盖上了」：到${platform}加第二个按钮，字是 btn2，回传参数绑 action2 和 params2，按「发布」`

/** More than fit into openSpaceId with ids of this length are never asked for. */
const sizes = [60, 50, 40, 30, 20, 10, 5]
const assumed = 30

/** Tried on people who do not exist, so that nobody is disturbed. */
const crowd: Check = {
  name: 'crowd',
  title: '一张卡发多少人',
  after: ['card'],
  inService: byCommand,
  permission,
  async run(stage, { measured }) {
    const size = await largestCrowd(stage)
    if (!size) {
      return unseen(
        `量不出：钉钉不收没有的人，先按 ${assumed} 人；第一次大的演练后看有没有人没收到`,
      )
    }
    const line = size === sizes[0] ? `至少 ${size} 人` : `${size} 人`
    return fine(line, { measured: { ...measured, cardPeople: size } })
  },
}

/** 0: none of the sizes was taken, which says nothing of people who do exist. */
async function largestCrowd({ probe, key }: Stage): Promise<number> {
  for (const size of sizes) {
    const nobody = Array.from({ length: size }, (_, n) => `yjd${n + 100}`)
    try {
      const answered = await probe().placesAnswered(`${key}-crowd${size}`, nobody, crowdFace())
      if (answered === size) return size
    } catch (error) {
      if (!(error instanceof ChannelError) || error.kind !== 'invalid') throw error
    }
  }
  return 0
}

export const cardChecks: readonly Check[] = [card, own, crowd]
export const pressChecks: readonly Check[] = [press, wins, stamp]
