import fc from 'fast-check'
import { Problem } from '../../shared/problem'
import { pathOfCode, readFeed } from '../../bot/warnings/feed'

const usual = {
  identifier: '33108141600000_20260812143000',
  status: 'Actual',
  msgType: 'Alert',
  references: '',
  sendTime: '2026-08-12T14:30:00+08:00',
  severity: 'Orange',
  eventType: '11B01',
  expires: '2026-08-13T08:00:00+08:00',
  geocode: '331081105,331081101',
  note: '',
  description: '受台风影响，石塘、松门一带阵风 12 至 14 级。',
  head: '<?xml version="1.0" encoding="UTF-8"?>',
  more: '',
}
/** A file as the national system writes it, with these parts changed. */
function sample(changed: Partial<typeof usual> = {}): string {
  const parts = { ...usual, ...changed }
  const envelope =
    `<identifier>${parts.identifier}</identifier><sender>温岭市气象局</sender><senderCode>33108141600000</senderCode>` +
    `<sendTime>${parts.sendTime}</sendTime><status>${parts.status}</status><msgType>${parts.msgType}</msgType><scope>Public</scope>` +
    `<code><method><methodName>SMS</methodName><message>短信</message></method></code>` +
    `<note>${parts.note}</note><references>${parts.references}</references>`
  const info =
    `<language>zh-CN</language><eventType>${parts.eventType}</eventType><urgency>Unknown</urgency>` +
    `<severity>${parts.severity}</severity><certainty>Unknown</certainty>` +
    `<effective>2026-08-12T14:30:00+08:00</effective><expires>${parts.expires}</expires>` +
    `<senderName>温岭市气象台</senderName><headline>温岭市气象台发布台风橙色预警</headline>` +
    `<description>${parts.description}</description><instruction>请做好防御</instruction>${parts.more}` +
    `<area><areaDesc>石塘镇</areaDesc><geocode>${parts.geocode}</geocode></area>`
  return `${parts.head}<alert xmlns="urn:cap">${envelope}<info>${info}</info></alert>`
}
const utf8 = (text: string) => Buffer.from(text, 'utf8')
/** 温岭市气象台发布台风橙色预警, as its bytes stand in a GBK file. */
const gbkBytes = Buffer.from('cec2c1ebcad0c6f8cff3cca8b7a2b2bccca8b7e7b3c8c9abd4a4beaf', 'hex')
function gbk(declared: string) {
  const [before, after] = sample({
    head: `<?xml version="1.0" encoding="${declared}"?>`,
    description: 'x',
  })
    .replaceAll(/[\u4e00-\u9fff、，。 ]+(?=<)/g, '')
    .split('<headline>')
  return Buffer.concat([
    Buffer.from(`${before}<headline>`, 'ascii'),
    gbkBytes,
    Buffer.from(after!, 'ascii'),
  ])
}
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
/** A code with its sentence, or null. */
function refusal(bytes: Uint8Array) {
  try {
    readFeed(bytes)
    return null
  } catch (error) {
    if (error instanceof Problem) return `${error.code} ${error.message}`
    throw error
  }
}

describe('files that are taken', () => {
  test('an alert, whole', () => {
    expect(readFeed(utf8(sample()))).toEqual({
      identifier: '33108141600000_20260812143000',
      message: 'Alert',
      drill: false,
      references: null,
      note: '',
      sender: '温岭市气象台',
      sentAt: new Date('2026-08-12T06:30:00Z'),
      eventType: '11B01',
      color: 'orange',
      headline: '温岭市气象台发布台风橙色预警',
      text: '受台风影响，石塘、松门一带阵风 12 至 14 级。',
      instruction: '请做好防御',
      expiresAt: new Date('2026-08-13T00:00:00Z'),
      codes: ['331081105', '331081101'],
    })
  })
  test.each<[string, Uint8Array, object]>([
    ['a test is a drill', utf8(sample({ status: 'Test' })), { drill: true }],
    [
      'an update',
      utf8(sample({ msgType: 'Update', references: 'first', severity: 'Red' })),
      { message: 'Update', references: 'first', color: 'red' },
    ],
    [
      'a cancel without a colour',
      utf8(
        sample({ msgType: 'Cancel', references: 'first', severity: 'Unknown', note: '影响结束' }),
      ),
      { message: 'Cancel', references: 'first', color: null, note: '影响结束' },
    ],
    ['no expiry', utf8(sample({ expires: '' })), { expiresAt: null }],
    [
      'a time with a blank and no zone is Beijing time',
      utf8(sample({ sendTime: '2026-08-12 14:30:00' })),
      { sentAt: new Date('2026-08-12T06:30:00Z') },
    ],
    [
      'signs as entities',
      utf8(sample({ description: '雨量 &gt; 50 &amp; 风 &#x53f0;&#39118;' })),
      { text: '雨量 > 50 & 风 台风' },
    ],
    [
      'text in CDATA',
      utf8(sample({ description: '<![CDATA[阵风 < 14 级]]>' })),
      { text: '阵风 < 14 级' },
    ],
    ['GBK bytes, declared GBK', gbk('GBK'), { headline: '温岭市气象台发布台风橙色预警' }],
    ['GBK bytes, declared GB18030', gbk('GB18030'), { headline: '温岭市气象台发布台风橙色预警' }],
    ['GBK bytes, declared gb2312', gbk('gb2312'), { headline: '温岭市气象台发布台风橙色预警' }],
    [
      'UTF-8 with a mark in front',
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8(sample())]),
      { headline: '温岭市气象台发布台风橙色预警' },
    ],
    [
      'UTF-16 with a mark, little end',
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(sample({ head: '<?xml version="1.0" encoding="UTF-16"?>' }), 'utf16le'),
      ]),
      { color: 'orange' },
    ],
    [
      'UTF-16 with a mark, big end',
      Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be(sample())]),
      { color: 'orange' },
    ],
    ['UTF-16 without a mark', Buffer.from(sample(), 'utf16le'), { color: 'orange' }],
    ['no declaration', utf8(sample({ head: '' })), { color: 'orange' }],
    [
      'several areas',
      utf8(sample({ more: '<area><areaDesc>松门</areaDesc><geocode>331081101</geocode></area>' })),
      { codes: ['331081101', '331081105'] },
    ],
    [
      'several infos: the first',
      utf8(
        sample().replace(
          '</info>',
          '</info><info><language>en</language><eventType>11B03</eventType><severity>Blue</severity></info>',
        ),
      ),
      { eventType: '11B01', color: 'orange' },
    ],
    [
      'a picture with it',
      utf8(
        sample({
          more: '<resource><resourceDesc>x.jpg</resourceDesc><size>12</size><digest>ab</digest></resource>',
        }),
      ),
      { color: 'orange' },
    ],
  ])('%s', (_, bytes, expected) => expect(readFeed(bytes)).toMatchObject(expected))
})

describe('files that are refused, in words', () => {
  const bomb =
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><alert>&b;</alert>'
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /^feed\.notXml/],
    ['words', utf8('台风橙色预警'), /^feed\.notXml/],
    ['JSON', utf8('{"alert":{}}'), /^feed\.notXml/],
    ['cut off', utf8(sample().slice(0, -9)), /^feed\.notXml .*不完整/],
    ['an unclosed tag', utf8(sample().replace('</status>', '')), /^feed\.notXml .*不完整/],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      /^feed\.notXml .*编码/,
    ],
    ['GBK bytes declared as UTF-8', gbk('UTF-8'), /^feed\.notXml .*编码不是 UTF-8/],
    [
      'an encoding that nobody knows',
      utf8(sample({ head: '<?xml version="1.0" encoding="EBCDIC-9"?>' })),
      /^feed\.notXml .*EBCDIC-9/,
    ],
    ['entities that grow', utf8(bomb), /^feed\.unsafe/],
    [
      'a file of ours as an entity',
      utf8('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>'),
      /^feed\.unsafe/,
    ],
    [
      'a document type in small letters',
      utf8(`<!doctype alert>${sample({ head: '' })}`),
      /^feed\.unsafe/,
    ],
    [
      'a document type in UTF-16',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bomb, 'utf16le')]),
      /^feed\.unsafe/,
    ],
    [
      'a thousand levels',
      utf8(`<alert>${'<a>'.repeat(1_000)}${'</a>'.repeat(1_000)}</alert>`),
      /^feed\.notXml .*层数/,
    ],
    ['more than 1 MB', utf8(sample({ description: '雨'.repeat(400_000) })), /^input\.tooLarge/],
    ['another root', utf8('<rss><channel/></rss>'), /^feed\.invalid/],
    ['an empty root', utf8('<alert/>'), /^feed\.invalid/],
    ['no number of its own', utf8(sample({ identifier: '' })), /^feed\.invalid .*编号不对/],
    [
      'a number too long',
      utf8(sample({ identifier: '3'.repeat(65) })),
      /^feed\.invalid .*编号不对/,
    ],
    ['an unknown colour', utf8(sample({ severity: 'Purple' })), /^feed\.invalid .*颜色“Purple”/],
    ['no colour', utf8(sample({ severity: 'Unknown' })), /^feed\.invalid .*颜色/],
    [
      'a colour that every object of JavaScript knows',
      utf8(sample({ severity: 'constructor' })),
      /^feed\.invalid .*颜色“constructor”/,
    ],
    ['an unknown status', utf8(sample({ status: 'Exercise' })), /^feed\.invalid .*状态不对/],
    ['an unknown kind of message', utf8(sample({ msgType: 'Ack' })), /^feed\.invalid .*类型不对/],
    [
      'a date that is none',
      utf8(sample({ sendTime: '2026-13-45T99:00:00+08:00' })),
      /^feed\.invalid .*发送时间不对/,
    ],
    ['an expiry in words', utf8(sample({ expires: '明天' })), /^feed\.invalid .*失效时间不对/],
    ['no area', utf8(sample({ geocode: '' })), /^feed\.invalid .*没有区划代码/],
    [
      'a cancel of nothing',
      utf8(sample({ msgType: 'Cancel' })),
      /^feed\.invalid .*没有写解除哪一条/,
    ],
    ['no info', utf8(sample().replace(/<info>.*<\/info>/, '')), /^feed\.invalid .*内容不对/],
    [
      'two numbers',
      utf8(sample().replace('<sender>', '<identifier>2</identifier><sender>')),
      /^feed\.invalid .*编号不对/,
    ],
  ])('%s', (_, bytes, expected) => expect(refusal(bytes)).toMatch(expected))
})

test.each([
  ['331081', '3310/331081'],
  ['331081105', '3310/331081/331081105'],
  ['331081105229', '3310/331081/331081105/331081105229'],
  ['331081000000', '3310/331081'],
  ['331081105000', '3310/331081/331081105'],
  ['331000', '3310'],
  ['331000000000', '3310'],
  ['330000', '33'],
  ['330100', '3301'],
  ['33108110522900', '3310/331081/331081105/331081105229'],
  ['3310', null],
  ['33108a', null],
  ['', null],
])('division %s lies at %s', (code, path) => expect(pathOfCode(code)).toBe(path))

test('whatever is in a file, the answer is a warning or a sentence', () => {
  const whole = utf8(sample())
  const spoilt = fc
    .tuple(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 40 }), fc.nat(40))
    .map(([start, bytes, gone]) =>
      Buffer.concat([whole.subarray(0, start), bytes, whole.subarray(start + gone)]),
    )
  fc.assert(
    fc.property(fc.oneof(spoilt, fc.uint8Array({ maxLength: 300 })), (bytes) => {
      refusal(bytes)
    }),
    { numRuns: 500, seed: 1 },
  )
})
