import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { watchFolder } from '../../bot/io/feed'
import { Problem } from '../../shared/problem'

const folder = mkdtempSync(join(tmpdir(), 'yjd-feed-'))
afterAll(() => rmSync(folder, { recursive: true }))
const files = (name = '.') => readdirSync(join(folder, name)).filter((it) => it.includes('.'))

test('whole files are taken once; a bad one gets its sentence; a bug leaves the file where it was', async () => {
  const taken: string[] = []
  const look = watchFolder(
    folder,
    async (bytes) => {
      const text = bytes.toString()
      if (text === 'bad') throw new Problem('feed.notXml', { what: '空的' })
      if (text === 'bug') throw new Error('bug')
      taken.push(text)
    },
    pino({ level: 'silent' }),
  )
  await look()
  writeFileSync(join(folder, 'a.xml'), 'go')
  writeFileSync(join(folder, 'note.txt'), 'not for us')
  await look()
  writeFileSync(join(folder, 'a.xml'), 'good')
  await look()
  expect(taken).toEqual([])
  await look()
  expect(taken).toEqual(['good'])
  expect(files('done')).toEqual(['a.xml'])

  writeFileSync(join(folder, 'b.XML'), 'bad')
  await look()
  await look()
  expect(readFileSync(join(folder, 'refused', 'b.XML.txt'), 'utf8')).toBe(
    '不是预警 XML 文件，没有收下：空的',
  )

  writeFileSync(join(folder, 'c.xml'), 'bug')
  await look()
  await expect(look()).rejects.toThrow('bug')
  expect(files()).toEqual(['c.xml', 'note.txt'])
})
