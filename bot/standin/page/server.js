const patience = 10_000

async function call(path, body) {
  const answer = await fetch(`/_admin/${path}`, {
    method: body ? 'POST' : 'GET',
    signal: AbortSignal.timeout(patience),
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path} ${answer.status}`)
  return answer.json()
}

/** Asks the admin plane; rejects when it is not there or refuses. */
export const ask = (path) => call(path)

/** Tells the admin plane to do something. */
export const tell = (path, body) => call(path, body)

const retryAfter = 2_000

/**
 * Listens to the stand-in's events for ever. `hear` is called for each and once at every
 * (re)connection,
 * `lost` when the line breaks. A browser retries by itself only after a broken line, not after a
 * refusal, so that is done here.
 */
export function listen(hear, lost) {
  const source = new EventSource('/_admin/events')
  source.addEventListener('open', hear)
  source.addEventListener('message', hear)
  source.addEventListener('error', () => {
    lost()
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(hear, lost), retryAfter)
  })
}
