import { app } from '../advice'
import { fine, wrong, type Check } from '../check'
import { linkFace } from '../faces'
import { patienceMs, type Stage } from '../stage'

/** From the link of a card over the domain to a log-in: the whole way of a phone. */
const login: Check = {
  name: 'login',
  title: '网页打开和免登',
  after: ['card', 'alone', 'address', 'pages', 'corp'],
  inService: {
    made: 'atOnce',
    after: [],
    run: () => fine('您现在开着的就是，打得开，登得上'),
  },
  hints: new Map([['40078', '免登码钉钉不认：核对 DINGTALK_CORP_ID，网页和小程序要用同一个应用']]),
  async run(stage, { person }) {
    const { visits, ask } = stage
    let isOpened = false
    const code = await visits.wait(
      patienceMs,
      async () => {
        await sendLink(stage, person!.key)
        ask('请在手机上打开机器人的卡片「体检网页」，按「打开」')
      },
      (all) => {
        isOpened = all.some((visit) => 'page' in visit)
        return all.flatMap((visit) => ('code' in visit ? [visit.code] : []))[0]
      },
    )
    if (code === null) return isOpened ? wrong(notLoggedIn) : wrong(notOpened(stage))
    if ((await stage.probe().owner(code)) === person!.key) return fine('打得开，免登是您本人')
    return wrong('免登成了别人：让说好的管理员用自己的手机打开')
  },
}

const sendLink = ({ probe, key }: Stage, address: string) =>
  probe().messenger.send({
    channel: 'card',
    key: `${key}-link`,
    to: [{ address, view: linkFace() }],
  })

const notLoggedIn = `网页打开了，没有免登：到 ${app} → 安全设置 → HTTP 安全域名，写上 PUBLIC_URL 的域名；小程序要重新上传`
const notOpened = ({ env }: Stage) =>
  `3 分钟没有人打开：在模板里把 link 做成跳转链接，地址绑 url；让 PUBLIC_URL 通到这台机器的 ${env().port} 端口；HTTP 安全域名写上它`

export const loginChecks: readonly Check[] = [login]
