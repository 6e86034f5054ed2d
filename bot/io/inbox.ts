import type { Logger } from 'pino'
import { Problem } from '../../shared/problem'
import type { CardView } from '../core/card'
import type { Command } from '../core/command'
import type { Answer, Inbound } from '../core/ports'
import { system, type Ctx, type Slice } from '../core/slice'
import type { Boundary } from './boundary'
import type { Calls } from './calls'

type Said = Extract<Inbound, { kind: 'said' }>
type Press = Extract<Inbound, { kind: 'press' }>
type Options = {
  slices: readonly Slice[]
  calls: Calls
  boundary: Boundary
  log: Logger
  personIdOf: (key: string) => Promise<string | null>
  say: (ctx: Ctx, personId: string, words: string, replyTo: string) => Promise<unknown>
  hint: (people: readonly string[]) => Promise<void>
}

/** Everything that DingTalk sends us. Resolves when it is committed; a copy gets the same answer and changes nothing. */
export function createInbox({ slices, calls, boundary, log, personIdOf, say, hint }: Options) {
  const presses = new Map(slices.flatMap((slice) => Object.entries(slice.presses ?? {})))
  const cards = new Map(slices.flatMap((slice) => Object.entries(slice.cards ?? {})))
  const commands = slices.flatMap((slice) => slice.commands ?? [])
  const viewOf = async (
    ctx: Ctx,
    operation: string,
    input: unknown,
    personId: string,
  ): Promise<CardView | null> =>
    (await cards.get(presses.get(operation)!)!(ctx, input as never, [personId])).get(personId) ??
    null

  async function pressed({ id, from, operation, input }: Press): Promise<Answer> {
    const personId = await personIdOf(from)
    if (!presses.has(operation)) {
      log.warn({ operation, press: id }, 'a press on a card that is not ours')
      return null
    }
    if (!personId) return { foot: new Problem('access.notListed').message }
    try {
      return (await calls.call({
        name: operation,
        personId,
        way: 'card',
        input,
        id,
        then: async (ctx, _, decoded) => {
          const view = await viewOf(ctx, operation, decoded, personId)
          return view && { view }
        },
      })) as Answer
    } catch (error) {
      const foot = sentence(error, log)
      const view = await boundary
        .look((ctx) => viewOf(ctx, operation, input, personId))
        .catch(() => null)
      return view ? { view: { ...view, foot } } : { foot }
    }
  }

  async function said({ id, from, text, replyTo }: Said): Promise<Answer> {
    const personId = from === null ? null : await personIdOf(from)
    const to = personId ?? 'nobody'
    const tell = (words: string) =>
      boundary.alone({
        actor: system,
        messageId: `${to}:${id}`,
        run: (ctx) => say(ctx, to, words, replyTo),
      })
    if (!personId) await tell(new Problem('access.notListed').message)
    else if (text === null) {
      await tell('没有收到文字。请改发文字；再发还是这样，就是本月消息额度用完了，请打电话给值班室')
    } else {
      await obey(
        personId,
        normal(text),
        id,
        (ctx, words) => say(ctx, personId, words, replyTo),
        tell,
      )
    }
    return null
  }

  async function obey(
    personId: string,
    text: string,
    id: string,
    saying: (ctx: Ctx, words: string) => Promise<unknown>,
    tell: (words: string) => Promise<unknown>,
  ) {
    const found = find(commands, text)
    if (!found) return tell(helpWords(commands))
    const { operation, input, tell: words } = found.command
    try {
      await calls.call({
        name: operation,
        personId,
        way: 'chat',
        input: input(found.match),
        id,
        then: (ctx, reply) => saying(ctx, words(reply)),
      })
    } catch (error) {
      await tell(sentence(error, log))
    }
  }

  return async function receive(inbound: Inbound): Promise<Answer> {
    if (inbound.kind === 'press') return pressed(inbound)
    if (inbound.kind === 'said') return said(inbound)
    await hint(inbound.people)
    return null
  }
}

/** Full-width letters and digits as half-width, one space between words, no @ of the robot in front. */
export const normal = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/^(\s*@\S+)+/, '')
    .replace(/\s+/g, ' ')
    .trim()

function find(commands: readonly Command[], text: string) {
  for (const command of commands) {
    const match = command.says.exec(text)
    if (match) return { command, match }
  }
  return null
}
const helpWords = (commands: readonly Command[]) =>
  ['没有看懂。您可以发：', ...new Set(commands.map((it) => it.help).filter(Boolean))].join('\n')

/** What went wrong, as one sentence for the person; anything but a Problem is a bug and goes to the log. */
function sentence(error: unknown, log: Logger): string {
  if (error instanceof Problem) return error.message
  log.error({ err: error }, 'a bug')
  return '系统没有办成，您发的已经记下，请打电话给值班室'
}
