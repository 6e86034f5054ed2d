/** A node of a page's markup: an element with attributes, or a text. */
export type Mark = {
  name: string
  attributes: Record<string, string>
  children: Mark[]
  text?: string
}
/** What is drawn: attributes with their values. */
export type Drawn = {
  name: string
  attributes: Record<string, unknown>
  children: Drawn[]
  text?: string
}
type Scope = Record<string, unknown>

/** Reads axml; a tag that closes another is an error, as in the real compiler. */
export function parse(source: string): Mark {
  const root: Mark = { name: '#', attributes: {}, children: [] }
  const open = [root]
  for (const [, comment, tag, text] of source.matchAll(
    /(<!--[\s\S]*?-->)|<((?:"[^"]*"|[^>"])*)>|([^<]+)/g,
  )) {
    const into = open.at(-1)!
    if (comment !== undefined) continue
    if (text !== undefined) {
      if (text.trim()) into.children.push({ name: '#text', attributes: {}, children: [], text })
      continue
    }
    if (tag!.startsWith('/')) {
      if (into.name !== tag!.slice(1).trim()) {
        throw new Error(`</${tag!.slice(1)}> closes <${into.name}>`)
      }
      open.pop()
      continue
    }
    const name = /^[\w-]+/.exec(tag!)![0]
    const attributes: Record<string, string> = {}
    for (const [, key, value] of tag!.slice(name.length).matchAll(/([\w:.-]+)(?:="([^"]*)")?/g)) {
      attributes[key!] = value ?? 'true'
    }
    const node: Mark = { name, attributes, children: [] }
    into.children.push(node)
    if (!tag!.endsWith('/')) open.push(node)
  }
  return root
}

const known = new Map<string, (scope: Scope) => unknown>()
/** An expression between braces; what is not there is undefined. */
function evaluate(expression: string, scope: Scope): unknown {
  let run = known.get(expression)
  if (!run) {
    known.set(
      expression,
      (run = new Function('$', `with ($) { return (${expression}) }`) as (scope: Scope) => unknown),
    )
  }
  return run(
    new Proxy(scope, {
      has: (_, key) => key !== 'undefined',
      get: (it, key) => (key === Symbol.unscopables ? undefined : it[key as string]),
    }),
  )
}
function valueOf(text: string, scope: Scope): unknown {
  const whole = /^\{\{([\s\S]*)\}\}$/.exec(text)
  return whole && !whole[1]!.includes('}}')
    ? evaluate(whole[1]!, scope)
    : text.replace(/\{\{([\s\S]*?)\}\}/g, (_, it: string) => String(evaluate(it, scope) ?? ''))
}

/** Draws a page with its data. A template that is asked for and not there is told, since the real client draws nothing in its place. */
export function draw(
  tree: Mark,
  templates: ReadonlyMap<string, Mark>,
  helpers: Scope,
  data: Scope,
  missing: (name: string) => void,
): Drawn[] {
  const all = (nodes: readonly Mark[], scope: Scope): Drawn[] =>
    nodes.flatMap((node) => one(node, scope))
  function one(node: Mark, scope: Scope): Drawn[] {
    if (node.text !== undefined) {
      return [
        {
          name: '#text',
          attributes: {},
          children: [],
          text: String(valueOf(node.text, scope) ?? '').trim(),
        },
      ]
    }
    const { 'a:for': list, ...rest } = node.attributes
    if (list !== undefined) {
      const item = rest['a:for-item'] ?? 'item'
      const index = rest['a:for-index'] ?? 'index'
      return ((valueOf(list, scope) ?? []) as unknown[]).flatMap((it, at) =>
        one({ ...node, attributes: rest }, { ...scope, [item]: it, [index]: at }),
      )
    }
    if (rest['a:if'] !== undefined && !valueOf(rest['a:if'], scope)) return []
    if (
      node.name === 'import' ||
      node.name === 'import-sjs' ||
      (node.name === 'template' && rest['name'])
    ) {
      return []
    }
    if (node.name === 'template') {
      const name = String(valueOf(rest['is']!, scope))
      const template = templates.get(name)
      if (!template) {
        missing(name)
        return []
      }
      return all(template.children, {
        ...helpers,
        ...(rest['data']
          ? (evaluate(`{${rest['data'].replace(/^\{\{|\}\}$/g, '')}}`, scope) as Scope)
          : {}),
      })
    }
    if (node.name === 'block') return all(node.children, scope)
    const attributes = Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [
        key,
        /^(on|catch)[A-Z]/.test(key) ? value : valueOf(value, scope),
      ]),
    )
    return [{ name: node.name, attributes, children: all(node.children, scope) }]
  }
  return all(tree.children, { ...helpers, ...data })
}
