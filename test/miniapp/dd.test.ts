import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../../config/root'
import { contract } from '../../shared/contract'
import type { Operation } from '../../shared/operation'
import { until } from '../support/world'
import { isBuilt, openContainer, type Answered } from './container'
import { fullDay, ids } from './day'
import type { Answers } from './fake'

const folder = join(root, 'miniapp/dist/dd')
/** The package as it is uploaded. */
// jest run by itself has none; npm test builds it, and counts a skipped test as failed under
// TEST_ALL
const withPackage = isBuilt(folder) ? describe : describe.skip
const pages = [
  'home',
  'warning',
  'issue',
  'approve',
  'board',
  'lists',
  'fill',
  'review',
  'summary',
  'task',
  'account',
  'sent',
  'examination',
]
const query: Record<string, Record<string, string>> = {
  warning: { warningId: ids.warningId },
  approve: { warningId: ids.drafted },
  board: { warningId: ids.warningId },
  fill: { checklistId: ids.checklistId, item: 'shelters' },
}

/** The service inside its envelope, as far as the day's table has answers. */
const service =
  (answers: Answers, asked: string[] = []) =>
  async (path: string, input: unknown, headers: Record<string, string>): Promise<Answered> => {
    const name = path.slice('/api/'.length)
    const [slice, key] = name.split('.') as [keyof typeof contract, never]
    asked.push(name)
    if (headers['x-envelope'] !== '1') return { status: 400, body: null }
    const operation = contract[slice][key] as Operation
    const answer = answers[slice]![key] as (input: unknown) => unknown
    return {
      status: 200,
      body: {
        ok: true,
        at: '2026-08-12T06:41:00Z',
        reply: operation.reply.encode(answer(operation.input.decode(input))),
      },
    }
  }
const open = (name: string, http = service(fullDay)) =>
  openContainer(folder, `pages/${name}/index`, query[name] ?? {}, http)

withPackage('the DingTalk package in a strict container', () => {
  test.each(pages)('%s is drawn, with every template it asks for', async (name) => {
    const container = open(name)
    await until(
      () => container.text().length > 8 && !container.text().includes('正在取'),
      `${name} is drawn`,
    )
    expect(container.faults).toEqual([])
  })

  test('a warning is confirmed in one tap', async () => {
    const asked: string[] = []
    const container = open('home', service(fullDay, asked))
    await until(() => container.text().includes('台风橙色预警'), 'the list')
    container.tap('收到')
    await until(() => /已确认 (?!.*待传)/.test(container.text()), 'the stamp')
    expect(asked).toContain('warnings.acknowledge')
    expect(container.faults).toEqual([])
  })

  test('what was done without a network waits, and is said to', async () => {
    let online = true
    const http = service(fullDay)
    const container = open('home', async (...call) => {
      if (!online) throw new Error('12')
      return http(...call)
    })
    await until(() => container.text().includes('台风橙色预警'), 'the list')
    online = false
    container.tap('收到')
    await until(() => container.text().includes('待传'), 'the stamp')
    expect([...container.store.keys()].filter((key) => key.startsWith('outbox.'))).toHaveLength(1)
  })

  test('every answer is kept at once', async () => {
    const container = open('fill')
    await until(() => container.text().includes('还差'), 'the form')
    container.tap('都看过')
    await until(
      () =>
        [...container.store].some(
          ([key, text]) => key.includes('draft.') && text.includes('"yes":true'),
        ),
      'the draft',
    )
    expect(container.faults).toEqual([])
  })

  test('weighs at most 1 MB, speaks ES5, and never says my', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      statSync(join(folder, file)).isFile(),
    )
    expect(files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)).toBeLessThan(
      1_048_576,
    )
    for (const file of files.filter((it) => it.endsWith('.js'))) {
      const text = readFileSync(join(folder, file), 'utf8')
      expect([file, /\bmy\.[a-z]/i.test(text)]).toEqual([file, false])
      expect([file, modern(text)]).toEqual([file, []])
    }
  })
})

/** Syntax that old clients cannot read. */
function modern(text: string): string[] {
  const found = new Set<string>()
  const visit = (node: ts.Node) => {
    if (
      ts.isArrowFunction(node) ||
      ts.isClassDeclaration(node) ||
      ts.isTemplateExpression(node) ||
      ts.isSpreadElement(node)
    ) {
      found.add(ts.SyntaxKind[node.kind])
    }
    if (ts.isVariableDeclarationList(node) && node.flags & ts.NodeFlags.BlockScoped) {
      found.add('let or const')
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('bundle.js', text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS))
  return [...found]
}
