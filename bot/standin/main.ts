import { createStandin } from '.'

const {
  STANDIN_PORT = '7401',
  STANDIN_HOST = '127.0.0.1',
  STANDIN_CLIENT_ID,
  STANDIN_CLIENT_SECRET,
  STANDIN_CORP_ID,
} = process.env

void createStandin({
  port: Number(STANDIN_PORT),
  host: STANDIN_HOST,
  ...(STANDIN_CLIENT_ID && { clientId: STANDIN_CLIENT_ID }),
  ...(STANDIN_CLIENT_SECRET && { clientSecret: STANDIN_CLIENT_SECRET }),
  ...(STANDIN_CORP_ID && { corpId: STANDIN_CORP_ID }),
}).then((standin) => {
  process.stdout.write(`stand-in DingTalk at ${standin.url}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void standin.close().then(() => process.exit(0)))
  }
})
