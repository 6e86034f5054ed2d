import { useState } from 'react'
import { Box, Tap } from './atoms'
import { Pick } from './controls'

/** A long choice: what is chosen is one line, which opens. */
export function Choosing({ label, options, value, set }: { label: string; options: readonly { name: string; title: string }[]; value: string | null; set: (name: string) => void }) {
  const [open, setOpen] = useState(value === null)
  const chosen = options.find((it) => it.name === value)
  return (
    <Box className='pairs'>
      <Box className='field-label'>{label}</Box>
      {chosen && !open ? <Tap className='pick on' onTap={() => setOpen(true)}><Box className='row-main'>{chosen.title}</Box><Box className='muted'>换</Box></Tap>
        : options.map((it) => <Pick key={it.name} id={`choose-${it.name}`} on={it.name === value} onTap={() => { set(it.name); setOpen(false) }}>{it.title}</Pick>)}
    </Box>
  )
}
