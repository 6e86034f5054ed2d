/**
 * `npm start`: the service, and beside it the stand-in for DingTalk where no real organisation is set.
 * Installs what is missing first; ends as the service ends; stops both when told to, the service before the stand-in that it still talks to.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { giveUp, install, root, say } from './install.mjs'

const readyWithin = 60_000, stopWithin = 30_000
const running = []
let stopping = null

install()
if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'))
const real = Boolean(process.env.DINGTALK_CLIENT_ID)
const service = await port('PORT', 7400), standin = real ? null : await port('STANDIN_PORT', 7401)
if (service === standin) giveUp(`PORT and STANDIN_PORT are both ${service}: the service and the stand-in need a port each.`)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop())
if (process.env.npm_lifecycle_event) stopWithNpm()

if (!real) {
  run('The stand-in', 'bot/standin/main.ts', { STANDIN_PORT: String(standin) }, true)
  await answers(`http://127.0.0.1:${standin}/`)
}
run('The service', 'bot/main.ts', real ? {} : besideStandin(`http://127.0.0.1:${standin}`))
await answers(`http://127.0.0.1:${service}/healthz`)
if (!stopping) say(real ? `The service is ready: ${process.env.PUBLIC_URL ?? `http://127.0.0.1:${service}`}` : `Ready. Open the page of phones: http://127.0.0.1:${standin}`)

/** npm passes SIGTERM to its shell only, which then dies without a word to us. */
function stopWithNpm() {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && void stop(), 300).unref()
}

/** The settings that make the service talk to the stand-in as if it were DingTalk. */
function besideStandin(url) {
  return {
    STANDIN: '1', DINGTALK_API_BASE: url, DINGTALK_OAPI_BASE: url,
    DINGTALK_CLIENT_ID: 'dingstandin', DINGTALK_CLIENT_SECRET: 'standin-secret', DINGTALK_ROBOT_CODE: 'dingstandin',
    DINGTALK_AGENT_ID: '1', DINGTALK_CARD_TEMPLATE_ID: 'standin.schema', DINGTALK_CORP_ID: 'dingcorpstandin',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  }
}

/** A port from the environment that nobody listens on, checked before anything is started. */
async function port(name, usual) {
  const value = Number(process.env[name] || usual)
  if (!Number.isInteger(value) || value < 1 || value > 65535) giveUp(`${name} must be a number from 1 to 65535, not "${process.env[name]}".`)
  const trouble = await new Promise((resolve) => {
    const probe = createServer().once('error', resolve).listen(value, () => probe.close(() => resolve(null)))
  })
  if (trouble) giveUp(`Port ${value} cannot be used (${trouble.code}): stop what listens there, or choose another, for example ${name}=${value + 100} npm start.`)
  return value
}

/** In a process group of its own, so that Ctrl-C reaches it once and in order; tied to us, so that it never outlives us. */
function run(title, file, settings, quiet = false) {
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', './bot/tied.mjs', file], {
    cwd: root, detached: true, stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit', 'ipc'], env: { ...process.env, ...settings },
  })
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
  running.push({ title, child, ended })
  void ended.then(({ code, signal }) => {
    if (stopping) return
    process.stderr.write(`${title} stopped by itself (${signal ?? `code ${code}`}).\n`)
    void stop(code || 1)
  })
}

/** Waits until it answers well; a child that ends meanwhile ends us too. */
async function answers(url) {
  const deadline = Date.now() + readyWithin
  while (!stopping) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.ok) return
    if (Date.now() > deadline) {
      process.stderr.write(`${url} did not answer within ${readyWithin / 1000} s${answer ? ` (status ${answer.status})` : ''}.\n`)
      return stop(1)
    }
    await pause(50)
  }
  await stopping
}

/** The last started goes first. The exit code is the service's, or that of whoever stopped by itself. */
function stop(code) {
  stopping ??= (async () => {
    let last = 0
    for (const { title, child, ended } of running.reverse()) {
      child.kill('SIGTERM')
      const patience = setTimeout(() => { process.stderr.write(`${title} did not stop within ${stopWithin / 1000} s and was ended.\n`); child.kill('SIGKILL') }, stopWithin)
      const { code: own, signal } = await ended
      clearTimeout(patience)
      if (signal !== 'SIGTERM') last ||= own ?? 1
    }
    process.exit(code ?? last)
  })()
  return stopping
}
