import type { Answer, Directory, Inbound, Messenger } from '../../core/ports'
import { createCalls } from './calls'
import { createDirectory } from './directory'
import { createMessenger } from './messenger'
import { createMeter } from './meter'
import { createNewApi, createTokenFetch } from './newapi'
import { createOldApi } from './oldapi'
import { createPace } from './pace'
import { createReception } from './reception'
import { settingsOf, type DingTalkSettings } from './settings'
import { createStream } from './stream'
import { createTokens } from './token'

export type { DingTalkSettings, Log } from './settings'
export type DingTalk = {
  messenger: Messenger
  directory: Directory
  /**
   * Takes what people press, say and change; resolves after the first attempt to connect, and keeps
   * connecting.
   */
  listen(receive: (inbound: Inbound) => Promise<Answer>): Promise<void>
  state(): { connected: boolean; since: Date | null; lastFrame: Date | null }
  /** Acknowledges what is under way, then hangs up. */
  close(): Promise<void>
}

/** DingTalk behind our ports. Only this folder knows its JSON, its ids and its moods. */
export function connectDingTalk(given: DingTalkSettings): DingTalk {
  const settings = settingsOf(given)
  const meter = createMeter()
  const call = createCalls({
    tokens: createTokens(createTokenFetch(settings), settings.now),
    pace: createPace(settings.perSecond),
    meter,
  })
  const newApi = createNewApi(settings, call)
  const oldApi = createOldApi(settings, call)
  const stream = createStream(settings)
  return {
    messenger: createMessenger({ settings, newApi, oldApi, meter }),
    directory: createDirectory(oldApi, settings),
    listen: (receive) => stream.listen(createReception({ settings, newApi, meter, receive })),
    state: stream.state,
    close: stream.close,
  }
}
