import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import vm from 'node:vm'
import { draw, parse, type Drawn, type Mark } from './axml'

type Options = Record<string, unknown> & {
  success?: (answer: unknown) => void
  fail?: (error: unknown) => void
}
type Page = Record<string, unknown> & {
  data: Record<string, unknown>
  eh?: (event: unknown) => void
  onLoad?: (query: object) => void
  onReady?: () => void
  onShow?: () => void
}
export type Answered = { status: number; body: unknown }
type Http = (path: string, input: unknown, headers: Record<string, string>) => Promise<Answered>

/**
 * Plays DingTalk's container for the real bundle, and is stricter than a browser: no DOM, no `my`,
 * a body must be a text,
 * 4xx and 5xx are `fail` without a body, a template that is missing is told. It is not DingTalk.
 */
export function openContainer(
  folder: string,
  path: string,
  query: Record<string, string>,
  http: Http,
) {
  const faults: string[] = []
  const calls: string[] = []
  const store = new Map<string, string>()
  const files = new Map<string, string>()
  let app: Record<string, ((it: object) => void) | undefined> = {}
  let page: Page | null = null
  let drawn: Drawn[] = []
  let turn = path
  const definitions = new Map<string, Page>()
  const went: string[] = []
  const later = (run: () => void) => void setTimeout(run, 0)

  const dd: Record<string, unknown> = {
    SDKVersion: '2.8.18',
    canIUse: (name: string) => name in dd,
    httpRequest({ url, data, headers, success, fail }: Options) {
      calls.push(`httpRequest ${String(url)}`)
      if (typeof data !== 'string') {
        faults.push(`httpRequest with a body of ${typeof data}`)
        later(() => fail?.({ error: 2 }))
        return
      }
      http(String(url), JSON.parse(data), headers as Record<string, string>).then(
        ({ status, body }) =>
          status < 400
            ? success?.({ status, data: body, headers: {} })
            : fail?.({ error: 19, status }),
        () => fail?.({ error: 12 }),
      )
    },
    getStorageSync: ({ key }: { key: string }) => ({ data: store.get(key) ?? null }),
    setStorageSync({ key, data }: { key: string; data: unknown }) {
      if (typeof data !== 'string' || data.length > 200 * 1024) faults.push(`storage of ${key}`)
      store.set(key, String(data))
    },
    removeStorageSync: ({ key }: { key: string }) => void store.delete(key),
    getSystemInfoSync: () => ({
      platform: 'Android',
      windowWidth: 390,
      windowHeight: 844,
      pixelRatio: 2,
      screenWidth: 390,
      screenHeight: 844,
    }),
    getAuthCode({ success }: Options) {
      calls.push('getAuthCode')
      later(() => success?.({ authCode: 'code' }))
    },
    setNavigationBar: ({ success }: Options) => later(() => success?.({})),
    setNavigationBarTitle: ({ success }: Options) => later(() => success?.({})),
    navigateTo({ url, success }: Options) {
      went.push(String(url))
      later(() => success?.({}))
    },
    redirectTo({ url, success }: Options) {
      went.push(String(url))
      later(() => success?.({}))
    },
    reLaunch({ url, success }: Options) {
      went.push(String(url))
      later(() => success?.({}))
    },
    chooseImage: ({ success }: Options) =>
      later(() => success?.({ filePaths: ['https://resource/a.image'] })),
    compressImage: ({ filePaths, success, fail }: Options) =>
      later(() =>
        Array.isArray(filePaths)
          ? success?.({ filePaths: ['https://resource/small.image'] })
          : fail?.({ error: 2 }),
      ),
    getLocation: ({ type, success, fail }: Options) =>
      later(() =>
        typeof type === 'number'
          ? success?.({ longitude: '121.6', latitude: '28.3' })
          : fail?.({ error: 2 }),
      ),
    getFileSystemManager: () => ({
      saveFile: ({ tempFilePath, success }: Options) =>
        later(() => {
          files.set('kept', String(tempFilePath))
          success?.({ savedFilePath: 'kept' })
        }),
      readFile: ({ success }: Options) =>
        later(() => success?.({ data: Buffer.from('photo').toString('base64') })),
      removeSavedFile: ({ success }: Options) => later(() => success?.({})),
    }),
    onNetworkStatusChange: () => undefined,
    onThemeChange: () => undefined,
    pageScrollTo: () => undefined,
  }

  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const context = vm.createContext({
    dd,
    console,
    setTimeout,
    clearTimeout,
    setInterval: (run: () => void, ms: number) => setInterval(run, ms).unref(),
    clearInterval,
    Promise,
    App: (it: typeof app) => {
      app = it
    },
    Page: (it: Page) => void definitions.set(turn, it),
    Component: () => undefined,
    getApp: () => app,
    getCurrentPages: () => (page ? [page] : []),
    navigator: { userAgent: 'DingTalk' },
    getRegExp: (source: string, flags: string) => new RegExp(source, flags),
  })
  const modules = new Map<string, { exports: unknown }>()
  function load(name: string): unknown {
    const file = name.replace(/\.js$/, '')
    const had = modules.get(file)
    if (had) return had.exports
    const own = { exports: {} as unknown }
    const before = turn
    modules.set(file, own)
    turn = file
    const run = vm.runInContext(
      `(function (require, module, exports) { ${read(`${file}.js`)}\n})`,
      context,
      { filename: `${file}.js` },
    ) as (require: (it: string) => unknown, module: object, exports: unknown) => void
    run((it) => load(posix.join(posix.dirname(file), it)), own, own.exports)
    turn = before
    return own.exports
  }

  const templates = new Map<string, Mark>()
  const helpers: Record<string, unknown> = {}
  function markup(name: string): Mark {
    const tree = parse(read(name))
    for (const { name: tag, attributes, ...node } of tree.children) {
      const beside = (it: string) => posix.join(posix.dirname(name), it)
      if (tag === 'import') markup(beside(attributes['src']!))
      if (tag === 'import-sjs') {
        helpers[attributes['name']!] = new Function(
          read(beside(attributes['from']!)).replace('export default', 'return'),
        )()
      }
      if (tag === 'template' && attributes['name']) {
        templates.set(attributes['name'], { name: tag, attributes, ...node })
      }
    }
    return tree
  }
  const keysOf = (at: string) =>
    at
      .replace(/\[(\d+)\]/g, '.$1')
      .split('.')
      .filter(Boolean)
  const within = (of: unknown, keys: readonly string[]) =>
    keys.reduce((it, key) => ((it as Record<string, unknown>)[key] ??= {}), of) as Record<
      string,
      unknown
    >
  const redraw = () => {
    const missing = (name: string) => void faults.push(`no template ${name}`)
    drawn = draw(tree, page!.data, { templates, helpers, missing })
  }

  load('app')
  app['onLaunch']?.({ path, query: {} })
  app['onShow']?.({ path, query: {} })
  load(path)
  const tree = markup(`${path}.axml`)
  const definition = definitions.get(path)!
  page = {
    ...definition,
    data: structuredClone(definition.data ?? {}),
    route: path,
    setData(change: Record<string, unknown>, done?: () => void) {
      for (const [at, value] of Object.entries(JSON.parse(JSON.stringify(change)) as object)) {
        const keys = keysOf(at)
        const last = keys.pop()!
        within(page!.data, keys)[last] = value
      }
      redraw()
      done?.()
    },
    $batchedUpdates: (run: () => void) => run(),
  }
  for (const [key, value] of Object.entries(page)) {
    if (typeof value === 'function') page[key] = (value as () => unknown).bind(page)
  }
  page.onLoad?.(query)
  page.onReady?.()
  page.onShow?.()

  const all = (nodes: readonly Drawn[]): Drawn[] =>
    nodes.flatMap((node) => [node, ...all(node.children)])
  const words = (node: Drawn): string => node.text ?? node.children.map(words).join('')
  const text = () => drawn.map(words).join('\n')
  const fire = (node: Drawn, type: string, detail: object) => {
    const dataset = Object.fromEntries(
      Object.entries(node.attributes)
        .filter(([key]) => key.startsWith('data-'))
        .map(([key, value]) => [key.slice(5), value]),
    )
    const target = { id: node.attributes['id'], dataset }
    page.eh!({ type, timeStamp: Date.now(), target, currentTarget: target, detail })
  }
  const find = (what: string, is: (node: Drawn) => boolean) => {
    const found = all(drawn).filter(is).at(-1)
    if (!found) throw new Error(`there is no ${what} in: ${text()}`)
    return found
  }
  const tap = (label: string) =>
    fire(
      find(`button ${label}`, (node) => 'onTap' in node.attributes && words(node) === label),
      'tap',
      {},
    )
  const type = (id: string, value: string) =>
    fire(
      find(`input ${id}`, (node) => node.attributes['id'] === id),
      'input',
      { value, cursor: value.length },
    )
  return { text, tap, type, faults, calls, went, store }
}
export const isBuilt = (folder: string) => existsSync(join(folder, 'app.js'))
