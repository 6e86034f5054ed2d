/** What was used of the month's two quotas since it was asked last (dingtalk.md §7.2). */
export function createMeter() {
  let api = 0
  let stream = 0
  return {
    called: () => void api++,
    pushed: (times = 1) => void (stream += times),
    take() {
      const spent = { api, stream }
      api = 0
      stream = 0
      return spent
    },
  }
}
export type Meter = ReturnType<typeof createMeter>
