import { z } from 'zod'
import { endpoint } from '../endpoint'
import type { Call } from '../http'
import { refuseOld } from '../refusal'
import type { World } from '../world'

const megabyte = 1024 * 1024
const documents = ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'zip', 'pdf', 'rar']
const kinds = new Map<string, { maxBytes: number; endings: readonly string[] }>([
  ['image', { maxBytes: 20 * megabyte, endings: ['jpg', 'jpeg', 'gif', 'png', 'bmp'] }],
  ['voice', { maxBytes: 2 * megabyte, endings: ['amr', 'mp3', 'wav'] }],
  ['video', { maxBytes: 20 * megabyte, endings: ['mp4'] }],
  ['file', { maxBytes: 20 * megabyte, endings: documents }],
])

type Part = {
  name: string | undefined
  fileName: string | undefined
  type: string | undefined
  content: Buffer
}

/** Parts of a multipart body: name, file name, content. Latin-1 keeps every byte as it is. */
function partsOf({ raw, headers }: Call): Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1]
  if (!boundary) return []
  return raw.toString('latin1').split(`--${boundary}`).slice(1, -1).map(partOf)
}

function partOf(text: string): Part {
  const endOfHead = text.indexOf('\r\n\r\n')
  const head = Buffer.from(text.slice(0, endOfHead), 'latin1').toString()
  return {
    name: /[; ]name="([^"]*)"/.exec(head)?.[1],
    fileName: fileNameIn(head),
    type: /content-type: *([^\r\n]+)/i.exec(head)?.[1],
    content: Buffer.from(text.slice(endOfHead + 4, -2), 'latin1'),
  }
}

/** Python's requests says a name that is not ASCII by its code alone: `filename*=utf-8''%E8%A1%A8`. */
function fileNameIn(head: string): string | undefined {
  const plain = /[; ]filename="([^"]*)"/.exec(head)?.[1]
  const coded = /[; ]filename\*=utf-8''([^;\r\n]+)/i.exec(head)?.[1]
  return coded ? decoded(coded) : plain
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** As a file bots send whatever there is, and it is taken; the documents list a few kinds. */
function checkFile({ faults }: World, type: string, file: Part | undefined) {
  const kind = kinds.get(type)
  if (!kind) throw refuseOld(40004, '不合法的媒体文件类型')
  if (!file?.fileName) throw refuseOld(41005, '缺少多媒体文件数据')
  if (file.content.length > kind.maxBytes) throw refuseOld(40006, '不合法的文件大小')
  const ending = file.fileName.split('.').pop()!.toLowerCase()
  const isAny = type === 'file' && !faults.on.strictFiles
  if (!isAny && !kind.endings.includes(ending)) throw refuseOld(40005, '不合法的文件类型')
  return { ...file, name: file.fileName, type: file.type ?? 'application/octet-stream' }
}

/** Media for messages: usable inside DingTalk only. */
export const media = [
  endpoint(
    'POST /media/upload',
    { family: 'old', scope: 'qyapi_media' },
    z.looseObject({}),
    (world, _input, call) => {
      const parts = partsOf(call)
      const typePart = parts.find((part) => part.name === 'type')
      const type = typePart?.content.toString() ?? call.query.get('type') ?? ''
      const {
        name,
        type: mediaType,
        content,
      } = checkFile(
        world,
        type,
        parts.find((part) => part.name === 'media'),
      )
      const media_id = world.files.put('@lADP', { name, type: mediaType, content })
      return { type, media_id, created_at: world.clock.now() }
    },
  ),
]
