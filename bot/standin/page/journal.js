/** What a call meant, in words; the first pattern that fits `METHOD path` wins. */
const calls = [
  [/gettoken|accessToken/i, '取令牌'],
  [/connections\/open/, '要一条线'],
  [/POST .*card\/instances\/createAndDeliver/, '发卡片'],
  [/PUT .*card\/instances$/, '改卡片'],
  [/card\//, '卡片'],
  [/batchRecall|\/recall/, '撤回消息'],
  [/readStatus|ToMessages\/query|groupMessages\/query/, '查谁看过'],
  [/ding\/send/, '发 DING'],
  [/oToMessages\/batchSend/, '发消息'],
  [/groupMessages\/send/, '发群消息'],
  [/sendBySession/, '回话'],
  [/asyncsend_v2/, '发工作通知'],
  [/getsendprogress|getsendresult/, '查工作通知到了谁'],
  [/\/todo\//, '写待办'],
  [/department/, '查部门'],
  [/\/user|\/users/, '查通讯录'],
  [/messageFiles|media/, '取文件'],
]

/** Why DingTalk said no. */
const refusals = [
  [
    (entry) =>
      /throttl|90018|flowcontrol|qps/i.test(String(entry.code ?? '')) || entry.status === 429,
    '被限流',
  ],
  [(entry) => /quota/i.test(String(entry.code ?? '')), '额度用完'],
  [
    (entry) =>
      /40014|42001|InvalidAuthentication/i.test(String(entry.code ?? '')) || entry.status === 401,
    '令牌过期',
  ],
  [(entry) => /cardAlreadyExist/i.test(String(entry.code ?? '')), '已经发过'],
  [(entry) => entry.status === 504, '答超时'],
  [(entry) => entry.status >= 500, '钉钉说忙'],
  [(entry) => entry.status >= 400, '钉钉不收'],
]

const chinese = /[\u4e00-\u9fff]/

function people(userIds, names) {
  if (!userIds?.length) return ''
  const first = names.get(userIds[0]) ?? userIds[0]
  return userIds.length === 1 ? `，给 ${first}` : `，给 ${first} 等 ${userIds.length} 人`
}

/** A message of many lines is known by its first. */
const short = (words) => words.replace(/\n[^」]*/g, '')

/**
 * One journal entry as a sentence: its own words if it has Chinese ones, else the call put into
 * words.
 */
export function journalWords(entry, names) {
  if (chinese.test(entry.text ?? '')) return short(entry.text)
  const path = entry.path ? `${entry.method ?? ''} ${entry.path}` : (entry.text ?? '')
  const act = calls.find(([pattern]) => pattern.test(path))?.[1] ?? entry.text ?? entry.kind
  const refusal = refusals.find(([fits]) => fits(entry))?.[1]
  return `${act}${people(entry.userIds, names)}${refusal ? `，${refusal}` : ''}`
}
