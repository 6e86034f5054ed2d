import { z } from 'zod'
import { readAnswer, type Call } from './calls'
import type { Settings } from './settings'
import { CallRefused, type Mishap } from './trouble'

const Head = z.object({
  errcode: z.coerce.number(),
  errmsg: z.string().nullish(),
  sub_code: z.union([z.string(), z.number().transform(String)]).nullish(),
})

/** The old API, which the SDK does not know: one POST, one JSON answer with an `errcode`. */
export function createOldApi({ oapiBase, timing }: Settings, call: Call) {
  return {
    post: <S extends z.ZodType>(
      path: string,
      body: object,
      answer: S,
      rules: { free?: boolean; forgive?: (mishap: Mishap) => z.output<S> | undefined } = {},
    ) =>
      call(
        path,
        (token) =>
          postJson(
            `${oapiBase}${path}?access_token=${encodeURIComponent(token)}`,
            body,
            answer,
            timing.call,
          ),
        rules,
      ),
  }
}
export type OldApi = ReturnType<typeof createOldApi>

/**
 * Posts JSON and parses the answer; a redirect is an error, because what is posted is for this
 * address only.
 */
export async function postJson<S extends z.ZodType>(
  url: string,
  body: object,
  schema: S,
  timeoutMs: number,
): Promise<z.output<S>> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
  })
  return schema.parse(readOldAnswer(response.status, await response.text()))
}

/** JSON of an answer of the old API, or the mishap that it tells with a good status. */
export function readOldAnswer(status: number, text: string): unknown {
  const answer = readAnswer(status, text)
  const { errcode, errmsg, sub_code } = Head.parse(answer)
  if (errcode !== 0) {
    throw new CallRefused({ from: 'old', errcode, subcode: sub_code ?? '', words: errmsg ?? '' })
  }
  return answer
}
