import { checks } from '../../bot/doctor/checks'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../../config/root'
import { openDoor } from '../../bot/doctor/door'
import { isHealthy, lineOf, summaryOf } from '../../bot/doctor/report'
import {
  boss,
  examined,
  freePort,
  key,
  named,
  openWard,
  variablesFor,
  visit,
  type Opened,
} from './doctor.support'

describe('an organisation that is set up as README says', () => {
  test('has nothing wrong, and what no document says is measured', async () => {
    const { findings, known, asked, examined: list } = await examined()
    expect(list.filter(({ finding }) => finding.state !== 'fine').map(lineOf)).toEqual([])
    expect(named(findings, 'fine')).toEqual(checks.map(({ name }) => name))
    expect(known.measured).toEqual({
      cardPeople: 60,
      pressCosts: 1,
      quota: { api: 200_000, stream: 50_000 },
    })
    expect(asked).toHaveLength(6)
    expect(summaryOf(list)).toBe(`${checks.length} 项没有问题，0 项要改，0 项没有看`)
    expect(isHealthy(list)).toBe(true)
  })

  test('no line tells a secret, a token or a phone number', async () => {
    const ward = await examined()
    const told = JSON.stringify([ward.findings, ward.asked])
    expect(told).not.toMatch(/standin-secret|1380000|access_token=|ticket=/)
  })
})

/** One thing that is otherwise, the check that finds it, and words of what it says to do. */
type Row = [what: string, given: Record<string, string>, check: string, words: RegExp]
test.each<Row>([
  ['no AgentId', { DINGTALK_AGENT_ID: '' }, 'variables', /DINGTALK_AGENT_ID（.*AgentId）.*\.env/],
  ['an AgentId of letters', { DINGTALK_AGENT_ID: 'x' }, 'variables', /AGENT_ID 抄得不对.*凭证/],
  ['no SEAL_KEY', { SEAL_KEY: '' }, 'variables', /SEAL_KEY .*openssl rand -base64 32/],
  ['a short key', { SESSION_SECRET: 'YWJj' }, 'variables', /SESSION_SECRET .*openssl/],
  ['an address of another machine', { HOST: '192.0.2.1' }, 'alone', /没有 192\.0\.2\.1 .*HOST/],
  ['a port of letters', { PORT: 'x' }, 'variables', /\.env 里的 PORT/],
  ['one key for both', { SEAL_KEY: key(3) }, 'keys', /同一把/],
  ['a key of zeros', { SEAL_KEY: key(0) }, 'keys', /不是随机的/],
  ['an address without TLS', { PUBLIC_URL: 'http://yjd.example.cn' }, 'address', /https/],
  ['an address in numbers', { PUBLIC_URL: 'https://10.0.0.7' }, 'address', /域名/],
  ['an address in numbers, IPv6', { PUBLIC_URL: 'https://[::1]:7400' }, 'address', /域名/],
  ['the own machine', { PUBLIC_URL: 'https://localhost' }, 'address', /localhost/],
  ['another secret', { DINGTALK_CLIENT_SECRET: 'no' }, 'token', /Client Secret.*凭证|凭证.*Secret/],
  ['another client', { DINGTALK_CLIENT_ID: 'no' }, 'token', /DINGTALK_CLIENT_ID/],
  ['another corp', { DINGTALK_CORP_ID: 'dingother' }, 'corp', /DINGTALK_CORP_ID/],
  ['another robot', { DINGTALK_ROBOT_CODE: 'no' }, 'sends', /机器人，重抄 robotCode/],
  ['another robot', { DINGTALK_ROBOT_CODE: 'no' }, 'card', /DINGTALK_ROBOT_CODE/],
  ['another agent', { DINGTALK_AGENT_ID: '7' }, 'notice', /DINGTALK_AGENT_ID/],
  ['pages for another corp', { DINGTALK_CORP_ID: 'dingother' }, 'pages', /别的组织/],
  ['no DingTalk there', { DINGTALK_API_BASE: 'http://127.0.0.1:2' }, 'newApi', /443 端口/],
  ['no old DingTalk', { DINGTALK_OAPI_BASE: 'http://127.0.0.1:2' }, 'oldApi', /443 端口/],
  ['no such name', { DINGTALK_API_BASE: 'http://no.invalid' }, 'newApi', /DNS/],
  ['a folder that is none', { DATABASE_URL: 'package.json/y.db' }, 'database', /写不进去/],
  [
    'no database server',
    { DATABASE_URL: 'mysql://a:b@127.0.0.1:9/yingji' },
    'database',
    /没有开，或端口不对/,
  ],
])('a variable: %s', async (_, given, check, words) => {
  const { findings } = await examined({ given })
  expect(findings[check]).toMatchObject({ state: 'wrong', line: expect.stringMatching(words) })
})

describe('what lies round it', () => {
  test('without any variable only the first check speaks of what is wrong', async () => {
    const { findings } = await examined({ stage: { given: {} } })
    expect(named(findings, 'wrong')).toEqual(['variables'])
    expect(named(findings, 'fine')).toEqual([])
    expect(findings['token']!.line).toBe('没有看，先要「连得到新接口」没有问题')
  })

  test('a policy file with a mistake', async () => {
    const { findings } = await examined({ given: { CONFIG_DIR: '/nowhere' } })
    expect(findings['policy']).toMatchObject({
      state: 'wrong',
      line: expect.stringContaining('posts.yaml:1:1'),
    })
  })

  test('pages that were never built', async () => {
    const { findings } = await examined({ stage: { pagesFolder: '/nowhere' } })
    expect(findings['pages']!.line).toContain('node bot/pages.mjs h5')
  })

  test('a service that runs beside it', async () => {
    const port = await freePort()
    const other = await openOn(port)
    const { findings } = await examined({ given: { PORT: String(port) } })
    await other.close()
    expect(findings['alone']!.line).toContain('先停下服务')
    expect(findings['stream']!.state).toBe('unseen')
  })

  test.each([
    [3_600_000, /快了 3[56]\d\d 秒/],
    [-3_600_000, /慢了 3[56]\d\d 秒/],
  ])('a clock that is %d ms ahead', async (aheadMs, words) => {
    const now = () => new Date(Date.now() + aheadMs)
    const { findings } = await examined({ stage: { now } })
    expect(findings['clock']).toMatchObject({
      state: 'wrong',
      line: expect.stringMatching(words),
    })
  })

  test('nobody says who sits there', async () => {
    const { findings } = await examined({ stage: { adminKey: null } })
    expect(findings['admin']).toMatchObject({
      state: 'unseen',
      line: expect.stringContaining('--admin'),
    })
    expect(named(findings, 'wrong')).toEqual([])
    expect(findings['media']!.state).toBe('fine')
  })

  test('somebody whom the directory does not know', async () => {
    const { findings } = await examined({ stage: { adminKey: 'nobody' } })
    expect(findings['admin']).toMatchObject({
      state: 'wrong',
      line: expect.stringContaining('没有这个用户'),
    })
  })

  test('the app sees a part of the contacts', async () => {
    const { findings } = await examined({}, ({ standin }) => {
      standin.world.directory.scope = [7]
    })
    expect(findings['everybody']!.line).toContain('全部员工')
    expect(findings['departments']!.state).toBe('fine')
  })

  test('phone numbers are not shown', async () => {
    const { findings } = await examined({}, ({ standin }) =>
      standin.world.directory.replace(
        [],
        [{ userId: boss, unionId: 'u', name: '江敏', deptIds: [1] }],
      ),
    )
    expect(named(findings, 'wrong')).toEqual(['mobiles'])
    expect(findings['mobiles']!.line).toContain('手机号信息')
  })
})

describe('the command', () => {
  test('tells one line for each check, and ends with 1 where something is wrong', async () => {
    const ward = await openWard()
    const given = { ...(await variablesFor(ward.standin, ward.folder)), SEAL_KEY: key(3) }
    const { lines, code } = await run(given, '--write')
    await ward.close()
    expect(lines).toHaveLength(checks.length + 2)
    expect(lines[0]).toBe('✓ 环境变量：都有，写法都对')
    expect(lines[1]).toMatch(/^✗ 两把密钥：/)
    expect(lines).toContainEqual(expect.stringMatching(/^－ 管理员本人：没有说您是谁/))
    expect(lines.at(-2)).toMatch(/项要改/)
    expect(lines.at(-1)).toContain('没有量到什么')
    expect(code).toBe(1)
  })

  test('without any variable it says which, and where they are found', async () => {
    const { lines, code } = await run({})
    expect(lines[0]).toMatch(/^✗ 环境变量：还没有设 DINGTALK_CLIENT_ID（.+Client ID）/)
    expect(code).toBe(1)
  })

  async function run(given: Record<string, string>, ...more: string[]) {
    const command = ['--import', 'tsx', 'bot/doctor/main.ts', ...more]
    const child = spawn(process.execPath, command, { cwd: root, env: given })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    const [code] = (await once(child, 'close')) as [number]
    return { lines: Buffer.concat(chunks).toString().trim().split('\n'), code }
  }
})

describe('the door that stands where the service will', () => {
  let ward: Opened
  let door: { close(): Promise<void> } | undefined
  beforeAll(async () => {
    ward = await openWardWithDoor()
  })
  afterAll(() => ward.close(door))
  async function openWardWithDoor() {
    const opened = await openWard({ stage: { adminKey: null } })
    door = (await opened.examine()).known.door
    return opened
  }

  test('gives the pages, and a sentence to whoever logs in', async () => {
    expect((await visit(ward.stage, 'app/')).status).toBe(200)
    const answer = await visit(ward.stage, 'api/session.open', { authCode: 'c' })
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({ code: 'doctor.done', message: expect.any(String) })
  })

  test.each([
    ['api/warnings.board', {}],
    ['healthz', undefined],
    ['app/../../package.json', undefined],
  ])('knows nothing else: %s', async (path, body) => {
    expect((await visit(ward.stage, path, body)).status).toBe(404)
  })

  test('is not upset by what is no log-in', async () => {
    expect((await visit(ward.stage, 'api/session.open', { authCode: 7 })).status).toBe(503)
    const long = await visit(ward.stage, 'api/session.open', { authCode: 'x'.repeat(50_000) })
    expect(long.status).toBe(413)
  })
})

const openOn = (port: number, host: string | null = null) =>
  openDoor({ port, host, pagesFolder: '/nowhere', visit: () => undefined })

describe('it listens where HOST says, as the service does', () => {
  test.each([
    ['all addresses', undefined, ['127.0.0.1', '127.0.0.2']],
    ['one', '127.0.0.2', ['127.0.0.2']],
  ])('%s', async (_, host, expected) => {
    const ward = await openWard({ given: { HOST: host }, stage: { adminKey: null } })
    const { port } = ward.stage.env()
    const { door } = (await ward.examine()).known
    const answers = await Promise.all(
      ['127.0.0.1', '127.0.0.2'].map((address) =>
        fetch(`http://${address}:${port}/app/`).then(
          () => address,
          () => null,
        ),
      ),
    )
    await ward.close(door)
    expect(answers.filter(Boolean)).toEqual(expected)
  })
})
