import { z } from 'zod'
import { jsonOf } from '../json'
import type { Entry } from '../phones'
import { refuse } from '../refusal'
import type { World } from '../world'

const text = z.string().min(1)
const buttons = (count: number, title = 'actionTitle', url = 'actionURL') =>
  z.object({
    title: text,
    text,
    ...Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        [`${title}${index + 1}`, text],
        [`${url}${index + 1}`, text],
      ]).flat(),
    ),
  })

/** What each message key needs, by the robot documentation. */
const shapes: Record<string, [Entry['kind'], z.ZodType<Record<string, unknown>>]> = {
  sampleText: ['text', z.object({ content: text })],
  sampleMarkdown: ['markdown', z.object({ title: text.optional(), text })],
  sampleImageMsg: ['image', z.object({ photoURL: text })],
  sampleLink: [
    'link',
    z.object({ title: text, text, picUrl: z.string().optional(), messageUrl: text }),
  ],
  sampleActionCard: [
    'actionCard',
    z.object({ title: text, text, singleTitle: text, singleURL: text }),
  ],
  sampleActionCard2: ['actionCard', buttons(2)],
  sampleActionCard3: ['actionCard', buttons(3)],
  sampleActionCard4: ['actionCard', buttons(4)],
  sampleActionCard5: ['actionCard', buttons(5)],
  sampleActionCard6: ['actionCard', buttons(2, 'buttonTitle', 'buttonUrl')],
  sampleAudio: ['file', z.object({ mediaId: text, duration: text })],
  sampleFile: ['file', z.object({ mediaId: text, fileName: text, fileType: text })],
  sampleVideo: [
    'file',
    z.object({ duration: text, videoMediaId: text, videoType: z.literal('mp4'), picMediaId: text }),
  ],
}

/** The kinds that the documents list. Bots send every other, and it is taken. */
const listedFiles = ['xlsx', 'pdf', 'zip', 'rar', 'doc', 'docx']

function checkFileType({ on }: World['faults'], fileType: string | undefined) {
  if (!fileType || !on.strictFiles || listedFiles.includes(fileType)) return
  throw refuse('invalidParameter.msgParam.invalid', `fileType不合法：${fileType}`)
}

/** The chat line of a message key and its JSON parameters. */
export function entryOf(
  { faults }: World,
  msgKey: string,
  msgParam: string,
): Pick<Entry, 'kind' | 'title' | 'text' | 'url' | 'buttons'> {
  if (!msgKey) throw refuse('invalidParameter.msgKey.empty', 'msgKey不能为空')
  const shape = Object.hasOwn(shapes, msgKey) ? shapes[msgKey] : undefined
  if (!shape) throw refuse('invalidParameter.msgKey.invalid', 'msgKey不合法')
  if (Buffer.byteLength(msgParam) > 15_000) {
    throw refuse('invalidParameter.msgParam.tooLong', 'msgParam过长')
  }
  const [kind, schema] = shape
  const parsed = schema.safeParse(jsonOf(msgParam))
  if (!parsed.success) throw refuse('invalidParameter.msgParam.invalid', 'msgParam不合法')
  const fields = parsed.data as Record<string, string | undefined>
  checkFileType(faults, fields['fileType'])
  const url = fields['messageUrl'] ?? fields['singleURL'] ?? fields['photoURL']
  const titles = Object.keys(fields).filter((name) => /^(single|action|button)Title/.test(name))
  const links = titles.map((name) => ({
    title: fields[name]!,
    url: fields[name.replace('Title', 'URL')] ?? fields[name.replace('Title', 'Url')] ?? '',
  }))
  return {
    kind,
    ...some('title', fields['title']),
    ...some('text', fields['text'] ?? fields['content'] ?? fields['fileName']),
    ...some('url', url),
    ...(links.length && { buttons: links }),
  }
}
const some = (name: string, value: string | undefined) =>
  value === undefined ? {} : { [name]: value }
