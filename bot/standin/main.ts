import { writeFileSync } from 'node:fs'
import { createStandin } from '.'

const {
  STANDIN_PORT = '7401',
  STANDIN_HOST = '127.0.0.1',
  STANDIN_CLIENT_ID,
  STANDIN_CLIENT_SECRET,
  STANDIN_CORP_ID,
  STANDIN_TLS_PORT,
  STANDIN_CERTIFICATE = 'standin.pem',
} = process.env

void createStandin({
  port: Number(STANDIN_PORT),
  host: STANDIN_HOST,
  ...(STANDIN_TLS_PORT && { tlsPort: Number(STANDIN_TLS_PORT) }),
  ...(STANDIN_CLIENT_ID && { clientId: STANDIN_CLIENT_ID }),
  ...(STANDIN_CLIENT_SECRET && { clientSecret: STANDIN_CLIENT_SECRET }),
  ...(STANDIN_CORP_ID && { corpId: STANDIN_CORP_ID }),
}).then((standin) => {
  if (standin.secure) writeFileSync(STANDIN_CERTIFICATE, standin.secure.certificate)
  process.stdout.write(`stand-in DingTalk at ${standin.url}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void standin.close().then(() => process.exit(0)))
  }
})
