import type { Answered, Bridge } from '../../miniapp/src/platform/bridge'

/**
 * A device of the test's own: storage that survives a restart and has `room` for so many signs, a
 * network that can be cut, a service that answers as told. 'me' has logged in on it before.
 */
export function device(
  service: (
    name: string,
    input: Record<string, unknown>,
    headers: Readonly<Record<string, string>>,
  ) => unknown,
) {
  const kept = new Map([['holder', 'me']])
  const photos = new Map<string, string>()
  const asked: { name: string; id: string | undefined; input: Record<string, unknown> }[] = []
  const state = {
    online: true,
    codes: 0,
    number: 0,
    restarts: 0,
    pauses: 0,
    room: Number.POSITIVE_INFINITY,
    at: undefined as string | undefined,
  }
  function write(key: string, text: string) {
    const others = [...kept].filter(([other]) => other !== key)
    const used = [...others, [key, text]].flat().join('').length
    if (used > state.room) throw new Error('QuotaExceededError')
    kept.set(key, text)
  }
  const bridge: Bridge = {
    arrival: 'known',
    restart: () => void state.restarts++,
    authCode: () => Promise.resolve(`code${++state.codes}`),
    async post(path, headers, text): Promise<Answered> {
      if (!state.online) throw new Error('no network')
      const name = path.slice('/api/'.length)
      const input = JSON.parse(text) as Record<string, unknown>
      asked.push({ name, id: headers['idempotency-key'], input })
      const reply = service(name, input, headers) as { problem?: unknown; pass?: string } | null
      const around = { at: state.at, pass: reply?.pass }
      return {
        status: 200,
        body: reply?.problem
          ? { ok: false, ...around, problem: reply.problem }
          : { ok: true, ...around, reply },
      }
    },
    storage: {
      read: (key) => kept.get(key) ?? null,
      write,
      remove: (key) => void kept.delete(key),
    },
    photos: {
      take: () => Promise.resolve({ ids: [], refused: [] }),
      show: () => Promise.resolve(null),
      base64: (id) => Promise.resolve(photos.get(id) ?? null),
      forget: (id) => {
        photos.delete(id)
        return Promise.resolve()
      },
    },
    place: () => Promise.reject(new Error('nowhere')),
    onReturn: () => undefined,
    theme: () => undefined,
    dial: () => undefined,
    save: () => false,
    every: () => undefined,
    pause: () => {
      state.pauses++
      return Promise.resolve()
    },
    newId: () => `00000000-0000-4000-8000-${String(++state.number).padStart(12, '0')}`,
  }
  return { bridge, state, asked, photos, kept }
}
