import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession } from '../../bot/io/session'
import { root } from '../../config/root'
import { freePort, start } from './programs'
import { sealKey, sessionSecret } from './stock'

export type Service = Awaited<ReturnType<typeof startService>>

/**
 * The real service, as `npm start` runs it with a real organisation: the DingTalk it talks to is at
 * `dingtalk`. Calls go as fast as they can, or at most so many `perSecond`.
 */
export async function startService(databaseUrl: string, dingtalk: string, perSecond = 0) {
  const folder = mkdtempSync(join(tmpdir(), 'yjd-bench-'))
  const port = await freePort()
  const config = join(root, 'config')
  for (const file of readdirSync(config).filter((name) => name.endsWith('.yaml'))) {
    cpSync(join(config, file), join(folder, file))
  }
  const delivery = join(folder, 'delivery.yaml')
  writeFileSync(
    delivery,
    readFileSync(delivery, 'utf8').replace(/^perSecond: \d+/m, `perSecond: ${perSecond}`),
  )
  const program = await start(
    'bot/main.ts',
    {
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      CONFIG_DIR: folder,
      FEED_DIR: join(folder, 'feed'),
      LOG_LEVEL: 'warn',
      DINGTALK_CLIENT_ID: 'dingstandin',
      DINGTALK_CLIENT_SECRET: 'standin-secret',
      DINGTALK_ROBOT_CODE: 'dingstandin',
      DINGTALK_AGENT_ID: '1001',
      DINGTALK_CARD_TEMPLATE_ID: 'standin-card.schema',
      DINGTALK_CORP_ID: 'dingcorp',
      DINGTALK_API_BASE: dingtalk,
      DINGTALK_OAPI_BASE: dingtalk,
      SESSION_SECRET: sessionSecret.toString('base64'),
      SEAL_KEY: sealKey.toString('base64'),
    },
    { profile: true },
  )
  const session = createSession(sessionSecret)
  const tokens = new Map<string, string>()
  /** An operation over HTTP, as somebody. */
  const call = async <R>(personId: string, name: string, input: unknown): Promise<R> => {
    if (!tokens.has(personId)) tokens.set(personId, session.open(personId, new Date()).token)
    const answer = await fetch(`http://127.0.0.1:${port}/api/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tokens.get(personId)!}`,
      },
      body: JSON.stringify(input),
    })
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as R
  }
  const stop = async () => {
    await program.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...program, url: `http://127.0.0.1:${port}`, stop, call }
}
