import { codesOf, isAboutRights, isForeignAddress, mishapIn } from '../advice'
import { atOnce, fine, wrong, type Check } from '../check'

/** Signatures and log-ins bear no more, and a deadline at 18:00 should be at 18:00. */
const clockToleranceMs = 30_000

const newApi: Check = {
  name: 'newApi',
  title: '连得到新接口',
  after: ['variables', 'policy'],
  inService: atOnce,
  async run({ probe, now }) {
    const at = await probe().reachNew()
    return fine('通', at ? { aheadMs: now().getTime() - at.getTime() } : {})
  },
}

const oldApi: Check = {
  name: 'oldApi',
  title: '连得到老接口',
  after: ['variables', 'policy'],
  inService: atOnce,
  async run({ probe }) {
    await probe().reachOld()
    return fine('通')
  },
}

const clock: Check = {
  name: 'clock',
  title: '时钟',
  after: ['newApi'],
  inService: atOnce,
  run(_stage, { aheadMs = 0 }) {
    if (Math.abs(aheadMs) < clockToleranceMs) return fine('和钉钉的一样')
    const seconds = Math.round(Math.abs(aheadMs) / 1_000)
    const how = aheadMs > 0 ? '快' : '慢'
    return wrong(`这台机器的钟${how}了 ${seconds} 秒：打开自动校时（timedatectl set-ntp true）`)
  },
}

const token: Check = {
  name: 'token',
  title: '应用凭证',
  after: ['newApi'],
  inService: atOnce,
  async run({ probe }) {
    await probe().token()
    return fine('Client ID 和 Client Secret 对')
  },
}

const wrongCorp = 'CorpId 不对：到 open-dev.dingtalk.com 首页，重抄 CorpId 到 DINGTALK_CORP_ID'
const corp: Check = {
  name: 'corp',
  title: 'CorpId',
  after: ['token'],
  inService: atOnce,
  hints: new Map([
    ['unknownError', wrongCorp],
    ['invalidClientIdOrSecret', wrongCorp],
  ]),
  async run({ probe }) {
    await probe().corpToken()
    return fine('对')
  },
}

/** What is refused for want of a right was let in: the rights have checks of their own. */
const allowed: Check = {
  name: 'allowed',
  title: '出口 IP 白名单',
  after: ['token', 'oldApi'],
  inService: atOnce,
  async run({ probe }) {
    const knocks = await Promise.allSettled([probe().knockNew(), probe().knockOld()])
    const refusals = knocks.flatMap((knock): unknown[] =>
      knock.status === 'rejected' ? [knock.reason] : [],
    )
    const foreign = refusals.find((refusal) => codesIn(refusal).some(isForeignAddress))
    if (foreign) throw foreign
    const other = refusals.find((refusal) => !codesIn(refusal).some(isAboutRights))
    if (other) throw other
    return fine('这台机器在里面，或没有设白名单')
  },
}
const codesIn = (refusal: unknown) => codesOf(mishapIn(refusal))

export const accessChecks: readonly Check[] = [newApi, oldApi, clock, token, corp, allowed]
