import type { Answer, Directory, Inbound, Messenger } from '../../core/ports'
import { createDirectory } from './directory'
import { createMessenger } from './messenger'
import { createParts } from './parts'
import { createProbe, type Probe } from './probe'
import { createReception } from './reception'
import { settingsOf, type DingTalkSettings } from './settings'
import { createStream } from './stream'

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
  /** A line of its own for an examination, on the same meter. */
  openProbe(): Probe
  /** Acknowledges what is under way, then hangs up. */
  close(): Promise<void>
}

/** DingTalk behind our ports. Only this folder knows its JSON, its ids and its moods. */
export function connectDingTalk(given: DingTalkSettings): DingTalk {
  const settings = settingsOf(given)
  const { newApi, oldApi, meter } = createParts(settings)
  const stream = createStream(settings)
  return {
    messenger: createMessenger({ settings, newApi, oldApi, meter }),
    directory: createDirectory(oldApi, settings),
    listen: (receive) => stream.listen(createReception({ settings, newApi, meter, receive })),
    state: stream.state,
    openProbe: () => createProbe(given, meter),
    close: stream.close,
  }
}
