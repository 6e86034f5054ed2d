import { useEffect, useState } from 'react'
import { filesIn, type Field } from '../../../shared/form'
import { phone } from '../platform/phone'
import { ServiceRefused, sentence } from '../lib/refused'
import { Box, Picture, Tap, Words } from './atoms'

type Props = {
  label: string
  id: string
  most: number
  words?: string
  value: string[]
  set: (next: (ids: string[]) => string[]) => void
}

/** Photos are made small and kept on the phone; they are sent after the words. */
export function PhotoControl({ label, id, most, words = '拍一张', value, set }: Props) {
  const [problem, setProblem] = useState<string | null>(null)
  const take = () =>
    phone.bridge.photos.take(most - value.length).then(
      ({ ids, refused }) => {
        setProblem(refused.join('；') || null)
        set((now) => [...now, ...ids])
      },
      (error: unknown) => setProblem(sentence(error)),
    )
  return (
    <Box className='photos'>
      {value.map((it, index) => (
        <Box key={it} className='photo'>
          <Photo
            id={it}
            label={`${label} 第 ${index + 1} 张`}
            lost='这张在手机里找不到了，请去掉重拍'
          />
          <Tap
            className='btn word'
            label={`去掉第 ${index + 1} 张`}
            onTap={() => {
              void phone.bridge.photos.forget(it)
              set((now) => now.filter((other) => other !== it))
            }}
          >
            去掉
          </Tap>
        </Box>
      ))}
      {value.length < most && (
        <Tap className='add' id={id} onTap={() => void take()}>
          {words}
        </Tap>
      )}
      {problem && <Words className='field-wrong'>{problem}</Words>}
    </Box>
  )
}

/** What an answer shows: its photos, or the signature. */
export function Pictures({ field, value }: { field: Field; value: unknown }) {
  const ids = filesIn([field], { [field.id]: value })
  return ids.length ? (
    <Box className={field.kind === 'signature' ? 'photos signed' : 'photos'}>
      {ids.map((id) => (
        <Photo key={id} id={id} label={field.label} />
      ))}
    </Box>
  ) : null
}

type PhotoProps = { id: string; label: string; lost?: string }
/** A photo of this phone, or one that the service has; where neither has it, that is said. */
export function Photo({ id, label, lost }: PhotoProps) {
  const { source, missing } = useSource(id)
  if (missing) return <Box className='photo-lost field-wrong'>{wordsFor(missing, lost)}</Box>
  return source ? (
    <Picture className='photo-picture' src={source} label={label} />
  ) : (
    <Box className='photo-picture' />
  )
}
/** `mine`: what its owner is told to do about one that does not come any more. */
function wordsFor({ code, message }: ServiceRefused, mine?: string): string {
  if (code === underWay) return '照片还在传'
  if (mine) return mine
  return code === 'photo.lost' ? message : '这张照片没有传到'
}

const underWay = 'photo.underWay'
const againMs = 15_000
/** Where a photo is to be had; one that is still under way is looked for again. */
function useSource(id: string) {
  const [source, setSource] = useState<string | null>(null)
  const [missing, setMissing] = useState<ServiceRefused | null>(null)
  useEffect(() => {
    let here = true
    let timer: ReturnType<typeof setTimeout> | undefined
    async function look() {
      try {
        const own = await phone.bridge.photos.show(id)
        const found = own ?? (await phone.client.files.link({ id })).url
        if (here) setSource(found)
        if (here) setMissing(null)
      } catch (error) {
        if (!here || !(error instanceof ServiceRefused)) return
        setMissing(error)
        if (error.code === underWay) timer = setTimeout(() => void look(), againMs)
      }
    }
    void look()
    return () => {
      here = false
      clearTimeout(timer)
    }
  }, [id])
  return { source, missing }
}
