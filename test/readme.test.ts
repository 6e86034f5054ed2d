import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { envDocs } from '../config/env'
import { root } from '../config/root'
import { Color, Role, UnitKind } from '../shared/vocabulary'
import { Rung, WarningKind } from '../shared/warning'
import { sources, textOf } from './support/tree'

const readme = textOf('README.md')
const has = (row: string) => readme.includes(row)

test.each(envDocs)(
  'the variable $name is told as config/env.ts has it',
  ({ name, default: usual, what }) => {
    expect(has(`\n| \`${name}\` | ${usual ? `\`${usual}\`` : '–'} | ${what} |\n`)).toBe(true)
  },
)

/**
 * Variables that a file reads, `process.env.NAME`, `process.env['NAME']` or `const { NAME } =
 * process.env`.
 */
function variablesOf(text: string): string[] {
  const single = [...text.matchAll(/process\.env(?:\.|\[')([A-Z][A-Z_]+)/g)].map(
    ([, name]) => name!,
  )
  const several = [...text.matchAll(/const \{([^}]*)\} = process\.env/g)].flatMap(
    ([, names]) => names!.match(/[A-Z][A-Z_]+/g) ?? [],
  )
  return [...single, ...several]
}

test('a variable read in passing is seen', () => {
  expect(
    variablesOf(
      `process.env.ONE_A + process.env['TWO_B']; const { THREE_C = '1', FOUR } = process.env`,
    ),
  ).toEqual(['ONE_A', 'TWO_B', 'THREE_C', 'FOUR'])
})

// A bench tells its own programs numbers in their environment.
test('no file reads a variable that is not told', () => {
  const found = [...sources('shared', 'config', 'bot', 'test')]
    .filter(([file]) => !/^test\/(readme.test.ts|bench\/)/.test(file))
    .flatMap(([, text]) => variablesOf(text))
  expect(found.length).toBeGreaterThan(5)
  expect([...new Set(found)].filter((name) => !has(`\`${name}\``))).toEqual([])
})

test('every library has its reason, and no other is named', () => {
  const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as Record<
    string,
    Record<string, string>
  >
  const section = readme.slice(readme.indexOf('## Dependencies'), readme.indexOf('## What awaits'))
  const told = [...section.matchAll(/^\| `([^`]+)` \| .{4,} \|$/gm)].map(([, name]) => name)
  expect(told.sort()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).sort())
})

test('every command of package.json is told', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
  expect(
    Object.keys(scripts).filter(
      (name) => !has(`npm ${['start', 'test'].includes(name) ? '' : 'run '}${name}`),
    ),
  ).toEqual([])
})

test('every room of the house is on the plan', () => {
  const rooms = readdirSync(join(root, 'bot'), { withFileTypes: true })
    .filter((it) => it.isDirectory())
    .map((it) => `bot/${it.name}/`)
  expect(rooms.filter((room) => !has(`| \`${room}\` |`))).toEqual([])
})

test('the glossary has every word of the vocabulary', () => {
  const words = [
    ...UnitKind.options,
    ...Role.options,
    ...Color.options,
    ...WarningKind.options,
    ...Rung.shape.act.options,
  ]
  expect(words.filter((word) => !has(`\`${word}\``))).toEqual([])
})

test('what it links to exists, and its picture is small', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path!)
  expect(links.length).toBeGreaterThan(1)
  expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([])
  for (const picture of links.filter((path) => path.endsWith('.png'))) {
    expect(statSync(join(root, picture)).size).toBeLessThan(300_000)
  }
})

test('every file and folder named in it exists', () => {
  const named = [...readme.matchAll(/`((?:bot|config|shared|test)\/[\w./-]*)`/g)].map(
    ([, path]) => path!,
  )
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
})
