export type Token = { value: string; seconds: number }

/**
 * One access token for both APIs: fetched once however many ask, renewed five minutes early.
 * `fresh` throws away what was refused.
 */
export function createTokens(fetchToken: () => Promise<Token>, now: () => Date) {
  let held: { value: string; until: number } | undefined
  let coming: Promise<string> | undefined
  const fetchOnce = () =>
    (coming ??= fetchToken()
      .then(({ value, seconds }) => {
        held = { value, until: now().getTime() + Math.max(seconds - 300, 0) * 1_000 }
        return value
      })
      .finally(() => {
        coming = undefined
      }))
  return {
    current: async () => (held && now().getTime() < held.until ? held.value : fetchOnce()),
    fresh: async (refused: string) => {
      if (held?.value === refused) held = undefined
      return held?.value ?? fetchOnce()
    },
  }
}
export type Tokens = ReturnType<typeof createTokens>
