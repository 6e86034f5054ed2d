import { createCalls } from './calls'
import { createMeter, type Meter } from './meter'
import { createNewApi, createTokenFetch } from './newapi'
import { createOldApi } from './oldapi'
import { createPace } from './pace'
import type { Settings } from './settings'
import { createTokens } from './token'

export type Parts = ReturnType<typeof createParts>

/** What everything that calls DingTalk shares: one token, one pace, one meter. */
export function createParts(settings: Settings, meter: Meter = createMeter()) {
  const tokens = createTokens(createTokenFetch(settings), settings.now)
  const call = createCalls({ tokens, pace: createPace(settings.perSecond), meter })
  return {
    settings,
    meter,
    tokens,
    call,
    newApi: createNewApi(settings, call),
    oldApi: createOldApi(settings, call),
  }
}
