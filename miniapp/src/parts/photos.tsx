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
export function Photo({ id, label, lost = '这张照片没有传到' }: PhotoProps) {
  const [source, setSource] = useState<string | null>(null)
  const [isLost, setLost] = useState(false)
  useEffect(() => {
    let here = true
    void phone.bridge.photos
      .show(id)
      .then((own) => own ?? phone.client.files.link({ id }).then((it) => it.url))
      .then(
        (it) => here && setSource(it),
        (error: unknown) => here && setLost(error instanceof ServiceRefused),
      )
    return () => {
      here = false
    }
  }, [id])
  if (isLost) return <Box className='photo-picture field-wrong'>{lost}</Box>
  return source ? (
    <Picture className='photo-picture' src={source} label={label} />
  ) : (
    <Box className='photo-picture' />
  )
}
