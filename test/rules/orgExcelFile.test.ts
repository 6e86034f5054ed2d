import { readBook } from '../../bot/core/book/open'
import { dayEnd, textOf } from '../../bot/core/sheet'
import { sheetOf, workbook } from '../support/workbook'
import { in64, zip } from '../support/zip'
import { firstGrid } from '../flows/orgHouse'
import { but, bytesOf, good, heads, listed, problem, readList } from './orgSheet'

describe('a file that is not to be opened', () => {
  const sheet = (xml: string | Buffer, claim?: number) => zip(workbook([xml]), claim)
  const oldContainer = (stream: string) =>
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from(stream, 'utf16le')])
  const bomb = (megabytes: number) => Buffer.alloc(megabytes << 20, 32)
  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['nothing', () => Buffer.alloc(0), 'file.empty'],
    ['spaces and lines', () => Buffer.from(' \n\n '), 'file.empty'],
    ['words and no table', () => Buffer.from('请各村尽快上报'), 'file.notExcel'],
    ['a PDF', () => Buffer.from('%PDF-1.4\n1 0 obj, 2'), 'file.notExcel'],
    ['JSON', () => Buffer.from('{"a":1,"b":2}'), 'file.notExcel'],
    ['a picture', () => Buffer.from('ffd8ffe000104a46494600010100', 'hex'), 'file.notExcel'],
    ['an old .xls', () => oldContainer('Workbook'), 'file.oldExcel'],
    ['one with a password', () => oldContainer('EncryptedPackage'), 'file.encrypted'],
    ['an old .doc', () => oldContainer('WordDocument'), 'file.notExcel'],
    ['a page that calls itself .xls', () => Buffer.from('<html><table>'), 'file.oldExcel'],
    ['a zip of something else', () => zip({ 'word/document.xml': '<w/>' }), 'file.notExcel'],
    [
      'a .docx',
      () => zip({ ...workbook([]), 'xl/workbook.xml': '<w:document/>' }),
      'file.notExcel',
    ],
    ['an .ods', () => zip({ 'content.xml': '<office/>', mimetype: 'x' }), 'file.oldExcel'],
    ['no sheet', () => zip(workbook([])), 'file.broken'],
    ['a sheet without a cell', () => sheet('<worksheet><sheetData/></worksheet>'), 'file.empty'],
    [
      'cut off in the middle',
      async () => (await bytesOf([heads, good])).subarray(0, 3000),
      'file.broken',
    ],
    [
      'a directory that points outside',
      async () => {
        const bytes = await bytesOf([heads, good])
        bytes.writeUInt32LE(0xfffffff0, bytes.length - 6)
        return bytes
      },
      'file.broken',
    ],
    [
      'broken in the middle',
      async () => {
        const bytes = await bytesOf([heads, good])
        const deflated = bytes.indexOf('xl/worksheets/sheet1.xml') + 24
        bytes.fill(255, deflated + 20, deflated + 120)
        return bytes
      },
      'file.broken',
    ],
    [
      'a letter changed on the way',
      async () => {
        const bytes = zip({ ...workbook([]), 'xl/workbook.xml': workbook([])['xl/workbook.xml']! })
        const at = bytes.indexOf('xl/workbook.xml') + 15
        bytes.writeUInt8(bytes.readUInt8(at + 60) ^ 1, at + 60)
        return bytes
      },
      'file.broken',
    ],
    [
      'a zip of 64 bits whose directory is nowhere',
      async () => {
        const bytes = in64(await bytesOf([heads, good]))
        bytes.writeBigUInt64LE(1n << 40n, bytes.length - 34)
        return bytes
      },
      'file.broken',
    ],
    ['a sheet that ends in a tag', () => sheet('<worksheet><sheetData><row r="1'), 'file.broken'],
    ['a document type', () => sheet('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'), 'file.broken'],
    ['a bomb', () => sheet(bomb(80)), 'input.tooLarge'],
    ['a bomb that states a small size', () => sheet(bomb(80), 100), 'input.tooLarge'],
    [
      'many small bombs',
      () => zip(workbook(Array.from({ length: 10 }, () => bomb(8)))),
      'input.tooLarge',
    ],
    [
      'millions of cells',
      () =>
        sheet(
          `<worksheet><sheetData><row>${'<c/>'.repeat(3_000_001)}</row></sheetData></worksheet>`,
        ),
      'input.tooLarge',
    ],
    [
      'too many rows with something in them',
      () => sheet(sheetOf(Array.from({ length: 50_001 }, () => ['1']))),
      'input.tooLarge',
    ],
    [
      'one long text in very many cells',
      () =>
        zip(
          workbook(
            [
              `<worksheet><sheetData>${`<row>${'<c t="s"><v>0</v></c>'.repeat(200)}</row>`.repeat(10)}</sheetData></worksheet>`,
            ],
            { strings: `<sst><si><t>${'长'.repeat(30_000)}</t></si></sst>` },
          ),
        ),
      'input.tooLarge',
    ],
    [
      'too many sheets',
      () => zip(workbook(Array.from({ length: 257 }, () => '<worksheet/>'))),
      'input.tooLarge',
    ],
    [
      'too many parts',
      () => zip(Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`x${n}`, '']))),
      'input.tooLarge',
    ],
  ])('%s', async (_, make, code) => {
    const bytes = await make()
    expect(await problem(() => readBook(bytes))).toBe(code)
  })

  // Small files that cost the square of their length, once: each is done with at once.
  const whole = 'A1:XFD1048576'
  it.each<[string, string]>([
    ['merges that never end', '<mergeCell '.repeat(200_000)],
    ['names that never end', '<definedName '.repeat(200_000)],
    ['quotes that never end', '<c r="'.repeat(200_000)],
    ['comments that never end', '<!-- '.repeat(200_000)],
    ['an attribute of a million signs', `<row ${'r'.repeat(1_000_000)}>`],
    ['a merge over everything', `<sheetData/><mergeCells><mergeCell ref="${whole}"/></mergeCells>`],
    [
      'a row at the end',
      '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    ],
    [
      'a million stray signs of entities',
      `<sheetData><row><c><v>${'&'.repeat(1_000_000)}</v></c></row></sheetData>`,
    ],
  ])('%s cost no more than their length', async (_, xml) => {
    const began = performance.now()
    await problem(() => readBook(sheet(`<worksheet>${xml}</worksheet>`)))
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  const listHeads = ['岗位', '姓名', '手机']
  const wide = Array.from({ length: 200 }, () => '石石石石石石石石石石石石石石石石镇')
  it.each<[string, string[][]]>([
    ['titles', Array.from({ length: 40_000 }, (_, n) => [`${'石塘'.repeat(20)}${n}名单`])],
    [
      'heads',
      Array.from({ length: 20_000 }, (_, n) => (n % 2 ? ['网格员', '王', '1'] : [...listHeads])),
    ],
    ['words above a list', [...Array.from({ length: 25 }, () => wide)]],
    ['columns', Array.from({ length: 2_000 }, () => wide)],
    ['rows beside a far cell', [wide, ...Array.from({ length: 20_000 }, () => ['网格员'])]],
  ])('very many %s cost no more than their length', async (what, rows) => {
    const list = what === 'words above a list' ? [...rows, listHeads] : [listHeads, ...rows]
    const bytes = sheet(sheetOf([...list, ['网格员', '王阿芬', '13800001111']]))
    const book = readBook(bytes)
    const began = process.cpuUsage()
    await problem(() => listed(book))
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(2_000)
  })

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
    dayEnd(undefined),
    dayEnd('/'),
    dayEnd('2023-02-29'),
    dayEnd('31-12-2026'),
    dayEnd(12),
  ]).toEqual([null, null, undefined, undefined, undefined])
  expect([
    textOf('ＴＲＵＥ'),
    textOf({ error: '#N/A' }),
    textOf(1.38e13),
    textOf(undefined),
  ]).toEqual(['TRUE', '', '13800000000000', ''])
})
