import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { examine, type Finding } from '../../bot/doctor/check'
import { checks } from '../../bot/doctor/checks'
import { openStage, type Stage, type StageOptions } from '../../bot/doctor/stage'
import { createStandin, type Standin, type StandinOptions } from '../../bot/standin'

export const boss = 'boss'
export const people = [
  { userId: boss, unionId: 'union/boss=', name: '江敏', mobile: '13800000001', deptIds: [7] },
  { userId: 'u2', unionId: 'union2', name: '周国平', deptIds: [7] },
]

export const patient = { call: 60_000, open: 60_000, press: 60_000 }

type Ward = { standin: Standin; stage: Stage }
/** What the administrator does when he is asked, by words of what he is asked. */
export type Hands = readonly (readonly [RegExp, (ward: Ward) => Promise<unknown>])[]

type Face = Record<string, string>
const drawn = ({ standin, stage }: Ward, card: string): Face =>
  standin.world.cards.draw(`${stage.key}-${card}`, boss) ?? {}
/** As the template passes them on: the button's own two variables, under two fixed names. */
const pressed = ({ standin, stage }: Ward, card: string, params: object) =>
  standin.press({
    userId: boss,
    outTrackId: `${stage.key}-${card}`,
    actionId: 'button',
    params: params as Record<string, unknown>,
  })
const pressFirst = (ward: Ward) => {
  const { action, params } = drawn(ward, 'card')
  return pressed(ward, 'card', { action, params })
}
const pressSecond = (ward: Ward) => {
  const { action2, params2 } = drawn(ward, 'card')
  return pressed(ward, 'card', { action: action2, params: params2 })
}
async function count(ward: Ward) {
  const { action, params } = drawn(ward, 'count')
  for (let n = 0; n < 5; n++) await pressed(ward, 'count', { action, params })
}
/** The page asks DingTalk for a code and hands it to the service. */
export async function logIn({ standin, stage }: Ward, userId = boss) {
  const authCode = standin.world.tokens.codes.hand(userId)
  await visit(stage, 'app/')
  return visit(stage, 'api/session.open', { authCode })
}
export const visit = (stage: Stage, path: string, body?: object) =>
  fetch(`http://127.0.0.1:${stage.env().port}/${path}`, {
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })

/** Somebody who does what he is asked, on a template that is as README wants it. */
export const willing = {
  says: [/写两个字/, ({ standin }) => standin.say({ userId: boss, text: '测试' })],
  presses: [/体检卡片/, pressFirst],
  confirms: [/变成「已确认」/, pressSecond],
  opens: [/体检网页/, logIn],
  counts: [/体检用量/, count],
  moves: [
    /职位改一个字/,
    ({ standin }) => standin.event({ eventType: 'user_modify_org', data: { userId: [boss] } }),
  ],
} as const satisfies Record<string, Hands[number]>

type WardOptions = {
  standin?: StandinOptions
  given?: Record<string, string | undefined>
  hands?: Partial<Record<keyof typeof willing, (ward: Ward) => Promise<unknown>>>
  stage?: Partial<StageOptions>
}
export type Opened = Awaited<ReturnType<typeof openWard>>

/** An organisation that is set up as README says, the doctor in front of it, and its administrator. */
export async function openWard({ standin: setUp, given, hands, stage: more }: WardOptions = {}) {
  const standin = await createStandin(setUp)
  standin.world.directory.replace([{ deptId: 7, name: '石塘镇', parentId: 1 }], people)
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
  cpSync(join(__dirname, '../support/policy'), join(folder, 'config'), { recursive: true })
  const pagesFolder = buildPages(folder)

  let acting: Promise<unknown> = Promise.resolve()
  const asked: string[] = []
  const stage: Stage = openStage({
    given: { ...(await variablesFor(standin, folder)), ...given },
    adminKey: boss,
    now: () => new Date(),
    // What the administrator did has reached the doctor before his time is up.
    later: () => acting,
    ask(what) {
      asked.push(what)
      const found = Object.entries(willing).find(([, [words]]) => words.test(what))
      const act = found && (hands?.[found[0] as keyof typeof willing] ?? found[1][1])
      acting = acting.then(() => act?.({ standin, stage }))
    },
    type: async () => usageOf(standin),
    pagesFolder,
    dataRoot: join(folder, 'data'),
    // No call is late because the machine is busy.
    timing: { ...patient, firstWait: 1, longestWait: 5, goodbye: 20 },
    ...more,
  })

  return {
    standin,
    stage,
    folder,
    asked,
    async examine() {
      const { examined: list, known } = await examine(checks, stage)
      const findings: Record<string, Finding> = Object.fromEntries(
        list.map(({ check, finding }) => [check.name, finding]),
      )
      return { findings, known, examined: list }
    },
    async close(door?: { close(): Promise<void> }) {
      await door?.close()
      await stage.close()
      await standin.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Opens, examines and closes again. */
export async function examined(options: WardOptions = {}, upset?: (ward: Opened) => unknown) {
  const ward = await openWard(options)
  let door: { close(): Promise<void> } | undefined
  try {
    await upset?.(ward)
    const result = await ward.examine()
    door = result.known.door
    return { ...result, asked: ward.asked }
  } finally {
    await ward.close(door)
  }
}

/** The names of the checks that are not fine, by what they are. */
export const named = (findings: Record<string, Finding>, state: Finding['state']) =>
  Object.entries(findings)
    .filter(([, finding]) => finding.state === state)
    .map(([name]) => name)

function usageOf(standin: Standin): string {
  const { api, stream } = standin.world.meter.read()
  return `${api.used}/${api.limit} ${stream.used}/${stream.limit}`
}

function buildPages(folder: string): string {
  const pages = join(folder, 'h5')
  mkdirSync(pages)
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>应急钉</title>')
  writeFileSync(join(pages, 'app.js'), `const corp = 'dingcorp'; const client = 'dingstandin'`)
  return pages
}

export const key = (byte: number) =>
  Buffer.from(Array.from({ length: 32 }, (_, n) => (n * byte) % 251)).toString('base64')

export async function variablesFor({ url }: Standin, folder: string) {
  return {
    PORT: String(await freePort()),
    DATABASE_URL: join(folder, 'data', 'yingji.db'),
    DINGTALK_CLIENT_ID: 'dingstandin',
    DINGTALK_CLIENT_SECRET: 'standin-secret',
    DINGTALK_ROBOT_CODE: 'dingstandin',
    DINGTALK_AGENT_ID: '1001',
    DINGTALK_CARD_TEMPLATE_ID: 'card.schema',
    DINGTALK_CORP_ID: 'dingcorp',
    DINGTALK_API_BASE: url,
    DINGTALK_OAPI_BASE: url,
    SESSION_SECRET: key(3),
    SEAL_KEY: key(7),
    CONFIG_DIR: join(folder, 'config'),
    PUBLIC_URL: 'https://yjd.example.gov.cn',
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
