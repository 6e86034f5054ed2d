import type { Answered, Bridge } from '../../miniapp/src/platform/bridge'

/**
 * A device of the test's own: storage that survives a restart, a network that can be cut, a service
 * that answers as told.
 */
export function device(
  service: (
    name: string,
    input: Record<string, unknown>,
    headers: Readonly<Record<string, string>>,
  ) => unknown,
) {
  const kept = new Map<string, string>()
  const photos = new Map<string, string>()
  const asked: { name: string; id: string | undefined; input: Record<string, unknown> }[] = []
  const state = { online: true, codes: 0, number: 0, at: undefined as string | undefined }
  const bridge: Bridge = {
    authCode: () => Promise.resolve(`code${++state.codes}`),
    async post(path, headers, text): Promise<Answered> {
      if (!state.online) throw new Error('no network')
      const name = path.slice('/api/'.length)
      const input = JSON.parse(text) as Record<string, unknown>
      asked.push({ name, id: headers['idempotency-key'], input })
      const reply = service(name, input, headers) as { problem?: unknown } | null
      return {
        status: 200,
        body: reply?.problem
          ? { ok: false, at: state.at, problem: reply.problem }
          : { ok: true, at: state.at, reply },
      }
    },
    storage: {
      read: (key) => kept.get(key) ?? null,
      write: (key, text) => void kept.set(key, text),
      remove: (key) => void kept.delete(key),
    },
    photos: {
      take: () => Promise.resolve([]),
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
    newId: () => `00000000-0000-4000-8000-${String(++state.number).padStart(12, '0')}`,
  }
  return { bridge, state, asked, photos, kept }
}
