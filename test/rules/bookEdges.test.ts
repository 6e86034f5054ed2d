import { readBook } from '../../bot/core/book/open'
import { workbook } from '../support/workbook'
import { zip } from '../support/zip'

const cellsOf = (bytes: Buffer) => readBook(bytes).sheets[0]!.lines.map((line) => line.cells)

test.each([
  ['标题，2026,4,15\n姓名\t手机\n王阿芬\t1', '\t'],
  ['姓名;备注\n王阿芬;a,b,c,d\n李好;无', ';'],
  ['名单，2026\n姓名,手机\n王阿芬,1', ','],
])('%j: the sign that stands in the most lines separates', (text, sign) => {
  const lines = text.split('\n').map((line) => line.split(sign))
  expect(cellsOf(Buffer.from(text))).toEqual(lines)
})

test.each([
  ['a text that is not there', '<row><c t="s"><v>9</v></c></row>'],
  ['a row of number nought', '<row r="0"><c><v>1</v></c></row>'],
])('%s makes a broken file', (_, rows_) => {
  const bytes = zip(workbook([`<worksheet><sheetData>${rows_}</sheetData></worksheet>`]))
  expect(() => readBook(bytes)).toThrow(expect.objectContaining({ code: 'file.broken' }))
})

test('what stands further to the right than is read is not lost without a word', () => {
  const cut = (place: string) =>
    readBook(
      zip(
        workbook([
          `<worksheet><sheetData><row><c><v>1</v></c><c r="${place}1"><v>1</v></c></row></sheetData></worksheet>`,
        ]),
      ),
    ).sheets[0]!.isCut
  expect([cut('IV'), cut('IW')]).toEqual([undefined, true])
})
