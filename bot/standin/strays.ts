import { failure, newError, oldError, type Answer, type Family } from './answers'
import { TooLarge, type Call, type Reply } from './http'
import { page } from './page'
import { tellBug, type World } from './world'

/** The page of phones, or what the host that the path belongs to says to paths it does not know. */
export async function answerUnknown(call: Call): Promise<Reply> {
  const { method, path } = call
  if (path.startsWith('/_admin/')) {
    return { status: 404, body: { error: `no such admin call: ${method} ${path}` } }
  }
  const file = method === 'GET' ? await page(path) : undefined
  if (file) return file
  if (path.startsWith('/page/')) return { status: 404, body: '' }
  return familyOf(path) === 'new' ? noSuchAction() : noSuchPath(path)
}

/** A body that is too large, or a mistake of the stand-in: words, and a line in the story. */
export function answerBroken(world: World, url: string, error: unknown): Reply {
  if (error instanceof TooLarge) return { ...answerFor(url, '请求体过大'), status: 413 }
  tellBug(world, error, { url })
  return { ...answerFor(url, String(error)), status: 500 }
}

function answerFor(url: string, words: string): Answer {
  if (url.startsWith('/_admin/')) return { status: 500, body: { error: words } }
  return failure('broken', familyOf(url), words)
}

const familyOf = (url: string): Family => (/^\/v\d+\.\d+\//.test(url) ? 'new' : 'old')

const noSuchAction = () =>
  newError(
    'InvalidAction.NotFound',
    404,
    'Specified api is not found, please check your url and method.',
  )

/** The old host says so with status 200. */
function noSuchPath(path: string): Answer {
  const top = /^\/topapi\/(.+)$/.exec(path)?.[1]
  if (!top) return oldError(404, '请求的URI地址不存在')
  const words = `不合法ApiName，ApiName = dingtalk.oapi.${top.replaceAll('/', '.')}`
  return oldError(22, `Invalid method[submsg=${words}]`, { sub_msg: words })
}
