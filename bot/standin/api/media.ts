import { z } from 'zod'
import { endpoint } from '../endpoint'
import type { Call } from '../http'
import { refuseOld } from '../refusal'

const megabyte = 1024 * 1024
const kinds: Record<string, { size: number; endings: readonly string[] }> = {
  image: { size: 20 * megabyte, endings: ['jpg', 'jpeg', 'gif', 'png', 'bmp'] },
  voice: { size: 2 * megabyte, endings: ['amr', 'mp3', 'wav'] },
  video: { size: 20 * megabyte, endings: ['mp4'] },
  file: {
    size: 20 * megabyte,
    endings: ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'zip', 'pdf', 'rar'],
  },
}

/** Parts of a multipart body: name, file name, content. */
function partsOf({ raw, headers }: Call) {
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1]
  if (!boundary) return []
  const text = raw.toString('latin1')
  return text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const end = part.indexOf('\r\n\r\n')
      const head = Buffer.from(part.slice(0, end), 'latin1').toString()
      return {
        name: /[; ]name="([^"]*)"/.exec(head)?.[1],
        fileName: /filename="([^"]*)"/.exec(head)?.[1],
        type: /content-type: *([^\r\n]+)/i.exec(head)?.[1],
        content: Buffer.from(part.slice(end + 4, -2), 'latin1'),
      }
    })
}

/** Media for messages: usable inside DingTalk only. */
export const media = [
  endpoint(
    'POST /media/upload',
    { family: 'old', scope: 'qyapi_media' },
    z.looseObject({}),
    (world, _input, call) => {
      const parts = partsOf(call)
      const type =
        parts.find((part) => part.name === 'type')?.content.toString() ??
        call.query.get('type') ??
        ''
      const file = parts.find((part) => part.name === 'media')
      const kind = kinds[type]
      if (!kind) throw refuseOld(40004, '不合法的媒体文件类型')
      if (!file?.fileName) throw refuseOld(41005, '缺少多媒体文件数据')
      if (file.content.length > kind.size) throw refuseOld(40006, '不合法的文件大小')
      if (!kind.endings.includes(file.fileName.split('.').pop()!.toLowerCase())) {
        throw refuseOld(40005, '不合法的文件类型')
      }
      const media_id = world.files.put('@lADP', {
        name: file.fileName,
        type: file.type ?? 'application/octet-stream',
        content: file.content,
      })
      return { type, media_id, created_at: world.clock.now() }
    },
  ),
]
