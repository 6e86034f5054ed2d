import { posix } from 'node:path'
import ts from 'typescript'

/** A tree of sources: path from the root, text. */
export type Tree = ReadonlyMap<string, string>
type Import = { from: string; typeOnly: boolean }
/** What a room may import: rooms, rooms of which it may know only the types, and libraries. */
type Rule = {
  rooms?: readonly string[]
  types?: readonly string[]
  libraries: (name: string) => boolean
}

const ground = ['journal', 'org', 'delivery', 'registers']
const only =
  (...names: string[]) =>
  (name: string) =>
    names.includes(name) || (names.includes('node:*') && name.startsWith('node:'))
const outside =
  /^(@?koa|koa-.+|ws|dingtalk-stream|@alicloud|mysql2|better-sqlite3|undici|node:(http|https|http2|net|tls|dgram|child_process))$/
const isDingTalk = (name: string) => /^(dingtalk-stream|@alicloud)$/.test(name)
/** Rooms that decide know neither the network nor the database's driver. */
const inside = (name: string) => !outside.test(name)
const library = (name: string) => !isDingTalk(name)
const slice: Rule = { rooms: ['core', ...ground, 'shared'], types: ['config'], libraries: inside }

/** Design §3, "who may import whom". A room that is not here is a slice. */
const rules: Readonly<Record<string, Rule>> = {
  shared: { libraries: only('zod') },
  config: { rooms: ['shared'], libraries: only('zod', 'yaml', 'node:*') },
  core: {
    rooms: ['shared'],
    types: ['config'],
    libraries: only('typeorm', 'zod', 'exceljs', 'node:crypto', 'node:zlib'),
  },
  journal: { ...slice, rooms: ['core', 'shared'] },
  delivery: { ...slice, rooms: ['core', 'shared', 'journal', 'org'] },
  org: { ...slice, rooms: ['core', 'shared', 'journal'] },
  registers: { ...slice, rooms: ['core', 'shared', 'journal', 'delivery', 'org'] },
  io: { rooms: ['core', 'shared'], types: ['config'], libraries: library },
  dingtalk: { rooms: ['core', 'shared', 'io'], types: ['config'], libraries: () => true },
  doctor: {
    rooms: ['core', 'shared', 'config', 'io', 'dingtalk'],
    libraries: library,
  },
  standin: { rooms: ['shared'], libraries: library },
  page: { libraries: () => false },
}

/** The room that a file stands in, or a folder that is imported by its name. */
export function roomOf(path: string): string {
  const [top = '', room = '', inner = ''] = path.split('/')
  if (top !== 'bot') return top
  if (/\.m?[jt]s$/.test(room)) return 'composition'
  if (room === 'standin' && inner === 'page') return 'page'
  return room === 'io' && inner === 'dingtalk' ? 'dingtalk' : room
}

/** Every import of these files that the table does not allow, in words. */
export function forbiddenImports(files: Tree, tree: Tree = files): string[] {
  return [...files]
    .filter(([file]) => /^(shared|config|bot)\//.test(file) && roomOf(file) !== 'composition')
    .flatMap(([file, text]) =>
      importsOf(file, text)
        .filter((it) => !allowed(file, it, tree))
        .map(({ from }) => `${file} imports ${from}`),
    )
}

function allowed(file: string, { from, typeOnly }: Import, tree: Tree): boolean {
  const room = roomOf(file)
  const rule = rules[room] ?? slice
  if (!from.startsWith('.')) return rule.libraries(packageOf(from))
  const path = posix.normalize(posix.join(posix.dirname(file), from))
  const target = roomOf(tree.has(`${path}.ts`) ? `${path}.ts` : path)
  return (
    target === room ||
    (rule.rooms ?? []).includes(target) ||
    (typeOnly && (rule.types ?? []).includes(target))
  )
}

/**
 * What `@koa/bodyparser` and `@alicloud/tea-util` are to the table: parts of koa and of DingTalk's
 * SDK.
 */
const packageOf = (from: string) => (from.startsWith('node:') ? from : from.split('/')[0]!)

const known = new Map<string, Import[]>()

/**
 * Imports, re-exports, `import()`, `require()` and types by `import('…')`, as the compiler reads
 * them.
 */
export function importsOf(file: string, text: string): Import[] {
  const read = known.get(text)
  if (read) return read
  const found: Import[] = []
  known.set(text, found)
  const visit = (node: ts.Node) => {
    const one = importOf(node)
    if (one) found.push(one)
    ts.forEachChild(node, visit)
  }
  visit(
    ts.createSourceFile(
      file,
      text,
      ts.ScriptTarget.ES2022,
      false,
      /\.m?js$/.test(file) ? ts.ScriptKind.JS : ts.ScriptKind.TS,
    ),
  )
  return found
}

function importOf(node: ts.Node): Import | null {
  if (ts.isImportDeclaration(node)) return textOf(node.moduleSpecifier, importsOnlyTypes(node))
  if (ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier, node.isTypeOnly)
  if (ts.isImportEqualsDeclaration(node)) return importOfEquals(node)
  if (ts.isImportTypeNode(node)) return importOfType(node)
  return ts.isCallExpression(node) ? importOfCall(node) : null
}

/** `import type … from`, and `import { type A, type B } from`. */
const importsOnlyTypes = ({ importClause }: ts.ImportDeclaration) =>
  importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
  onlyTypes(importClause?.namedBindings)

/** `import fs = require('fs')`; `import A = B.C` brings nothing in. */
function importOfEquals({ moduleReference, isTypeOnly }: ts.ImportEqualsDeclaration) {
  if (!ts.isExternalModuleReference(moduleReference)) return null
  return textOf(moduleReference.expression, isTypeOnly)
}

/** `import('…').Name` where a type stands. */
function importOfType({ argument }: ts.ImportTypeNode) {
  return ts.isLiteralTypeNode(argument) ? textOf(argument.literal, true) : null
}

/** `import('…')` and `require('…')`. */
function importOfCall({ expression, arguments: given }: ts.CallExpression) {
  const brings =
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === 'require')
  return brings ? textOf(given[0], false) : null
}

const onlyTypes = (names: ts.NamedImportBindings | undefined) =>
  Boolean(
    names &&
    ts.isNamedImports(names) &&
    names.elements.length &&
    names.elements.every((it) => it.isTypeOnly),
  )
const textOf = (node: ts.Node | undefined, typeOnly: boolean): Import | null =>
  node && ts.isStringLiteralLike(node) ? { from: node.text, typeOnly } : null

/** Files that are named after nothing. How long a file may be is the linter's. */
export const misnamed = (tree: Tree): string[] =>
  [...tree.keys()].filter((file) => /(^|\/)(utils?|helpers?|misc|common)(\.|\/)/.test(file))
