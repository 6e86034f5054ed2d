import type { ReactNode } from 'react'
import type { Column, Field } from '../../../shared/form'
import { numberOf } from '../lib/answering'
import { Area, Box, Day, Line, Tap, Words } from './atoms'
import { PersonControl, type Named } from './person'
import { PhotoControl } from './photos'
import { PlaceControl } from './place'
import { SignatureControl } from './signature'
import { TableControl } from './table'

/** The new answer, or how it comes from what is there by then: a photo is ready long after its button was pressed. */
export type Next = unknown
export const after = (next: Next, now: unknown): unknown =>
  typeof next === 'function' ? (next as (now: unknown) => unknown)(now) : next
export type ControlProps<F = Field> = {
  field: F
  id: string
  value: unknown
  today: string
  set: (next: Next) => void
}

/** A big choice with its box. */
export const Pick = ({
  on,
  id,
  children,
  onTap,
}: {
  on: boolean
  id?: string
  children: ReactNode
  onTap: () => void
}) => (
  <Tap className={on ? 'pick on' : 'pick'} id={id} pressed={on} onTap={onTap}>
    <Box className='box'>{on && <Box className='icon icon-tick' />}</Box>
    <Box>{children}</Box>
  </Tap>
)

/** How a question of any kind is answered. */
export function Control(props: ControlProps) {
  const { field, id, value, today, set } = props
  switch (field.kind) {
    case 'choice':
      return <Choice {...props} field={field} />
    case 'several':
      return <Several field={field} id={id} value={(value ?? []) as string[]} set={set} />
    case 'yesNo':
      return <YesNo field={field} id={id} value={value as Answer | undefined} set={set} />
    case 'photo':
      return (
        <PhotoControl
          label={field.label}
          id={id}
          most={field.most}
          value={idsOf(value)}
          set={(next) =>
            set((now: unknown) => {
              const ids = next(idsOf(now))
              return ids.length ? ids.map((it) => ({ id: it })) : undefined
            })
          }
        />
      )
    case 'signature':
      return (
        <SignatureControl
          label={field.label}
          id={id}
          value={(value as { id: string } | undefined)?.id ?? null}
          set={(it) => set(it ? { id: it } : undefined)}
        />
      )
    case 'place':
      return <PlaceControl id={id} value={value as never} set={set} />
    case 'table':
      return (
        <TableControl
          field={field}
          id={id}
          value={(value ?? []) as never}
          today={today}
          set={set}
        />
      )
    case 'computed':
      return null
    default:
      return <Typed {...props} field={field} />
  }
}
const idsOf = (value: unknown) => ((value ?? []) as { id: string }[]).map((it) => it.id)
type Answer = { yes: boolean; remark?: string }
type TypedField = Extract<Field, { kind: 'text' | 'number' | 'date' | 'person' }>

/** What has to be written. */
export function Typed({ field, id, value, today, set }: ControlProps<TypedField>) {
  const text = value === undefined || value === null ? '' : String(value)
  switch (field.kind) {
    case 'number':
      return (
        <Line
          className='input'
          id={id}
          label={field.label}
          number
          value={text}
          hint={field.unit}
          onChange={(typed) => set(numberOf(typed))}
        />
      )
    case 'date':
      return (
        <Day
          className='input'
          id={id}
          label={field.label}
          value={text || undefined}
          from={dayFrom(today, field.from)}
          to={dayFrom(today, field.to)}
          onChange={(day) => set(day || undefined)}
        />
      )
    case 'person':
      return (
        <PersonControl id={id} label={field.label} value={value as Named | undefined} set={set} />
      )
    default:
      return field.lines > 1 ? (
        <Area
          className='input'
          id={id}
          label={field.label}
          value={text}
          most={field.most}
          lines={field.lines}
          onChange={(typed) => set(typed || undefined)}
        />
      ) : (
        <Line
          className='input'
          id={id}
          label={field.label}
          value={text}
          most={field.most}
          onChange={(typed) => set(typed || undefined)}
        />
      )
  }
}
const dayFrom = (today: string, days: number | undefined) =>
  days === undefined
    ? undefined
    : new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)

export function Choice({
  field: { options },
  id,
  value,
  set,
}: ControlProps<Extract<Field, { kind: 'choice' }>>) {
  return (
    <Box className={options.length === 2 ? 'two' : 'pairs'}>
      {options.map((it) => (
        <Pick key={it.id} id={`${id}-${it.id}`} on={value === it.id} onTap={() => set(it.id)}>
          {it.label}
        </Pick>
      ))}
    </Box>
  )
}

/** One that excludes the others clears them, and the other way round. */
function Several({
  field: { options },
  id,
  value,
  set,
}: {
  field: Extract<Field, { kind: 'several' }>
  id: string
  value: string[]
  set: (value: unknown) => void
}) {
  const toggle = (one: (typeof options)[number]) => {
    const alone = new Set(options.filter((it) => it.alone).map((it) => it.id))
    const next = value.includes(one.id)
      ? value.filter((it) => it !== one.id)
      : one.alone
        ? [one.id]
        : [...value.filter((it) => !alone.has(it)), one.id]
    set(next.length ? next : undefined)
  }
  return (
    <Box className='pairs'>
      {options.map((it) => (
        <Pick key={it.id} id={`${id}-${it.id}`} on={value.includes(it.id)} onTap={() => toggle(it)}>
          {it.label}
        </Pick>
      ))}
    </Box>
  )
}

function YesNo({
  field,
  id,
  value,
  set,
}: {
  field: Extract<Field, { kind: 'yesNo' }>
  id: string
  value: Answer | undefined
  set: (value: unknown) => void
}) {
  const asks = value && field.remarkIf === (value.yes ? 'yes' : 'no')
  return (
    <>
      <Box className='two'>
        <Pick id={`${id}-yes`} on={value?.yes === true} onTap={() => set({ ...value, yes: true })}>
          {field.yes}
        </Pick>
        <Pick id={`${id}-no`} on={value?.yes === false} onTap={() => set({ ...value, yes: false })}>
          {field.no}
        </Pick>
      </Box>
      {asks && (
        <>
          <Words className='field-help'>说明情况</Words>
          <Area
            className='input'
            id={`${id}-remark`}
            label={`${field.label}，说明情况`}
            value={value.remark ?? ''}
            most={200}
            lines={2}
            onChange={(remark) => set(remark ? { yes: value.yes, remark } : { yes: value.yes })}
          />
        </>
      )}
    </>
  )
}

/** One cell of a table: a column is a plain field. */
export function Cell({ column, ...rest }: Omit<ControlProps, 'field'> & { column: Column }) {
  return column.kind === 'choice' ? (
    <Choice {...rest} field={column} />
  ) : (
    <Typed {...rest} field={column} />
  )
}
