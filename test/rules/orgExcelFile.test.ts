import { deflateRawSync } from 'node:zlib'
import { dayEnd, openWorkbook, textOf } from '../../bot/core/sheet'
import { firstGrid } from '../flows/orgHouse'
import { but, bytesOf, good, heads, problem, readList } from './orgSheet'

describe('a file that is not to be opened', () => {
  const zip = (entries: Record<string, Buffer | string>, claim?: number) => {
    const locals: Buffer[] = []
    const directory: Buffer[] = []
    let at = 0
    for (const [name, content] of Object.entries(entries)) {
      const data = deflateRawSync(content)
      const size = claim ?? Buffer.byteLength(content)
      const local = Buffer.alloc(30)
      const central = Buffer.alloc(46)
      local.writeUInt32LE(0x04034b50, 0)
      local.writeUInt16LE(8, 8)
      local.writeUInt32LE(data.length, 18)
      local.writeUInt32LE(size, 22)
      local.writeUInt16LE(name.length, 26)
      central.writeUInt32LE(0x02014b50, 0)
      central.writeUInt16LE(8, 10)
      central.writeUInt32LE(data.length, 20)
      central.writeUInt32LE(size, 24)
      central.writeUInt16LE(name.length, 28)
      central.writeUInt32LE(at, 42)
      locals.push(local, Buffer.from(name), data)
      directory.push(central, Buffer.from(name))
      at += 30 + name.length + data.length
    }
    const end = Buffer.alloc(22)
    const size = directory.reduce((sum, part) => sum + part.length, 0)
    const count = Object.keys(entries).length
    end.writeUInt32LE(0x06054b50, 0)
    end.writeUInt16LE(count, 8)
    end.writeUInt16LE(count, 10)
    end.writeUInt32LE(size, 12)
    end.writeUInt32LE(at, 16)
    return Buffer.concat([...locals, ...directory, end])
  }
  const sheet = (xml: string, more: Record<string, string> = {}) =>
    zip({ 'xl/worksheets/sheet1.xml': xml, ...more })
  const whole = 'A1:XFD1048576'
  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['nothing', () => Buffer.alloc(0), 'file.notExcel'],
    ['text', () => Buffer.from('乡镇,村,姓名\n石塘镇,里箬村,王阿芬'), 'file.notExcel'],
    [
      'an old .xls or one with a password',
      () => Buffer.from('d0cf11e0a1b11ae1'.padEnd(1024, '0'), 'hex'),
      'file.notExcel',
    ],
    ['a zip of something else', () => zip({ 'word/document.xml': '<w/>' }), 'file.notExcel'],
    [
      'cut off in the middle',
      async () => (await bytesOf([heads, good])).subarray(0, 3000),
      'file.notExcel',
    ],
    [
      'a directory that points outside',
      async () => {
        const bytes = await bytesOf([heads, good])
        bytes.writeUInt32LE(0xfffffff0, bytes.length - 6)
        return bytes
      },
      'file.notExcel',
    ],
    [
      'broken in the middle',
      async () => {
        const bytes = await bytesOf([heads, good])
        bytes.fill(255, 200, 400)
        return bytes
      },
      'file.notExcel',
    ],
    [
      'a sheet that is no XML',
      () => sheet('not xml at all', { 'xl/workbook.xml': '<x' }),
      'file.notExcel',
    ],
    [
      'a bomb',
      () => zip({ 'xl/worksheets/sheet1.xml': Buffer.alloc(80 << 20, 32) }),
      'input.tooLarge',
    ],
    [
      'a bomb that states a small size',
      () => zip({ 'xl/worksheets/sheet1.xml': Buffer.alloc(80 << 20, 32) }, 100),
      'input.tooLarge',
    ],
    [
      'many small bombs',
      () =>
        zip(
          Object.fromEntries(
            Array.from({ length: 10 }, (_, n) => [
              `xl/worksheets/sheet${n}.xml`,
              Buffer.alloc(8 << 20, 32),
            ]),
          ),
        ),
      'input.tooLarge',
    ],
    [
      'millions of cells',
      () =>
        sheet(
          `<worksheet><sheetData><row>${'<c/>'.repeat(3_000_000)}</row></sheetData></worksheet>`,
        ),
      'input.tooLarge',
    ],
    [
      'one merge over everything',
      () =>
        sheet(
          `<worksheet><sheetData/><mergeCells><mergeCell ref="${whole}"/></mergeCells></worksheet>`,
        ),
      'input.tooLarge',
    ],
    [
      'one name for everything',
      () =>
        sheet('<worksheet/>', {
          'xl/workbook.xml': `<workbook><definedNames><definedName name="a">Sheet1!$A$1:$XFD$1048576</definedName></definedNames></workbook>`,
        }),
      'input.tooLarge',
    ],
    [
      'too many sheets',
      () =>
        zip(
          Object.fromEntries(
            Array.from({ length: 21 }, (_, n) => [`xl/worksheets/sheet${n}.xml`, '<worksheet/>']),
          ),
        ),
      'input.tooLarge',
    ],
    [
      'too many parts',
      () => zip(Object.fromEntries(Array.from({ length: 2_001 }, (_, n) => [`x${n}`, '']))),
      'input.tooLarge',
    ],
  ])('%s', async (_, bytes, code) => expect(await problem(openWorkbook(await bytes()))).toBe(code))

  it('a drop-down over a whole column is no trouble, nor is an entity in the text', async () => {
    const bytes = await bytesOf([heads, but({ 对象: '<!ENTITY a "b">&a;' })], (dressed) => {
      ;(
        dressed as unknown as { dataValidations: { add(range: string, rule: object): void } }
      ).dataValidations.add('D2:D1048576', { type: 'list', formulae: ['"网格员"'] })
    })
    expect((await readList(bytes)).seats).toEqual([
      ['gridMember', firstGrid, '<!ENTITYa"b">&a;', '王阿芬 13800001111', null, null],
    ])
  })
})

it('dates and texts at their edges', () => {
  expect([dayEnd('2024-02-29'), dayEnd('2026-2-9 00:00:00')]).toEqual([
    new Date('2024-02-29T15:59:59Z'),
    new Date('2026-02-09T15:59:59Z'),
  ])
  expect([dayEnd('46387'), dayEnd(46387), dayEnd('19999'), dayEnd('20001')]).toEqual([
    new Date('2026-12-31T15:59:59Z'),
    new Date('2026-12-31T15:59:59Z'),
    undefined,
    new Date('2000-01-31T15:59:59Z'),
  ])
  expect([
    dayEnd(null),
    dayEnd('/'),
    dayEnd('2023-02-29'),
    dayEnd('31-12-2026'),
    dayEnd(12),
  ]).toEqual([null, null, undefined, undefined, undefined])
  expect([
    textOf(true),
    textOf({ error: '#N/A' }),
    textOf(new Date('x')),
    textOf(undefined),
  ]).toEqual(['true', '', '', ''])
})
