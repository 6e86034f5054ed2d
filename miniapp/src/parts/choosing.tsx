import { useState } from 'react'
import { Box, Tap } from './atoms'
import { Pick } from './controls'

/** A long choice: what is chosen is one line, which opens. */
export function Choosing({
  label,
  options,
  value,
  set,
}: {
  label: string
  options: readonly { name: string; title: string }[]
  value: string | null
  set: (name: string) => void
}) {
  const [open, setOpen] = useState(value === null)
  const chosen = options.find((it) => it.name === value)
  return (
    <Box className='pairs'>
      <Box className='field-label'>{label}</Box>
      {chosen && !open ? (
        <Tap className='pick on' onTap={() => setOpen(true)}>
          <Box className='row-main'>{chosen.title}</Box>
          <Box className='muted'>换</Box>
        </Tap>
      ) : (
        options.map((it) => (
          <Pick
            key={it.name}
            id={`choose-${it.name}`}
            on={it.name === value}
            onTap={() => {
              set(it.name)
              setOpen(false)
            }}
          >
            {it.title}
          </Pick>
        ))
      )}
    </Box>
  )
}

/** Several of a long list: how many are chosen is one line, which opens. */
export function ChoosingSeveral({
  label,
  options,
  value,
  set,
}: {
  label: string
  options: readonly { name: string; title: string }[]
  value: readonly string[]
  set: (names: string[]) => void
}) {
  const [open, setOpen] = useState(false)
  const titles = options.filter((it) => value.includes(it.name)).map((it) => it.title)
  const toggle = (name: string) =>
    set(value.includes(name) ? value.filter((it) => it !== name) : [...value, name])
  return (
    <Box className='pairs'>
      <Box className='field-label'>{label}</Box>
      <Tap className='pick on' id='several' onTap={() => setOpen(!open)}>
        <Box className='row-main'>
          {titles.length > 2
            ? `${titles.slice(0, 2).join('、')}等 ${titles.length} 种岗位`
            : titles.join('、') || '一种也没有选'}
        </Box>
        <Box className='muted'>{open ? '好了' : '换'}</Box>
      </Tap>
      {open &&
        options.map((it) => (
          <Pick
            key={it.name}
            id={`several-${it.name}`}
            on={value.includes(it.name)}
            onTap={() => toggle(it.name)}
          >
            {it.title}
          </Pick>
        ))}
    </Box>
  )
}
