import ExcelJS from 'exceljs'
import { annotate } from '../../bot/core/book/annotate'
import type { Cell } from '../../bot/core/book/book'
import { readBook } from '../../bot/core/book/open'
import { dayEnd } from '../../bot/core/sheet'
import { sheetOf, workbook } from '../support/workbook'
import { in64, zip } from '../support/zip'

const rows = [
  ['姓名', '手机'],
  ['王阿芬', '13800001111'],
]
const plain = zip(workbook([sheetOf(rows)]))
const cellsOf = (bytes: Buffer) => readBook(bytes).sheets[0]!.lines.map((line) => line.cells)
/** The first row of a sheet with these cells. */
const firstRow = (cells: string, more: Parameters<typeof workbook>[1] = {}): (Cell | undefined)[] =>
  cellsOf(
    zip(workbook([`<worksheet><sheetData><row>${cells}</row></sheetData></worksheet>`], more)),
  )[0]!
const dates = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'

describe('every honest workbook is read', () => {
  const rewritten = (change: (xml: string) => string) =>
    zip(
      Object.fromEntries(
        Object.entries(workbook([sheetOf(rows)])).map(([name, xml]) => [name, change(String(xml))]),
      ),
    )
  const prefixed = (prefix: string) => (xml: string) =>
    xml.replace(/<(\/?)(?=[a-zA-Z])/g, `<$1${prefix}:`).replaceAll(' xmlns=', ` xmlns:${prefix}=`)
  test.each<[string, Buffer]>([
    ['as usual', plain],
    ['tags with the prefix ns0', rewritten(prefixed('ns0'))],
    ['tags with the prefix x', rewritten(prefixed('x'))],
    ['tags with the prefix main', rewritten(prefixed('main'))],
    [
      'r:id under another name',
      rewritten((xml) =>
        xml.replaceAll('xmlns:r=', 'xmlns:relationships=').replaceAll('r:id', 'relationships:id'),
      ),
    ],
    [
      'Strict Open XML',
      rewritten((xml) =>
        xml
          .replaceAll(
            'http://schemas.openxmlformats.org/officeDocument/2006',
            'http://purl.oclc.org/ooxml/officeDocument',
          )
          .replaceAll(
            'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
            'http://purl.oclc.org/ooxml/spreadsheetml/main',
          ),
      ),
    ],
    ['attributes in single quotes', rewritten((xml) => xml.replaceAll('"', "'"))],
    [
      'targets from the root of the file',
      rewritten((xml) =>
        xml.replaceAll('Target="', 'Target="/').replaceAll('="/worksheets', '="/xl/worksheets'),
      ),
    ],
    [
      'parts in folders of another system',
      zip(
        Object.fromEntries(
          Object.entries(workbook([sheetOf(rows)])).map(([name, xml]) => [
            name.replaceAll('/', '\\').replace('sheet0', 'Sheet0'),
            xml,
          ]),
        ),
      ),
    ],
    [
      'the book under another name',
      zip(
        Object.fromEntries(
          Object.entries(workbook([sheetOf(rows)])).map(([name, xml]) => [
            name.replace('workbook.xml', 'book2.xml'),
            String(xml).replace('xl/workbook.xml', 'xl/book2.xml'),
          ]),
        ),
      ),
    ],
    ['UTF-8 with its mark', rewritten((xml) => `\ufeff${xml}`)],
    [
      'UTF-16',
      zip(
        Object.fromEntries(
          Object.entries(workbook([sheetOf(rows)])).map(([name, xml]) => [
            name,
            Buffer.from(`\ufeff${xml}`, 'utf16le'),
          ]),
        ),
      ),
    ],
    ['a zip of 64 bits', in64(plain)],
    ['CSV in UTF-8', Buffer.from('姓名,手机\r\n王阿芬,13800001111\r\n')],
    ['CSV in UTF-8 with its mark', Buffer.from('\ufeff姓名,手机\n王阿芬,13800001111')],
    // 姓名,手机 ↵ 王阿芬,13800001111, as Excel in China saves it.
    [
      'CSV in GBK',
      Buffer.concat([
        Buffer.from('d0d5c3fb2ccad6bbfa0d0a', 'hex'),
        Buffer.from('cdf5b0a2b7d22c', 'hex'),
        Buffer.from('13800001111\r\n'),
      ]),
    ],
    ['CSV with semicolons and quotes', Buffer.from('"姓名";手机\n"王阿芬";"13800001111"\n')],
    ['CSV with strokes', Buffer.from('姓名|手机\n王阿芬|13800001111\n')],
    ['CSV whose numbers are kept as text', Buffer.from('姓名,手机\n王阿芬,="13800001111"\n')],
    [
      'columns with tabs, in Unicode of the other order',
      Buffer.from('\ufeff姓名\t手机\r\n王阿芬\t13800001111', 'utf16le').swap16(),
    ],
    [
      'columns with tabs, in Unicode',
      Buffer.from('\ufeff姓名\t手机\r\n王阿芬\t13800001111', 'utf16le'),
    ],
  ])('%s', (_, bytes) => expect(cellsOf(bytes)).toEqual(rows))

  test('a field of a CSV may hold separators, lines and quotes', () =>
    expect(cellsOf(Buffer.from('a,b\n"x, ""y""\nz",2'))).toEqual([
      ['a', 'b'],
      ['x, "y"\nz', '2'],
    ]))

  test('cells without references, with some, and rows left out', () => {
    const xml = `<worksheet><sheetData><row><c><v>1</v></c><c r="D1"><v>4</v></c><c><v>5</v></c></row><row r="7"><c><v>7</v></c></row><row><c><v>8</v></c></row></sheetData></worksheet>`
    const [sheet] = readBook(zip(workbook([xml]))).sheets
    expect(sheet!.lines.map((line) => [line.number, Object.entries(line.cells)])).toEqual([
      [
        1,
        [
          ['0', 1],
          ['3', 4],
          ['4', 5],
        ],
      ],
      [7, [['0', 7]]],
      [8, [['0', 8]]],
    ])
  })
  test.each<[string, string, Cell | undefined]>([
    ['a number', '<c><v>13800001111</v></c>', 13800001111],
    ['a number in powers', '<c><v>1.3800001111E10</v></c>', 13800001111],
    ['a shared text', '<c t="s"><v>1</v></c>', '王阿芬'],
    ['a shared text with how to read it', '<c t="s"><v>2</v></c>', '东京'],
    [
      'a text in pieces',
      '<c t="inlineStr"><is><r><t>王</t></r><r><t>阿芬</t></r></is></c>',
      '王阿芬',
    ],
    [
      'signs that XML escapes',
      '<c t="str"><v>&lt;a&amp;b&#20065;&#x4e61;_x000A_c</v></c>',
      '<a&b乡乡\nc',
    ],
    ['unescaped words', '<c t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c>', 'a<b'],
    ['spaces only', '<c t="str"><v> \u200b </v></c>', undefined],
    ['a truth', '<c t="b"><v>1</v></c>', 'TRUE'],
    ['an error', '<c t="e"><f>VLOOKUP(1)</f><v>#N/A</v></c>', { error: '#N/A' }],
    ['a formula with its value', '<c><f>1+1</f><v>2</v></c>', 2],
    ['a formula that came to no words', '<c t="str"><f>""</f><v></v></c>', undefined],
    ['a formula that nobody reckoned', '<c><f>A1</f><v/></c>', { error: '' }],
    ['a day by its style', '<c s="1"><v>46387</v></c>', '2026-12-31'],
    ['a day as text of ISO', '<c s="1" t="d"><v>2027-12-31</v></c>', '2027-12-31'],
    ['a moment as text of ISO', '<c t="d"><v>2027-12-31T08:00:00Z</v></c>', '2027-12-31'],
    ['a style that is none', '<c s="9"><v>46387</v></c>', 46387],
  ])('%s', (_, cell, value) => {
    const strings =
      '<sst><si><t>a</t></si><si><r><t>王</t></r><r><t>阿芬</t></r></si><si><t>东京</t><rPh sb="0"><t>トウキョウ</t></rPh></si></sst>'
    expect(firstRow(`${cell}<c><v>1</v></c>`, { strings, styles: dates })[0]).toEqual(value)
  })
  test.each([
    ['yyyy"年"m"月"d"日"', true],
    ['[$-804]yyyy/m/d;@', true],
    ['0.00"day"', false],
    ['[Red]0', false],
    ['General', false],
    ['000-0000-0000', false],
    ['\\d0', false],
  ])('the format %s shows a day: %s', (code, isDay) => {
    const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="${code.replaceAll('"', '&quot;')}"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>`
    expect(firstRow('<c s="1"><v>46387</v></c>', { styles })).toEqual([
      isDay ? '2026-12-31' : 46387,
    ])
  })
  test('days of the system of 1904, with a style and without', () => {
    const book = readBook(
      zip(
        workbook(
          [
            '<worksheet><sheetData><row><c s="1"><v>46751</v></c><c><v>46751</v></c></row></sheetData></worksheet>',
          ],
          { styles: dates, properties: '<workbookPr date1904="1"/>' },
        ),
      ),
    )
    const [styled, general] = book.sheets[0]!.lines[0]!.cells
    const end = new Date('2031-12-31T23:59:59+08:00')
    const read = (cell: Cell | undefined) => dayEnd(cell, book.is1904)
    expect([read(styled), read(general)]).toEqual([end, end])
  })
  test('hidden rows and sheets are told from the others', () => {
    const bytes = zip(
      workbook([
        '<worksheet><sheetData><row hidden="1"><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData></worksheet>',
      ]),
    )
    expect(readBook(bytes).sheets[0]!.lines.map((line) => line.hidden ?? false)).toEqual([
      true,
      false,
    ])
  })
  test('what is merged stands in all its cells, and which is the first is known', () => {
    const bytes = zip(
      workbook([
        sheetOf(
          [
            ['a', 'b'],
            ['', 'c'],
          ],
          '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>',
        ),
      ]),
    )
    expect(readBook(bytes).sheets[0]!.lines[1]).toMatchObject({
      cells: ['a', 'c'],
      merged: { 1: { row: 1, column: 1 } },
    })
  })
})

describe('the file goes back with notes', () => {
  const notes = (part: string, column = 3) => ({
    part,
    column,
    headRow: 1,
    byRow: new Map([[2, '没有填<岗位>']]),
  })
  const part = 'xl/worksheets/sheet0.xml'
  const noted = [
    ['姓名', '手机', '错误原因'],
    ['王阿芬', '13800001111', '没有填<岗位>'],
  ]
  test.each<[string, Buffer]>([
    ['as usual', plain],
    ['a zip of 64 bits', in64(plain)],
    ['CSV', Buffer.from('姓名,手机\n王阿芬,13800001111')],
    [
      'tags with a prefix',
      zip(
        workbook([
          '<x:worksheet xmlns:x="a"><x:sheetData><x:row><x:c t="str"><x:v>姓名</x:v></x:c><x:c t="str"><x:v>手机</x:v></x:c></x:row><x:row><x:c t="str"><x:v>王阿芬</x:v></x:c><x:c t="str"><x:v>13800001111</x:v></x:c></x:row></x:sheetData></x:worksheet>',
        ]),
      ),
    ],
  ])('%s', async (_, bytes) => {
    const back = await annotate(bytes, [notes(bytes[0] === 0x50 ? part : '')])
    expect(cellsOf(back)).toEqual(noted)
  })
  test('twice is the same, and what was put right loses its note', async () => {
    const once = await annotate(plain, [notes(part)])
    expect(cellsOf(await annotate(once, [notes(part)]))).toEqual(noted)
    const right = await annotate(once, [{ ...notes(part), byRow: new Map() }])
    expect(cellsOf(right)).toEqual([
      ['姓名', '手机', '错误原因'],
      ['王阿芬', '13800001111'],
    ])
  })
  test('the notes stand between other cells, and everything else stays as it was', async () => {
    const workbook_ = new ExcelJS.Workbook()
    const sheet = workbook_.addWorksheet('名单')
    sheet.addRows([
      ['姓名', '手机', null, '备注'],
      ['王阿芬', 13800001111, null, '新'],
    ])
    sheet.getColumn(1).width = 33
    sheet.getCell('A2').dataValidation = { type: 'list', formulae: ['"甲,乙"'] }
    const bytes = Buffer.from(await workbook_.xlsx.writeBuffer())
    const back = new ExcelJS.Workbook()
    await back.xlsx.load((await annotate(bytes, [notes('xl/worksheets/sheet1.xml')])) as never)
    const page = back.worksheets[0]!
    expect([
      page.getCell('C1').text,
      page.getCell('C2').text,
      page.getCell('D2').text,
      page.getColumn(1).width,
      page.getCell('A2').dataValidation.type,
    ]).toEqual(['错误原因', '没有填<岗位>', '新', 33, 'list'])
  })
})
