import { setTimeout as turn } from 'node:timers/promises'
import { createSheets } from '../../bot/io/sheets'
import { sheetOf, workbook } from '../support/workbook'
import { zip } from '../support/zip'

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (error: { code?: string }) => error.code,
  )
const plain = zip(workbook([sheetOf([['姓名'], ['王阿芬']])]))

test('a file is read aside, its lines in parts, and others have their turns meanwhile', async () => {
  const rows = Array.from({ length: 2_000 }, (_, n) => [`王${n}`, String(n)])
  let turns = 0
  let isOver = false
  const reading = createSheets()
    .read(zip(workbook([sheetOf(rows), sheetOf([['another']])])))
    .finally(() => {
      isOver = true
    })
  while (!isOver) {
    await turn(1)
    turns++
  }
  const { sheets } = await reading
  expect(sheets.map((sheet) => sheet.lines.length)).toEqual([2_000, 1])
  expect(sheets[0]!.lines.at(-1)).toEqual({ number: 2_000, cells: ['王1999', '1999'] })
  expect(turns).toBeGreaterThan(3)
})

test('notes are written aside as well', async () => {
  const sheets = createSheets()
  const notes = {
    part: 'xl/worksheets/sheet0.xml',
    column: 2,
    headRow: 1,
    byRow: new Map([[2, '没有填岗位']]),
  }
  const back = await sheets.annotate(plain, [notes])
  expect((await sheets.read(back)).sheets[0]!.lines[1]!.cells).toEqual(['王阿芬', '没有填岗位'])
})

test.each<[string, Buffer, string]>([
  ['what is no table', Buffer.from('请各村尽快上报'), 'file.notExcel'],
  ['nothing', Buffer.alloc(0), 'file.empty'],
  ['a document type', zip(workbook(['<!DOCTYPE a><worksheet/>'])), 'file.broken'],
])('%s comes back from the thread as a sentence', async (_, bytes, code) => {
  expect(await codeOf(createSheets().read(bytes))).toBe(code)
})

test('a file that takes too long is given up', async () => {
  const long = zip(
    workbook([`<worksheet><sheetData>${'<row></row>'.repeat(500_000)}</sheetData></worksheet>`]),
  )
  await expect(createSheets({ seconds: 0.001 }).read(long)).rejects.toMatchObject({
    code: 'file.tooSlow',
    status: 413,
  })
})

test('two are read at once, eight wait, and one more is asked to come later', async () => {
  const sheets = createSheets()
  const codes = await Promise.all(Array.from({ length: 11 }, () => codeOf(sheets.read(plain))))
  expect(codes).toEqual([...Array.from({ length: 10 }, () => 'read'), 'file.busy'])
  expect(await codeOf(sheets.read(plain))).toBe('read')
})
