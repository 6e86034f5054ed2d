import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { root } from './root'

/**
 * A variable that cannot be used. The message is one line: which one and what it should be, never
 * what it was.
 */
export class EnvError extends Error {
  override name = 'EnvError'
}

const Port = z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(1).max(65535))
const Count = z.string().regex(/^\d$/).transform(Number)
const Words = z.string().regex(/^\S+$/)
const Base = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''))
const Folder = z.string().transform((path) => resolve(root, path))
const Key = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === 32)
const Level = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
const Store = z.string().transform((text, context) => {
  if (!/^[a-z]\w+:/i.test(text)) return resolve(root, text)
  const url = URL.canParse(text) ? new URL(text) : null
  if (
    !/^(mysql|mariadb):$/.test(url?.protocol ?? '') ||
    !url?.hostname ||
    url.pathname.length < 2
  ) {
    context.addIssue('neither')
  }
  return text
})

/** Each variable once: what is taken, in words too, what it is without, and what it is for. */
const variables = {
  PORT: variable(Port, 'a port from 1 to 65535', '7400', 'Port of the service'),
  HOST: variable(
    Words,
    'an address of this machine',
    '127.0.0.1',
    'Address that the service listens on; with a real organisation all of them, unless it is set',
  ),
  PROXIES: variable(
    Count,
    'a number from 0 to 9',
    '0',
    'How many proxies stand in front, each of which adds to X-Forwarded-For: limits are for each address',
  ),
  STANDIN_PORT: variable(
    Port,
    'a port from 1 to 65535',
    '7401',
    'Port of the stand-in DingTalk and its page of phones',
  ),
  DATABASE_URL: variable(
    Store,
    'mysql://user:password@host:port/name, or the path of an SQLite file',
    '<data>/yingji.db',
    'MySQL in production, else an embedded database',
  ),
  DINGTALK_CLIENT_ID: variable(
    Words,
    'the Client ID of the app',
    '',
    'Client ID (AppKey) of the internal app; with its five companions, a real organisation instead of the stand-in',
  ),
  DINGTALK_CLIENT_SECRET: variable(
    Words,
    'the Client Secret of the app',
    '',
    'Client Secret (AppSecret) of the app',
  ),
  DINGTALK_ROBOT_CODE: variable(Words, 'the robotCode of the app', '', 'robotCode of the robot'),
  DINGTALK_AGENT_ID: variable(
    z.string().regex(/^\d+$/).transform(Number),
    'the AgentId of the app, a number',
    '',
    'AgentId, for work notices',
  ),
  DINGTALK_CARD_TEMPLATE_ID: variable(
    Words,
    'the id of the published card template',
    '',
    'Template of the interactive card',
  ),
  DINGTALK_CORP_ID: variable(
    Words,
    'the CorpId of the organisation',
    '',
    'CorpId, for logging in from the mini-program',
  ),
  DINGTALK_MINIAPP_ID: variable(
    Words,
    'the id of the mini-program',
    '',
    'Mini-program that the links of cards open; without it they open its pages at `PUBLIC_URL`',
  ),
  DINGTALK_API_BASE: variable(
    Base,
    'an http or https address',
    'https://api.dingtalk.com',
    'New DingTalk API; the stand-in when there is no app',
  ),
  DINGTALK_OAPI_BASE: variable(
    Base,
    'an http or https address',
    'https://oapi.dingtalk.com',
    'Old DingTalk API; the stand-in when there is no app',
  ),
  SESSION_SECRET: variable(
    Key,
    '32 random bytes in base64 (openssl rand -base64 32)',
    '',
    'Signs sessions; needed with a real organisation, else made once and kept in <data>',
  ),
  SEAL_KEY: variable(
    Key,
    '32 random bytes in base64 (openssl rand -base64 32)',
    '',
    'Seals phone numbers; needed with a real organisation, else made once and kept in <data>. Lost means unreadable',
  ),
  FEED_DIR: variable(
    Folder,
    'a folder',
    '<data>/feed',
    'Watched folder for files of the national warning feed',
  ),
  LOG_LEVEL: variable(Level, `one of ${Level.options.join(', ')}`, 'info', 'How much is logged'),
  CONFIG_DIR: variable(Folder, 'a folder', '<root>/config', 'Folder of the policy files (*.yaml)'),
  PUBLIC_URL: variable(
    Base,
    'an http or https address',
    'http://127.0.0.1:<PORT>',
    'Address of the service as phones see it',
  ),
}

/**
 * For README: name, default, what for. `<root>` is the repository, `<data>` is
 * `<root>/.data/<PORT>`.
 */
export const envDocs = Object.entries(variables).map(([name, { fallback, what }]) => ({
  name,
  default: fallback,
  what,
}))

export type Env = ReturnType<typeof readEnv>

/**
 * The environment, checked as a whole. Without a DingTalk app the stand-in takes its place, and
 * keys are made once and kept in the data folder.
 */
export function readEnv(
  given: Readonly<Record<string, string | undefined>>,
  dataRoot = join(root, '.data'),
) {
  const values = readVariables(given)
  const app = appOf(values)
  const port = values.PORT ?? 7400
  const standinPort = values.STANDIN_PORT ?? 7401
  if (port === standinPort) throw new EnvError('STANDIN_PORT should be another port than PORT')
  const dataFolder = join(dataRoot, String(port))
  const keyOf = (name: 'SESSION_SECRET' | 'SEAL_KEY', file: string) =>
    values[name] ?? (app ? missing(name) : keptKey(dataFolder, file))
  return {
    port,
    ...listeningOf(values, app !== null),
    standinPort,
    dataFolder,
    standin: app === null,
    databaseUrl: values.DATABASE_URL ?? join(dataFolder, 'yingji.db'),
    dingtalk: app ? realDingTalk(values, app) : standinDingTalk(values, standinPort),
    sessionSecret: keyOf('SESSION_SECRET', 'session.key'),
    sealKey: keyOf('SEAL_KEY', 'seal.key'),
    feedFolder: values.FEED_DIR ?? join(dataFolder, 'feed'),
    configFolder: values.CONFIG_DIR ?? join(root, 'config'),
    logLevel: values.LOG_LEVEL ?? ('info' as const),
    publicUrl: values.PUBLIC_URL ?? `http://127.0.0.1:${port}`,
  }
}

/** With the stand-in nobody outside this machine has any business here. */
const listeningOf = ({ HOST, PROXIES }: Values, isReal: boolean) => ({
  host: HOST ?? (isReal ? null : '127.0.0.1'),
  proxies: PROXIES ?? 0,
})

type DingTalk = DingTalkApp & { miniAppId?: string; apiBase: string; oapiBase: string }
const realDingTalk = (values: Values, app: DingTalkApp): DingTalk => ({
  ...app,
  ...miniAppOf(values),
  apiBase: values.DINGTALK_API_BASE ?? variables.DINGTALK_API_BASE.fallback,
  oapiBase: values.DINGTALK_OAPI_BASE ?? variables.DINGTALK_OAPI_BASE.fallback,
})
function standinDingTalk(values: Values, standinPort: number): DingTalk {
  const here = `http://127.0.0.1:${standinPort}`
  return {
    ...standinApp,
    ...miniAppOf(values),
    apiBase: values.DINGTALK_API_BASE ?? here,
    oapiBase: values.DINGTALK_OAPI_BASE ?? here,
  }
}
const miniAppOf = ({ DINGTALK_MINIAPP_ID: miniAppId }: Values) => (miniAppId ? { miniAppId } : {})

type DingTalkApp = {
  clientId: string
  clientSecret: string
  robotCode: string
  agentId: number
  templateId: string
  corpId: string
}
/** What the stand-in takes without being told. */
const standinApp: DingTalkApp = {
  clientId: 'dingstandin',
  clientSecret: 'standin-secret',
  robotCode: 'dingstandin',
  agentId: 1001,
  templateId: 'standin-card.schema',
  corpId: 'dingcorp',
}

function variable<T extends z.ZodType<unknown, string>>(
  schema: T,
  should: string,
  fallback: string,
  what: string,
) {
  return { schema, should, fallback, what }
}

type Values = { [K in keyof typeof variables]?: z.output<(typeof variables)[K]['schema']> }

/** Empty counts as not set. */
function readVariables(given: Readonly<Record<string, string | undefined>>): Values {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, { schema, should }]) => {
      const text = given[name]?.trim()
      if (!text) return []
      const parsed = schema.safeParse(text)
      if (!parsed.success) throw new EnvError(`${name} should be ${should}`)
      return [[name, parsed.data]]
    }),
  )
}

function appOf({
  DINGTALK_CLIENT_ID,
  DINGTALK_CLIENT_SECRET,
  DINGTALK_ROBOT_CODE,
  DINGTALK_AGENT_ID,
  DINGTALK_CARD_TEMPLATE_ID,
  DINGTALK_CORP_ID,
}: Values): DingTalkApp | null {
  const app = {
    DINGTALK_CLIENT_ID,
    DINGTALK_CLIENT_SECRET,
    DINGTALK_ROBOT_CODE,
    DINGTALK_AGENT_ID,
    DINGTALK_CARD_TEMPLATE_ID,
    DINGTALK_CORP_ID,
  }
  const absent = Object.entries(app)
    .filter(([, value]) => value === undefined)
    .map(([name]) => name)
  if (absent.length === Object.keys(app).length) return null
  if (absent.length > 0) {
    const names = `${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'}`
    throw new EnvError(
      `${names} missing: set all six of the DingTalk app, or none for the stand-in`,
    )
  }
  return {
    clientId: DINGTALK_CLIENT_ID!,
    clientSecret: DINGTALK_CLIENT_SECRET!,
    robotCode: DINGTALK_ROBOT_CODE!,
    agentId: DINGTALK_AGENT_ID!,
    templateId: DINGTALK_CARD_TEMPLATE_ID!,
    corpId: DINGTALK_CORP_ID!,
  }
}

function missing(name: keyof typeof variables): never {
  throw new EnvError(
    `${name} is missing: with a real organisation it should be ${variables[name].should}`,
  )
}

/**
 * Linked into place when complete, so that two instances starting at once end up with the same key.
 */
function keptKey(folder: string, name: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, name)
  const draft = `${file}.${process.pid}`
  const read = () => Key.safeParse(readFileSync(file, 'utf8').trim())
  try {
    writeFileSync(draft, randomBytes(32).toString('base64'), { mode: 0o600 })
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  const kept = read()
  if (!kept.success) {
    throw new EnvError(
      `${file} should hold 32 bytes in base64: put the right key back, or delete it with the data beside it`,
    )
  }
  return kept.data
}
