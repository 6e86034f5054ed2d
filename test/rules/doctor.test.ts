import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adviceOn, explain } from '../../bot/doctor/advice'
import { fine, missingGround, unseen, wrong, type Finding } from '../../bot/doctor/check'
import { checks } from '../../bot/doctor/checks'
import { faultOf } from '../../bot/doctor/checks/database'
import { usageOf } from '../../bot/doctor/checks/further'
import { withMeasured, writeMeasured } from '../../bot/doctor/measured'
import type { Stage } from '../../bot/doctor/stage'
import type { Mishap } from '../../bot/io/dingtalk/probe'
import { loadPolicy } from '../../config/load'
import { root } from '../../config/root'
import { textOf } from '../support/tree'

describe('the table of checks', () => {
  test('each stands on checks that come before it', () => {
    const early = checks.flatMap(({ name, after }, index) => {
      const before = checks.slice(0, index).map((check) => check.name)
      return after
        .filter((ground) => !before.includes(ground))
        .map((ground) => `${name}: ${ground}`)
    })
    expect(early).toEqual([])
  })
  test('each has a name and a title of its own', () => {
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
    expect(new Set(checks.map(({ title }) => title)).size).toBe(checks.length)
  })
})

describe('what is not looked at', () => {
  const as = (name: string, finding: Finding) => ({
    check: { name, title: `《${name}》` },
    finding,
  })
  test.each<[string, string[], Finding, string[]]>([
    ['stands on nothing', [], wrong(''), []],
    ['its ground is fine', ['a'], fine(''), []],
    ['its ground is wrong', ['a'], wrong(''), ['《a》']],
    ['its ground was not looked at', ['a'], unseen(''), ['《a》']],
    ['another is wrong', ['b'], wrong(''), []],
  ])('%s', (_, after, finding, missing) =>
    expect(missingGround({ after }, [as('a', finding)])).toEqual(missing),
  )
})

test.each([
  [undefined, 'fine', '一样'],
  [0, 'fine', '一样'],
  [29_999, 'fine', '一样'],
  [30_000, 'wrong', '快了 30 秒'],
  [-29_999, 'fine', '一样'],
  [-30_000, 'wrong', '慢了 30 秒'],
])('a clock that is %s ms ahead', async (aheadMs, state, words) => {
  const clock = checks.find(({ name }) => name === 'clock')!
  const known = aheadMs === undefined ? {} : { aheadMs }
  expect(await clock.run({} as Stage, known)).toMatchObject({
    state,
    line: expect.stringContaining(words),
  })
})

const ofNew = (status: number, code: string, words = ''): Mishap => ({
  from: 'new',
  status,
  code,
  words,
})
const ofOld = (errcode: number, subcode = '', words = ''): Mishap => ({
  from: 'old',
  errcode,
  subcode,
  words,
})
const network = (code: string): Mishap => ({ from: 'network', code, words: 'w' })
const html = '<!DOCTYPE html><html><body>访问过于频繁</body></html>'
const denied = 'Forbidden.AccessDenied.AccessTokenPermissionDenied'

describe('what to press where', () => {
  test.each<[string, Mishap, string]>([
    [
      'permission, new',
      ofNew(403, denied, '：[Card.Instance.Write]'),
      '「互动卡片实例写 Card.Instance',
    ],
    ['permission, strange', ofNew(403, denied, '：[A.B.C]'), '「A.B.C」'],
    ['permission, without a name', ofNew(403, denied), '「手机号信息」'],
    [
      'permission, old',
      ofOld(88, '60011', 'submsg=：[qyapi_get_member]'),
      '「成员信息读 qyapi_get_member」',
    ],
    [
      'address',
      ofOld(60020, '', '访问ip不在白名单之中,request ip=47.104.23.16'),
      '加上它 47.104.23.16',
    ],
    ['address, without one', ofNew(403, 'Forbidden.AccessDenied.IpNotInWhiteList'), 'ifconfig.me'],
    ['secret', ofNew(400, 'invalidClientIdOrSecret'), '重抄 Client ID'],
    ['secret, old', ofOld(40096), '重抄 Client ID'],
    ['token of another place, wrapped', ofOld(88, '40014'), 'DINGTALK_OAPI_BASE'],
    ['scope', ofOld(50002), '全部员工'],
    ['person', ofOld(60121), '看用户 ID'],
    ['month', ofNew(403, 'Forbidden.AccessDenied.ApiCountLimitForOrg'), '加购'],
    ['month, old', ofOld(90020), '加购'],
    ['pace', ofNew(403, 'Forbidden.AccessDenied.QpsLimitForApi'), '过一分钟'],
    ['pace, a minute', ofNew(403, 'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi'), '过一分钟'],
    ['pace, page', { from: 'page', status: 429, text: '' }, '过一分钟'],
    ['wall', { from: 'page', status: 200, text: html }, '5 分钟'],
    ['wall, as JSON', { from: 'page', status: 200, text: '{"source":"x5"}' }, '5 分钟'],
    ['gateway', { from: 'page', status: 502, text: html }, '没有按时'],
    ['busy', ofNew(500, 'system.busy'), '正忙'],
    ['busy, old', ofOld(-1), '正忙'],
    ['robot', ofNew(400, 'invalidParameter.robotCode.notExsit'), '重抄 robotCode'],
    ['robot, silent', ofNew(400, 'chatbotId.notAllow.sendOTO'), '可用范围'],
    ['template', ofNew(400, 'param.templateUnpublished'), '按「发布」'],
    ['DING', ofNew(400, 'ding.serverquota.insufficient'), 'DING 的额度'],
    ['names', network('ENOTFOUND'), 'DNS'],
    ['wall of the house', network('ECONNREFUSED'), '443'],
    ['certificate', network('CERT_HAS_EXPIRED'), '代理'],
    ['cut', network('ECONNRESET'), '中途断了'],
    ['late', network('TimeoutError'), '没有按时'],
    ['what nobody knows', ofNew(400, 'some.thing', 'a\n b'), '「some.thing a b」'],
    ['what nobody knows, here', network('EBADF'), 'EBADF w'],
    ['a code that is a word of JavaScript', ofNew(400, 'constructor'), '「constructor」'],
  ])('%s', (_, mishap, words) =>
    expect(adviceOn(mishap, { permission: '手机号信息' })).toContain(words),
  )

  test('what an error means to one check goes first', () => {
    const hints = new Map([['unknownError', 'CorpId']])
    expect(adviceOn(ofNew(500, 'unknownError'), { hints })).toBe('CorpId')
  })

  test('it is one line, however long the words', () => {
    const line = adviceOn(ofNew(400, 'x', '长\n'.repeat(5_000)), {})
    expect(line.length).toBeLessThan(260)
    expect(line).not.toContain('\n')
  })

  test('whatever is thrown becomes a line', () => {
    expect(explain(new TypeError('x is not a function'), {})).toContain('x is not a function')
    expect(explain('nothing', {})).toContain('没有办成')
  })
})

describe('the database server', () => {
  const good = { version: '10.11.6-MariaDB', collation: 'utf8mb4_bin', logs: 0, format: 'MIXED' }
  test.each([
    ['as README has it', {}, null],
    ['the oldest MariaDB', { version: '10.6.0-MariaDB' }, null],
    ['an older one', { version: '10.5.99-MariaDB' }, '太旧'],
    ['a new one', { version: '11.4.2-MariaDB' }, null],
    ['MySQL 8', { version: '8.0.36', collation: 'utf8mb4_0900_bin' }, null],
    ['MySQL 5.7', { version: '5.7.44' }, '太旧'],
    ['letters that are alike', { collation: 'utf8mb4_general_ci' }, 'utf8mb4_bin'],
    ['three bytes', { collation: 'utf8mb3_bin' }, 'utf8mb4_bin'],
    ['a log by statement', { logs: 1, format: 'STATEMENT' }, 'ROW'],
    ['a log by row', { logs: 1, format: 'ROW' }, null],
  ])('%s', (_, more, words) => {
    const fault = faultOf({ ...good, ...more })
    expect(fault).toEqual(words === null ? null : expect.stringContaining(words))
  })
})

test.each([
  ['120/5000 45/3000', { api: { used: 120, limit: 5000 }, stream: { used: 45, limit: 3000 } }],
  [' 0/1，0/1 ', { api: { used: 0, limit: 1 }, stream: { used: 0, limit: 1 } }],
  ['120/5000', null],
  ['120/0 45/3000', null],
  ['', null],
  [null, null],
  ['1/1 1/1'.repeat(10_000), null],
])('the meter as it is typed: %#', (answer, usage) => expect(usageOf(answer)).toEqual(usage))

describe('what was measured goes into delivery.yaml', () => {
  const shipped = textOf('config/delivery.yaml')
  const linesThatDiffer = (one: string, other: string) => {
    const before = one.split('\n')
    return other.split('\n').filter((line, index) => line !== before[index])
  }

  test('and everything else stays as it was written', () => {
    const measured = { cardPeople: 60, pressCosts: 2, quota: { api: 200_000, stream: 50_000 } }
    expect(linesThatDiffer(shipped, withMeasured(shipped, measured))).toEqual([
      'quota: { api: 200000, stream: 50000, warnBelow: 500 }',
      'pressCosts: 2',
      'perCall: { card: 60, text: 20, notice: 100, ding: 20, reply: 1 }',
    ])
  })
  test('nothing measured changes nothing', () => expect(withMeasured(shipped, {})).toBe(shipped))
  test('a file that lacks the line gets it', () => {
    const older = shipped.replace(/^pressCosts: .*\n/m, '')
    expect(withMeasured(older, { pressCosts: 0 })).toContain('\npressCosts: 0')
  })
  test('what ships says what README assumes', () => {
    expect(loadPolicy().delivery).toMatchObject({ pressCosts: 1, perCall: { card: 30 } })
  })
})

describe('the file that it writes', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'doctor-'))
    cpSync(join(root, 'test/support/policy'), folder, { recursive: true })
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('is a policy that the service takes', () => {
    const said = writeMeasured(folder, { cardPeople: 1, quota: { api: 900, stream: 800 } })
    expect(said).toContain('perCall.card: 1，quota.api: 900，quota.stream: 800')
    const { delivery } = loadPolicy(folder)
    expect(delivery).toMatchObject({
      perCall: { card: 1, text: 20 },
      quota: { api: 900, stream: 800, warnBelow: 500 },
    })
  })

  test('is put back where the service would refuse it', () => {
    const before = readFileSync(join(folder, 'delivery.yaml'), 'utf8')
    const said = writeMeasured(folder, { quota: { api: 7, stream: 8 } })
    expect(said).toMatch(/没有写进.*warnBelow: 500 must be below/)
    expect(readFileSync(join(folder, 'delivery.yaml'), 'utf8')).toBe(before)
  })

  test.each([undefined, {}])('stays when nothing was measured: %j', (measured) => {
    const before = readFileSync(join(folder, 'delivery.yaml'), 'utf8')
    expect(writeMeasured(folder, measured)).toContain('没有动')
    expect(readFileSync(join(folder, 'delivery.yaml'), 'utf8')).toBe(before)
  })
})
