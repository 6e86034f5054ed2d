import { ask } from './server.js'

const settle = 60

/**
 * What the server last said. `users()` are the people to ask for, `changed(state)` and `lost()`
 * hear of the outcome.
 * However many events come while one answer is under way, they cost one more question.
 */
export function createLive({ users, changed, lost }) {
  const live = { state: { now: Date.now(), users: [], faults: {}, journal: [] } }
  let heardAt = performance.now()
  let again = false
  let running
  let settling

  async function fetchUntilSettled() {
    while (again) {
      again = false
      try {
        live.state = await ask(`state?users=${encodeURIComponent(users().join(','))}`)
        heardAt = performance.now()
        changed(live.state)
      } catch {
        lost()
      }
    }
  }

  /** The stand-in's clock, run on by this machine's own steady watch unless it stands. */
  live.now = () =>
    live.state.clockStopped ? live.state.now : live.state.now + performance.now() - heardAt
  live.refresh = () => {
    again = true
    running ??= fetchUntilSettled().finally(() => {
      running = undefined
    })
    return running
  }
  live.refreshSoon = () => {
    settling ??= setTimeout(() => {
      settling = undefined
      void live.refresh()
    }, settle)
  }
  live.user = (userId) => live.state.users.find((user) => user.userId === userId)
  live.isOffline = (userId) =>
    Array.isArray(live.state.faults?.net) && live.state.faults.net.includes(userId)
  return live
}
