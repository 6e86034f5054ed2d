import type { Examination, Finding } from '../../shared/examination'
import { at, checklistId } from './dayIds'
import type { Answers } from './fake'

const byCommand = '要先停下服务，再用命令看：npm run doctor -- --admin 用户ID'
const whenAsked = '要发东西给您本人才看得出：按「发给我试试」'
const finding = (title: string, state: Finding['state'], line: string): Finding => ({
  name: title,
  title,
  state,
  line,
})
export const fine = ['环境变量', '两把密钥', '数据库', '应用凭证', '读部门', '管理员本人'].map(
  (title) => finding(title, 'fine', '没有问题'),
)
export const wrong = [
  finding(
    '出口 IP 白名单',
    'wrong',
    '这台机器的出口地址不在白名单：到 open-dev.dingtalk.com → 应用 → 安全设置 → 服务器出口 IP，加上它 47.104.23.16',
  ),
  finding(
    'Stream 连接',
    'wrong',
    '现在断着，服务在重连：一分钟后再体检；还断着就让防火墙放行 wss-open-connection.dingtalk.com 和 wss-open-connection-union.dingtalk.com 的 443 端口',
  ),
]
const unseen = [
  ...['机器人发话', '卡片送到', 'DING', '待办'].map((title) => finding(title, 'unseen', whenAsked)),
  ...['听得到话', '一张卡发多少人', '通讯录变动'].map((title) =>
    finding(title, 'unseen', byCommand),
  ),
]
export const pressing = finding(
  '按钮按得动',
  'asked',
  '请在手机上打开机器人的卡片「体检卡片」，按「看到了」',
)
export const ended: Examination = {
  id: checklistId,
  isSending: false,
  startedAt: at,
  state: 'ended',
  checks: 15,
  findings: [...fine, ...wrong, ...unseen],
}

/** The last examination has ended, with something to mend. */
export const examination: NonNullable<Answers['examination']> = {
  look: () => ({ last: ended }),
  start: ({ isSending }) => ({ ...ended, isSending, state: 'running', findings: [] }),
}
