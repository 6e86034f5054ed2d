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

/** What a page is drawn with. */
export type Drawing = {
  templates: ReadonlyMap<string, Mark>
  /** What every template may call. */
  helpers: Scope
  /**
   * Hears of a template that is asked for and not there, since the real client draws nothing in its
   * place.
   */
  missing: (name: string) => void
}

/** Draws a page with its data. */
export function draw(tree: Mark, data: Scope, drawing: Drawing): Drawn[] {
  return drawAll(tree.children, { ...drawing.helpers, ...data }, drawing)
}

const drawAll = (nodes: readonly Mark[], scope: Scope, drawing: Drawing): Drawn[] =>
  nodes.flatMap((node) => drawNode(node, scope, drawing))

function drawNode(node: Mark, scope: Scope, drawing: Drawing): Drawn[] {
  if (node.text !== undefined) return [drawText(node.text, scope)]
  if (node.attributes['a:for'] !== undefined) return drawEach(node, scope, drawing)
  const condition = node.attributes['a:if']
  if (condition !== undefined && !valueOf(condition, scope)) return []
  if (isSilent(node)) return []
  if (node.name === 'template') return drawTemplate(node, scope, drawing)
  if (node.name === 'block') return drawAll(node.children, scope, drawing)
  const attributes = attributesOf(node, scope)
  return [{ name: node.name, attributes, children: drawAll(node.children, scope, drawing) }]
}

const drawText = (text: string, scope: Scope): Drawn => ({
  name: '#text',
  attributes: {},
  children: [],
  text: String(valueOf(text, scope) ?? '').trim(),
})

/** What only tells the compiler something. */
const isSilent = ({ name, attributes }: Mark) =>
  name === 'import' || name === 'import-sjs' || (name === 'template' && attributes['name'])

function drawEach(node: Mark, scope: Scope, drawing: Drawing): Drawn[] {
  const { 'a:for': list, ...rest } = node.attributes
  const item = rest['a:for-item'] ?? 'item'
  const index = rest['a:for-index'] ?? 'index'
  const things = (valueOf(list!, scope) ?? []) as unknown[]
  return things.flatMap((thing, at) =>
    drawNode({ ...node, attributes: rest }, { ...scope, [item]: thing, [index]: at }, drawing),
  )
}

function drawTemplate({ attributes }: Mark, scope: Scope, drawing: Drawing): Drawn[] {
  const name = String(valueOf(attributes['is']!, scope))
  const template = drawing.templates.get(name)
  if (!template) {
    drawing.missing(name)
    return []
  }
  const given = attributes['data']?.replace(/^\{\{|\}\}$/g, '')
  const data = given ? (evaluate(`{${given}}`, scope) as Scope) : {}
  return drawAll(template.children, { ...drawing.helpers, ...data }, drawing)
}

const attributesOf = ({ attributes }: Mark, scope: Scope) =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      /^(on|catch)[A-Z]/.test(key) ? value : valueOf(value, scope),
    ]),
  )
