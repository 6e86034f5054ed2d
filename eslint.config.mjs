import { defineConfig, globalIgnores } from 'eslint/config'
import js from '@eslint/js'
import typescript from 'typescript-eslint'

/** A function's own lines: those of functions within it are theirs. So a closure that holds ten short functions is short. */
const ownLines = {
  meta: { schema: [{ type: 'integer' }], messages: { long: 'This function has {{ lines }} lines of its own; {{ most }} are allowed.' } },
  create(context) {
    const within = []
    const enter = () => within.push(0)
    const leave = (node) => {
      const span = node.loc.end.line - node.loc.start.line, lines = span + 1 - within.pop(), [most] = context.options
      if (within.length) within[within.length - 1] += span
      if (lines > most) context.report({ node, messageId: 'long', data: { lines, most } })
    }
    return Object.fromEntries(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].flatMap((kind) => [[kind, enter], [`${kind}:exit`, leave]]))
  },
}

const ours = {
  'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Export by name: a thing has one name everywhere.' }],
  'no-console': 'error',
  eqeqeq: 'error',
  complexity: ['error', 20],
  'max-depth': ['error', 4],
  'house/own-lines': ['error', 40],
}
const known = (names) => ({ globals: Object.fromEntries(names.split(' ').map((name) => [name, 'readonly'])) })

export default defineConfig(
  globalIgnores(['dist/', '.data/', 'coverage/', 'miniapp/']),
  js.configs.recommended,
  { plugins: { house: { rules: { 'own-lines': ownLines } } } },
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.recommended],
    rules: {
      ...ours,
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'house/own-lines': 'off', 'no-console': 'off' } },
  { files: ['bot/**/*.mjs', 'test/**/*.mjs'], rules: ours },
  { files: ['**/*.mjs', '*.js'], languageOptions: known('process module fetch AbortSignal setTimeout clearTimeout setInterval') },
  {
    files: ['bot/standin/page/**/*.js'],
    rules: ours,
    languageOptions: known('window document location history localStorage navigator performance fetch EventSource URL URLSearchParams AbortController AbortSignal Event Node Intl ' +
      'setTimeout clearTimeout setInterval clearInterval requestAnimationFrame matchMedia structuredClone queueMicrotask ResizeObserver'),
  },
)
