import { useEffect, useState } from 'react'
import { filesIn, type Field } from '../../../shared/form'
import { phone } from '../platform/phone'
import { sentence } from '../lib/refused'
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
      (ids) => {
        setProblem(null)
        set((now) => [...now, ...ids])
      },
      (error: unknown) => setProblem(sentence(error)),
    )
  return (
    <Box className='photos'>
      {value.map((it, index) => (
        <Box key={it} className='photo'>
          <Photo id={it} label={`${label} 第 ${index + 1} 张`} />
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

/** A photo of this phone, or one that the service has. */
export function Photo({ id, label }: { id: string; label: string }) {
  const [source, setSource] = useState<string | null>(null)
  useEffect(() => {
    let here = true
    void phone.bridge.photos
      .show(id)
      .then(
        (own) =>
          own ??
          phone.client.files.link({ id }).then(
            (it) => it.url,
            () => null,
          ),
      )
      .then((it) => {
        if (here) setSource(it)
      })
    return () => {
      here = false
    }
  }, [id])
  return source ? (
    <Picture className='photo-picture' src={source} label={label} />
  ) : (
    <Box className='photo-picture' />
  )
}
