import { defineConfig, globalIgnores } from 'eslint/config'
import js from '@eslint/js'
import typescript from 'typescript-eslint'

const uncounted = { skipBlankLines: true, skipComments: true }

/** What style.md asks of every file, whatever it is written in. */
const ours = {
  'no-restricted-syntax': [
    'error',
    {
      selector: 'ExportDefaultDeclaration',
      message: 'Export by name: a thing has one name everywhere.',
    },
  ],
  'no-console': 'error',
  eqeqeq: 'error',
  curly: ['error', 'multi-line'],
  'one-var': ['error', 'never'],
  'max-statements-per-line': ['error', { max: 1 }],
  'no-nested-ternary': 'error',
  'no-multi-assign': 'error',
  'no-return-assign': 'error',
  complexity: ['error', 12],
  'max-params': ['error', 4],
  'max-depth': ['error', 3],
  'max-lines': ['error', { max: 300, ...uncounted }],
  'max-lines-per-function': ['error', { max: 60, ...uncounted }],
}

/** What only the compiler's types can tell. */
const typed = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  'no-shadow': 'off',
  '@typescript-eslint/no-shadow': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
}

const known = (names) => ({
  globals: Object.fromEntries(names.split(' ').map((name) => [name, 'readonly'])),
})
const browser =
  'window document location history localStorage navigator performance fetch EventSource URL ' +
  'URLSearchParams AbortController AbortSignal Event Node Intl setTimeout clearTimeout setInterval ' +
  'clearInterval requestAnimationFrame matchMedia structuredClone queueMicrotask ResizeObserver'

export default defineConfig(
  globalIgnores(['**/dist/', '.data/', 'coverage/']),
  js.configs.recommended,
  { rules: ours },
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [typescript.configs.recommended],
    languageOptions: { parserOptions: { projectService: true } },
    rules: typed,
  },
  {
    files: ['**/*.{js,mjs}'],
    rules: { 'no-shadow': 'error' },
    languageOptions: known(
      'process module require __dirname fetch URL AbortSignal setTimeout clearTimeout setInterval',
    ),
  },
  // Taro finds a page, and a tool its settings, by the default export.
  {
    files: [
      'miniapp/src/**/index.tsx',
      '**/*.config.{ts,mjs,js}',
      'miniapp/src/app.ts',
      'miniapp/config/*',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['test/**', '**/*.tsx'], rules: { 'max-lines-per-function': 'off' } },
  { files: ['test/**'], rules: { 'no-console': 'off' } },
  { files: ['bot/standin/page/**/*.js'], languageOptions: known(browser) },
  { files: ['miniapp/config/dd/*.js'], languageOptions: known('dd') },
)
