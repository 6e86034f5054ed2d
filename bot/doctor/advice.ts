import { ChannelError } from '../core/ports'
import { mishapOf, type Mishap } from '../io/dingtalk/probe'

/** Where the administrator finds things: the console of the app. */
export const app = 'open-dev.dingtalk.com → 应用'
const credentials = `${app} → 凭证与基础信息`
const cardPlatform = '卡片平台（open-dev.dingtalk.com/fe/card）'

const sayings = {
  keys: `应用凭证不对：到 ${credentials}，重抄 Client ID 和 Client Secret 到 DINGTALK_CLIENT_ID、DINGTALK_CLIENT_SECRET`,
  scope: `通讯录范围不够：到 ${app} → 权限管理 → 通讯录权限范围，选「全部员工」`,
  person:
    '钉钉没有这个用户：在 oa.dingtalk.com → 通讯录 → 点开本人的详情里看用户 ID，和这里用的对一下',
  robot: `机器人不对：到 ${app} → 机器人，重抄 robotCode 到 DINGTALK_ROBOT_CODE，再按「发布」`,
  robotMute: `机器人还不能主动发话：到 ${app} → 机器人，按「发布」，可用范围选全部员工`,
  agent: `AgentId 不对：到 ${credentials}，重抄 AgentId 到 DINGTALK_AGENT_ID`,
  noTemplate: `没有这个卡片模板：到${cardPlatform}，重抄模板 ID 到 DINGTALK_CARD_TEMPLATE_ID`,
  unpublished: `卡片模板没有发布：到${cardPlatform}打开模板，按「发布」`,
  quota: '本月的接口调用次数已经用完：到 open-dev.dingtalk.com 首页 → 资源用量 加购，或等到下个月',
  dingQuota: 'DING 的额度用完了：到 oa.dingtalk.com → 增值服务 加购',
  fast: '调用太快，被钉钉挡了一下：过一分钟再体检',
  banned: '这台机器的地址被钉钉挡在外面：停下所有程序，等 5 分钟再体检',
  busy: '钉钉正忙：过几分钟再体检',
  silent: '钉钉没有按时答复：看看网络，过几分钟再体检',
  token: '刚取到的凭证钉钉不认：核对 DINGTALK_API_BASE 和 DINGTALK_OAPI_BASE，一般不用设',
  cut: '和钉钉的连接中途断了：看看防火墙和代理，再体检',
  dns: '找不到钉钉的地址：给这台机器配好 DNS',
  closed:
    '连不上钉钉：让防火墙放行 api.dingtalk.com、oapi.dingtalk.com 和两个 wss-open-connection 地址的 443 端口',
  certificate: '到钉钉的加密连接被人拆看或证书不对：让代理放过 *.dingtalk.com',
} as const

const byCode = new Map<string, string>([
  ['invalidClientIdOrSecret', sayings.keys],
  ['authFailed', sayings.keys],
  ['40089', sayings.keys],
  ['40096', sayings.keys],
  ['40001', sayings.keys],
  ['50002', sayings.scope],
  ['50004', sayings.scope],
  ['60121', sayings.person],
  ['33012', sayings.person],
  ['staffId.notExisted', sayings.person],
  ['param.userIdNotExist', sayings.person],
  ['robot.oto.notExist', sayings.robot],
  ['invalid.chatbotId', sayings.robot],
  ['param.openDeliverModelError', sayings.robot],
  ['chatbotId.notAllow.sendOTO', sayings.robotMute],
  ['41011', sayings.agent],
  ['param.templateNotExist', sayings.noTemplate],
  ['param.templateUnpublished', sayings.unpublished],
  ['90020', sayings.quota],
  ['ding.serverquota.insufficient', sayings.dingQuota],
  ['90018', sayings.fast],
  ['90002', sayings.fast],
  ['send.too.fast', sayings.fast],
  ['toomuch.msg', sayings.fast],
  ['-1', sayings.busy],
  ['15', sayings.silent],
  ['InvalidAuthentication', sayings.token],
  ['40014', sayings.token],
  ['42001', sayings.token],
  ['ENOTFOUND', sayings.dns],
  ['EAI_AGAIN', sayings.dns],
  ['ECONNREFUSED', sayings.closed],
  ['EHOSTUNREACH', sayings.closed],
  ['ENETUNREACH', sayings.closed],
  ['ETIMEDOUT', sayings.closed],
  ['UND_ERR_CONNECT_TIMEOUT', sayings.closed],
  ['ECONNRESET', sayings.cut],
  ['UND_ERR_SOCKET', sayings.cut],
  ['EPIPE', sayings.cut],
  ['TimeoutError', sayings.silent],
  ['RequestTimeoutError', sayings.silent],
  ['AbortError', sayings.silent],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', sayings.certificate],
  ['SELF_SIGNED_CERT_IN_CHAIN', sayings.certificate],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', sayings.certificate],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', sayings.certificate],
])

const byPattern: readonly (readonly [RegExp, string])[] = [
  [/ApiCountLimit/i, sayings.quota],
  [/Q(ps|pm)Limit/i, sayings.fast],
  [/system\.?busy/i, sayings.busy],
  [/robotCode/i, sayings.robot],
  [/^(ERR_TLS_|CERT_)/, sayings.certificate],
]

/** As the console names what a scope in English allows. */
const scopeNames = new Map([
  ['Card.Instance.Write', '互动卡片实例写'],
  ['qyapi_robot_sendmsg', '企业内机器人发送消息'],
  ['Premium.Ding.Write', 'DING'],
  ['Todo.Todo.Write', '待办写'],
  ['qyapi_get_department_list', '通讯录部门信息读'],
  ['qyapi_get_department_member', '通讯录部门成员读'],
  ['qyapi_get_member', '成员信息读'],
])

type Asked = { permission?: string; hints?: ReadonlyMap<string, string> }

/** One line for whatever was thrown on the way to an answer. */
export const explain = (thrown: unknown, asked: Asked) => adviceOn(mishapIn(thrown), asked)

/** What came instead of an answer: a judged error carries it along. */
export function mishapIn(thrown: unknown): Mishap {
  const cause = thrown instanceof ChannelError ? thrown.cause : undefined
  return (cause as Mishap | undefined) ?? mishapOf(thrown)
}

/** What to press where, so that this does not happen again. */
export function adviceOn(mishap: Mishap, { permission, hints }: Asked): string {
  if (mishap.from === 'page') return adviceOnPage(mishap.status, mishap.text)
  const codes = codesOf(mishap)
  const hint = codes.map((code) => hints?.get(code)).find(Boolean)
  if (hint) return hint
  if (codes.some(isForbidden)) return permissionAdvice(mishap.words, permission)
  if (codes.some(isForeignAddress)) return addressAdvice(mishap.words)
  const known = codes.map(adviceByCode).find(Boolean)
  return known ?? unknownAdvice(mishap, codes)
}

/** The codes of an answer, the most telling first. */
export function codesOf(mishap: Mishap): string[] {
  switch (mishap.from) {
    case 'old':
      return [mishap.subcode, String(mishap.errcode)].filter(Boolean)
    case 'new':
      return [mishap.code, mishap.status === 429 ? 'send.too.fast' : ''].filter(Boolean)
    case 'network':
      return [mishap.code]
    case 'page':
      return []
  }
}

const adviceByCode = (code: string) =>
  byCode.get(code) ?? byPattern.find(([pattern]) => pattern.test(code))?.[1]

const isForbidden = (code: string) => code === '60011' || /AccessTokenPermissionDenied$/.test(code)
export const isForeignAddress = (code: string) => code === '60020' || /IpNotInWhiteList$/.test(code)
/** Outside the part of the contacts that the app may see. */
export const isOutsideScope = (code: string) => code === '50002' || code === '50004'
/** Whoever hears of his rights was let in. */
export const isAboutRights = (code: string) => isForbidden(code) || isOutsideScope(code)

/** DingTalk names in brackets what is missing. */
function permissionAdvice(words: string, permission = ''): string {
  const scope = /\[([\w.,\s-]{1,200})\]/.exec(words)?.[1] ?? ''
  const named = [scopeNames.get(scope), scope].filter(Boolean).join(' ')
  return `没有权限：到 ${app} → 权限管理，开通「${named || permission}」，范围选全部员工`
}

function addressAdvice(words: string): string {
  const address = /(\d{1,3}(\.\d{1,3}){3})/.exec(words)?.[1]
  const which = address ? ` ${address} ` : '（curl ifconfig.me 看得到）'
  return `这台机器的出口地址不在白名单：到 ${app} → 安全设置 → 服务器出口 IP，加上它${which}`.trim()
}

function adviceOnPage(status: number, text: string): string {
  const isWall = status < 500 && (/^\s*</.test(text) || /"source"\s*:\s*"x5"/.test(text))
  if (isWall) return sayings.banned
  return status === 429 ? sayings.fast : sayings.silent
}

function unknownAdvice(mishap: Exclude<Mishap, { from: 'page' }>, codes: readonly string[]) {
  const words = `${codes.join('/')} ${mishap.words}`.replaceAll(/\s+/g, ' ').trim().slice(0, 200)
  if (mishap.from === 'network') return `没有办成（${words}）：看这台机器的网络和设置，再体检`
  return `钉钉的答复是「${words}」：照这句话改，再体检`
}
