import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS, { type CellValue } from 'exceljs'
import { root } from '../../config/root'
import { cardTopic, listeningLog, pressOf, push, write } from '../support/frames'
import { shitang, openTown, type Town } from '../support/town'
import { until } from '../support/world'

const folder = mkdtempSync(join(tmpdir(), 'yjd-bad-'))
const { lines, log } = listeningLog('warn')
let town: Town
let warningId: string
let card: string
beforeAll(async () => {
  town = await openTown('sqlite', { log })
  warningId = await town.issue()
  card = town.cardsOf('jiang')[0]!.id
})
afterEach(async () => {
  // whatever came in, the next good press is answered
  const good = pressOf('zhuang', card, {
    action: 'warnings.acknowledge',
    params: JSON.stringify({ warningId }),
  })
  expect(
    JSON.stringify(await push(town.standin, 'CALLBACK', { topic: cardTopic }, good)),
  ).toContain('已确认')
  lines.length = 0
})
afterAll(async () => {
  await town.close()
  rmSync(folder, { recursive: true })
})
const reply = async (userId: string) => {
  await town.settled()
  return town.wordsOf(userId).at(-1)
}
const footOf = (answer: unknown) =>
  (answer as { response: { userPrivateData?: { cardParamMap: { foot: string } } } }).response
    .userPrivateData?.cardParamMap.foot

describe('frames', () => {
  test.each([
    '',
    '{',
    '[]',
    'null',
    '{"type":"EVENT"}',
    '{"type":"CALLBACK","headers":{}',
    '\u0000',
    '{"type":7,"headers":{}}',
  ])('a malformed frame %j is one line in the log', async (text) => {
    write(town.standin, text)
    await until(() => lines.length === 1, 'the log says so')
    expect(lines).toEqual(['a frame could not be read'])
  })
  test('an unknown topic is acknowledged, so that it does not come again, and is one line in the log', async () => {
    expect(await push(town.standin, 'CALLBACK', { topic: '/v1.0/unknown' }, {})).toEqual({
      response: {},
    })
    expect(
      await push(town.standin, 'EVENT', { topic: '*', eventType: 'unknown', eventId: 'e1' }, {}),
    ).toMatchObject({ status: 'SUCCESS' })
    expect(lines).toEqual(['a push was not for us', 'a push was not for us'])
  })
  test('a press on a card that is not ours is answered with nothing', async () => {
    expect(
      await push(town.standin, 'CALLBACK', { topic: cardTopic }, pressOf('jiang', 'foreign', {})),
    ).toEqual({ response: {} })
    expect(
      await push(
        town.standin,
        'CALLBACK',
        { topic: cardTopic },
        pressOf('jiang', 'foreign', { action: 'leave.approve', params: '{}' }),
      ),
    ).toEqual({ response: {} })
    expect(lines).toEqual(['a push was not for us', 'a press on a card that is not ours'])
  })
  test.each(['{"warningId":"x"}', '{}', '[]', '{"warningId":{"$ne":1}}'])(
    'parameters that do not fit (%s): one sentence on the card',
    async (params) => {
      expect(
        footOf(
          await push(
            town.standin,
            'CALLBACK',
            { topic: cardTopic },
            pressOf('jiang', card, { action: 'warnings.acknowledge', params }),
          ),
        ),
      ).toMatch(/^填写的内容有误：.+改好再交，您填的还在$/)
      expect(lines).toEqual([])
    },
  )
  test('a press for a warning that is not there, and one for a warning of others', async () => {
    const press = (userId: string, id: string) =>
      push(
        town.standin,
        'CALLBACK',
        { topic: cardTopic },
        pressOf(userId, card, {
          action: 'warnings.acknowledge',
          params: JSON.stringify({ warningId: id }),
        }),
      )
    const answers = [
      await press('jiang', '019a0000-0000-7000-8000-000000000001'),
      await press('ye', warningId),
    ]
    expect(answers.map(footOf)).toEqual([
      '这条预警没有发给您，不用确认',
      '这条预警没有发给您，不用确认',
    ])
  })
})

describe('words', () => {
  test('a message without text, since the quota is used up: the person is told to call', async () => {
    town.standin.faults({ quota: true })
    await town.standin.say({ userId: 'jiang', text: '收到' })
    town.standin.faults({ quota: false })
    expect(await reply('jiang')).toMatch(/没有收到文字.*打电话/)
    expect(lines).toEqual(['DingTalk kept the words of a message'])
  })
  test('words that nobody understands get an example of what is understood', async () => {
    await town.standin.say({ userId: 'jiang', text: '今天天气不错' })
    expect(await reply('jiang')).toMatch(/^没有看懂。您可以发：\n1 或 收到/)
  })
  test('somebody who has left is told whom to ask, by the card, in chat and at the door', async () => {
    await town.admin('users/leave', { userId: 'ye', event: true })
    await until(async () => (await town.facts('org.left')).length === 1, 'we have heard of it')
    const press = await push(
      town.standin,
      'CALLBACK',
      { topic: cardTopic },
      pressOf('ye', card, {
        action: 'warnings.acknowledge',
        params: JSON.stringify({ warningId }),
      }),
    )
    expect(footOf(press)).toBe('名单里没有您，请找乡镇应急办登记')
    await town.standin.say({ userId: 'ye', text: '1' })
    expect(await reply('ye')).toBe('名单里没有您，请找乡镇应急办登记')
    await expect(town.as('ye').session.me({})).rejects.toMatchObject({
      status: expect.any(Number) as number,
      message: expect.stringMatching(/，请/) as string,
    })
  })
})

const alert = (
  severity = 'Orange',
  identifier = 'good',
  head = '<?xml version="1.0" encoding="UTF-8"?>',
  text = '阵风 12 级',
) => `${head}<alert><identifier>${identifier}</identifier><sendTime>2026-08-12T14:20:00+08:00</sendTime><status>Actual</status><msgType>Alert</msgType>
  <info><eventType>11B01</eventType><severity>${severity}</severity><senderName>温岭市气象台</senderName><description>${text}</description><area><geocode>331081105</geocode></area></info></alert>`
const bomb = `<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a "aaaaaaaaaa">${Array.from('bcdefghij', (name, n) => `<!ENTITY ${name} "${`&${'abcdefghij'[n]};`.repeat(10)}">`).join('')}]>`
const wrongFiles: [string, Buffer, RegExp][] = [
  [
    'a wrong colour',
    Buffer.from(alert('Pink')),
    /^预警 XML 内容不合规，没有收下：颜色“Pink”不认得$/,
  ],
  [
    'an entity bomb',
    Buffer.from(alert('Orange', 'b', bomb, '&j;')),
    /^预警 XML 里有外部引用或实体，没有收下$/,
  ],
  [
    'an external entity',
    Buffer.from(
      alert(
        'Orange',
        'x',
        '<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '&x;',
      ),
    ),
    /^预警 XML 里有外部引用或实体，没有收下$/,
  ],
  [
    'a wrong encoding',
    Buffer.concat([
      Buffer.from(alert().slice(0, 60)),
      Buffer.from([0xb7, 0xe7, 0xff]),
      Buffer.from(alert().slice(60)),
    ]),
    /^不是预警 XML 文件，没有收下：文字编码不是 UTF-8$/,
  ],
  ['no XML at all', Buffer.from('风很大'), /^不是预警 XML 文件|^预警 XML 内容不合规/],
]
describe('files of the national feed', () => {
  test.each(wrongFiles)(
    '%s, dropped into the folder or posted: one sentence, and the next file is taken',
    async (name, bytes, sentence) => {
      const feed = join(town.folder, 'feed')
      const good = `good ${name}`
      await town.settled() // the folder is made when it is first looked at
      writeFileSync(join(feed, 'bad.xml'), bytes)
      await town.settled()
      await town.settled()
      expect(readFileSync(join(feed, 'refused', 'bad.xml.txt'), 'utf8')).toMatch(sentence)
      expect(lines).toEqual([expect.stringMatching(sentence)])
      await expect(
        town.as('lin').warnings.takeFeed({ file: bytes.toString('base64') }),
      ).rejects.toThrow(sentence)
      writeFileSync(join(feed, 'good.xml'), alert('Orange', good))
      await town.settled()
      await town.settled()
      expect(existsSync(join(feed, 'done', 'good.xml'))).toBe(true)
      expect(await town.rows('select state from warning where feed_id = ?', [good])).toEqual([
        { state: 'draft' },
      ])
    },
  )
})

describe('lists from Excel', () => {
  const heads = ['乡镇/街道', '村/社区', '网格', '岗位', '对象', '姓名', '手机']
  async function sheet(rows: CellValue[][], merge?: string) {
    const workbook = new ExcelJS.Workbook()
    const page = workbook.addWorksheet('名单')
    page.addRows(rows)
    if (merge) page.mergeCells(merge)
    return Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')
  }
  const take = (file: string) => town.as('ying').org.importPosts({ unitPath: shitang, file })
  test('heads merged into one say which are missing, and what to do', async () => {
    await expect(
      sheet(
        [heads, ['石塘镇', '里箬村', '第一网格', '网格员', '', '王阿芬', '13800001111']],
        'D1:F1',
      ).then(take),
    ).rejects.toThrow(/^表头缺少：.*姓名.*请用下载的模板填写$/)
  })
  test('full-width digits are digits; a title merged over the heads is no head', async () => {
    const file = await sheet(
      [
        ['石塘镇责任人'],
        heads,
        ['石塘镇', '里箬村', '第一网格', '网格员', '', '王阿芬', '１３８００００１１１１'],
      ],
      'A1:G1',
    )
    expect(await take(file)).toMatchObject({ taken: 1, refused: [], file: null })
    const [person] = await town.rows<{ phone_sealed: string }>(
      "select phone_sealed from person where name = '王阿芬'",
    )
    expect(town.app.io.ports.seal.open(person!.phone_sealed)).toBe('13800001111')
  })
  test('what is no Excel file is refused with what to do', async () => {
    await expect(take(Buffer.from('请各村尽快上报').toString('base64'))).rejects.toThrow(
      '这不是 Excel 文件（.xlsx），请另存为 .xlsx 再传',
    )
  })
})

describe('a start with something wrong', () => {
  const bare = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(DINGTALK_|STANDIN|PORT$|DATABASE_URL|LOG_LEVEL|CONFIG_DIR)/.test(name),
    ),
  )
  const start = (env: Record<string, string>) => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bot/main.ts'], {
      cwd: root,
      env: { ...bare, DATABASE_URL: join(folder, 'never.db'), ...env },
      encoding: 'utf8',
      timeout: 60_000,
    })
    return { status, lines: stderr.trim().split('\n') }
  }
  test('a typo in a policy file: file, line, and what was meant', () => {
    for (const name of [
      'posts.yaml',
      'warnings.yaml',
      'delivery.yaml',
      'checklists.yaml',
      'holidays.yaml',
    ]) {
      cpSync(join(root, 'config', name), join(folder, name))
    }
    writeFileSync(
      join(folder, 'delivery.yaml'),
      readFileSync(join(folder, 'delivery.yaml'), 'utf8').replace(/^perSecond:/m, 'perSecnd:'),
    )
    expect(start({ CONFIG_DIR: folder, PORT: '7598', STANDIN_PORT: '7599' })).toEqual({
      status: 1,
      lines: [
        expect.stringMatching(
          /^delivery\.yaml:\d+:\d+: unknown key "perSecnd", did you mean "perSecond"\?/,
        ),
      ],
    })
  })
  test('a missing variable is named', () => {
    expect(start({ DINGTALK_CLIENT_ID: 'ding' })).toEqual({
      status: 1,
      lines: [expect.stringMatching(/^DINGTALK_CLIENT_SECRET, .* are missing: set all six/)],
    })
    expect(existsSync(join(folder, 'never.db'))).toBe(false)
  })
})
