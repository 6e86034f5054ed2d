import type { Logger } from 'pino'
import { Problem } from '../../shared/problem'
import type { CardView } from '../core/card'
import type { Command } from '../core/command'
import type { Answer, Inbound } from '../core/ports'
import { seenKey } from '../core/seen'
import { system, type Ctx, type Slice, type Way } from '../core/slice'
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

/**
 * Everything that DingTalk sends us. Resolves when it is committed; a copy gets the same answer and
 * changes nothing.
 */
export function createInbox(options: Options) {
  const pressed = answerPresses(options)
  const said = answerWords(options)
  return async function receive(inbound: Inbound): Promise<Answer> {
    if (inbound.kind === 'press') return pressed(inbound)
    if (inbound.kind === 'said') await said(inbound)
    else await options.hint(inbound.people)
    return null
  }
}

/**
 * A press of a card's button is answered with that card as it is now, and with a sentence where it
 * was of no use.
 */
function answerPresses({ slices, calls, log, personIdOf }: Options) {
  const presses = new Map(slices.flatMap((slice) => Object.entries(slice.presses ?? {})))
  const cards = new Map(slices.flatMap((slice) => Object.entries(slice.cards ?? {})))

  async function viewOf(
    ctx: Ctx,
    operation: string,
    input: unknown,
    personId: string,
  ): Promise<CardView | null> {
    const load = cards.get(presses.get(operation)!)!
    const views = await load(ctx, input as never, [personId])
    return views.get(personId) ?? null
  }

  async function act({ id, operation, input }: Press, personId: string): Promise<Answer> {
    const answer = await calls.call({
      name: operation,
      personId,
      way: 'card',
      input,
      id,
      then: async (ctx, _, decoded) => {
        const view = await viewOf(ctx, operation, decoded, personId)
        return view && { view }
      },
    })
    return answer as Answer
  }

  /** The card as it now stands is shown to whoever might have pressed it, to others the sentence. */
  async function refuse({ operation: name, input }: Press, personId: string, foot: string) {
    const view = await calls
      .look({ name, personId, way: 'card', input }, (ctx, decoded) =>
        viewOf(ctx, name, decoded, personId),
      )
      .catch(() => null)
    return view ? { view: { ...view, foot } } : { foot }
  }

  return async function pressed(press: Press): Promise<Answer> {
    const { id, from, operation } = press
    const personId = await personIdOf(from)
    if (!presses.has(operation)) {
      log.warn({ operation, press: id }, 'a press on a card that is not ours')
      return null
    }
    if (!personId) return { foot: new Problem('access.notListed').message }
    try {
      return await act(press, personId)
    } catch (error) {
      return refuse(press, personId, sentence(error, log, { operation, personId, way: 'card' }))
    }
  }
}

/** Words are answered with words: what came of the command, or what could be said instead. */
function answerWords({ slices, calls, boundary, log, personIdOf, say }: Options) {
  const commands = slices.flatMap((slice) => slice.commands ?? [])

  return async function said({ id, from, text, replyTo }: Said): Promise<void> {
    const personId = from === null ? null : await personIdOf(from)
    const to = personId ?? 'nobody'

    /** A transaction of its own, under the sender's id: a copy is not answered twice. */
    async function tell(words: string) {
      const messageId = seenKey(to, id)
      await boundary.alone({
        actor: system,
        messageId,
        run: (ctx) => say(ctx, to, words, replyTo),
      })
    }
    if (!personId) return tell(new Problem('access.notListed').message)
    if (text === null) return tell(noWords)
    const found = find(commands, normal(text))
    if (!found) return tell(helpWords(commands))
    const { operation, input, tell: wordsOf } = found.command
    try {
      await calls.call({
        name: operation,
        personId,
        way: 'chat',
        input: input(found.match),
        id,
        then: (ctx, reply) => say(ctx, personId, wordsOf(reply), replyTo),
      })
    } catch (error) {
      await tell(sentence(error, log, { operation, personId, way: 'chat' }))
    }
  }
}
const noWords = '没有收到文字。请改发文字；再发还是这样，就是本月消息额度用完了，请打电话给值班室'

/**
 * Full-width letters and digits as half-width, one space between words, no @ of the robot in front.
 */
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
  [
    '没有看懂。您可以发：',
    ...new Set(commands.map((command) => command.help).filter(Boolean)),
  ].join('\n')

type Asked = { operation: string; personId: string; way: Way }
/**
 * What went wrong, as one sentence for the person. The log keeps who was refused what; anything but
 * a Problem is a bug.
 */
function sentence(error: unknown, log: Logger, asked: Asked): string {
  if (error instanceof Problem) {
    if (error.code.startsWith('access.')) log.info({ code: error.code, ...asked }, 'refused')
    return error.message
  }
  log.error({ err: error, ...asked }, 'a bug')
  return '系统没有办成，可能没有记下，请再试一次；还不行，请打电话给值班室'
}
