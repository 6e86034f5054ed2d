import { z } from 'zod'
import type { Entry } from '../phones'

const words = z.string().min(1)
const Button = z.object({ title: words, actionURL: words })
/** What may be said by an address alone: that of a message, or that of a robot in a group. */
export const Reply = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: words }) }),
  z.object({ msgtype: z.literal('markdown'), markdown: z.object({ title: words, text: words }) }),
  z.object({
    msgtype: z.literal('actionCard'),
    actionCard: z.object({
      title: words,
      text: words,
      singleTitle: words.optional(),
      singleURL: words.optional(),
      // the documents write it in quotes, programs do not
      btnOrientation: z.union([z.string(), z.number()]).optional(),
      btns: z.array(Button).optional(),
    }),
  }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({ title: words, text: words, messageUrl: words, picUrl: z.string().optional() }),
  }),
  z.object({
    msgtype: z.literal('feedCard'),
    feedCard: z.object({ links: z.array(z.object({ title: words, messageURL: words })).min(1) }),
  }),
  // in no document, and sent by the robots of many
  z.object({ msgtype: z.literal('image'), image: z.object({ picURL: words }) }),
  z.object({ msgtype: z.literal('empty') }),
])

export function entryOf(
  reply: z.infer<typeof Reply>,
): Pick<Entry, 'kind' | 'title' | 'text' | 'url' | 'buttons'> | null {
  if (reply.msgtype === 'text') return { kind: 'text', text: reply.text.content }
  if (reply.msgtype === 'markdown') return { kind: 'markdown', ...reply.markdown }
  if (reply.msgtype === 'link') {
    return {
      kind: 'link',
      title: reply.link.title,
      text: reply.link.text,
      url: reply.link.messageUrl,
    }
  }
  if (reply.msgtype === 'feedCard') {
    return {
      kind: 'link',
      title: reply.feedCard.links[0]!.title,
      url: reply.feedCard.links[0]!.messageURL,
    }
  }
  if (reply.msgtype === 'image') return { kind: 'image', url: reply.image.picURL }
  if (reply.msgtype === 'empty') return null
  const { title, text, singleTitle, singleURL, btns } = reply.actionCard
  const single = singleTitle ? [{ title: singleTitle, url: singleURL ?? '' }] : []
  const several = btns?.map((button) => ({ title: button.title, url: button.actionURL }))
  return { kind: 'actionCard', title, text, buttons: several ?? single }
}
