import type { ReactNode } from 'react'
import type { Answers, Column, Field, FieldKind } from '../../../shared/form'
import { dayAfter } from '../../../shared/time'
import { numberOf } from '../lib/answering'
import type { Place } from '../platform/bridge'
import { Area, Box, Day, Line, Tap, Words } from './atoms'
import { PersonControl, type Named } from './person'
import { PhotoControl } from './photos'
import { PlaceControl } from './place'
import { SignatureControl } from './signature'
import { TableControl } from './table'

/**
 * The new answer, or how it comes from what is there by then: a photo is ready long after its
 * button was pressed.
 */
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
type PropsOf<K extends FieldKind> = ControlProps<Extract<Field, { kind: K }>>

type PickProps = { on: boolean; id?: string; children: ReactNode; onTap: () => void }

/** A big choice with its box. */
export const Pick = ({ on, id, children, onTap }: PickProps) => (
  <Tap className={on ? 'pick on' : 'pick'} id={id} pressed={on} onTap={onTap}>
    <Box className='box'>{on && <Box className='icon icon-tick' />}</Box>
    <Box>{children}</Box>
  </Tap>
)

/** How a question of any kind is answered. */
export function Control(props: ControlProps) {
  const Kind = controlOf(props.field)
  return <Kind {...props} />
}
/** One cell of a table: a column is a plain field. */
export const Cell = ({ column, ...rest }: Omit<ControlProps, 'field'> & { column: Column }) => (
  <Control {...rest} field={column} />
)

function TextAnswer({ field, id, value, set }: PropsOf<'text'>) {
  const { label, most, lines } = field
  const text = textOf(value)
  const change = (typed: string) => set(typed || undefined)
  if (lines === 1) {
    return (
      <Line className='input' id={id} label={label} value={text} most={most} onChange={change} />
    )
  }
  return (
    <Area
      className='input'
      id={id}
      label={label}
      value={text}
      most={most}
      lines={lines}
      onChange={change}
    />
  )
}
const textOf = (value: unknown) => (value === undefined || value === null ? '' : String(value))

const NumberAnswer = ({ field, id, value, set }: PropsOf<'number'>) => (
  <Line
    className='input'
    id={id}
    label={field.label}
    number
    value={textOf(value)}
    hint={field.unit}
    onChange={(typed) => set(numberOf(typed))}
  />
)

function DateAnswer({ field, id, value, today, set }: PropsOf<'date'>) {
  const dayIn = (days: number | undefined) =>
    days === undefined ? undefined : dayAfter(today, days)
  return (
    <Day
      className='input'
      id={id}
      label={field.label}
      value={textOf(value) || undefined}
      from={dayIn(field.from)}
      to={dayIn(field.to)}
      onChange={(day) => set(day || undefined)}
    />
  )
}

const PersonAnswer = ({ field, id, value, set }: PropsOf<'person'>) => (
  <PersonControl id={id} label={field.label} value={value as Named | undefined} set={set} />
)

function ChoiceAnswer({ field: { options }, id, value, set }: PropsOf<'choice'>) {
  return (
    <Box className={options.length === 2 ? 'two' : 'pairs'}>
      {options.map((option) => (
        <Pick
          key={option.id}
          id={`${id}-${option.id}`}
          on={value === option.id}
          onTap={() => set(option.id)}
        >
          {option.label}
        </Pick>
      ))}
    </Box>
  )
}

/** One that excludes the others clears them, and the other way round. */
function SeveralAnswer({ field: { options }, id, value, set }: PropsOf<'several'>) {
  const chosen = (value ?? []) as string[]
  const alone = new Set(options.filter((option) => option.alone).map((option) => option.id))
  function toggled(one: (typeof options)[number]): string[] {
    if (chosen.includes(one.id)) return chosen.filter((other) => other !== one.id)
    if (one.alone) return [one.id]
    return [...chosen.filter((other) => !alone.has(other)), one.id]
  }
  function toggle(one: (typeof options)[number]) {
    const next = toggled(one)
    set(next.length ? next : undefined)
  }
  return (
    <Box className='pairs'>
      {options.map((option) => (
        <Pick
          key={option.id}
          id={`${id}-${option.id}`}
          on={chosen.includes(option.id)}
          onTap={() => toggle(option)}
        >
          {option.label}
        </Pick>
      ))}
    </Box>
  )
}

type YesOrNo = { yes: boolean; remark?: string }
function YesNoAnswer({ field, id, value, set }: PropsOf<'yesNo'>) {
  const answer = value as YesOrNo | undefined
  const asks = answer && field.remarkIf === (answer.yes ? 'yes' : 'no')
  return (
    <>
      <Box className='two'>
        <Pick
          id={`${id}-yes`}
          on={answer?.yes === true}
          onTap={() => set({ ...answer, yes: true })}
        >
          {field.yes}
        </Pick>
        <Pick
          id={`${id}-no`}
          on={answer?.yes === false}
          onTap={() => set({ ...answer, yes: false })}
        >
          {field.no}
        </Pick>
      </Box>
      {asks && <Remark id={id} label={field.label} answer={answer} set={set} />}
    </>
  )
}

type RemarkProps = { id: string; label: string; answer: YesOrNo; set: (next: YesOrNo) => void }
const Remark = ({ id, label, answer: { yes, remark }, set }: RemarkProps) => (
  <>
    <Words className='field-help'>说明情况</Words>
    <Area
      className='input'
      id={`${id}-remark`}
      label={`${label}，说明情况`}
      value={remark ?? ''}
      most={200}
      lines={2}
      onChange={(typed) => set(typed ? { yes, remark: typed } : { yes })}
    />
  </>
)

function PhotoAnswer({ field, id, value, set }: PropsOf<'photo'>) {
  const change = (next: (ids: string[]) => string[]) =>
    set((now: unknown) => {
      const ids = next(idsOf(now))
      return ids.length ? ids.map((photo) => ({ id: photo })) : undefined
    })
  return (
    <PhotoControl label={field.label} id={id} most={field.most} value={idsOf(value)} set={change} />
  )
}
const idsOf = (value: unknown) => ((value ?? []) as { id: string }[]).map((it) => it.id)

const SignatureAnswer = ({ field, id, value, set }: PropsOf<'signature'>) => (
  <SignatureControl
    label={field.label}
    id={id}
    value={(value as { id: string } | undefined)?.id ?? null}
    set={(signature) => set(signature ? { id: signature } : undefined)}
  />
)

const PlaceAnswer = ({ id, value, set }: PropsOf<'place'>) => (
  <PlaceControl id={id} value={value as Place | undefined} set={set} />
)

const TableAnswer = ({ field, id, value, today, set }: PropsOf<'table'>) => (
  <TableControl field={field} id={id} value={(value ?? []) as Answers[]} today={today} set={set} />
)

const controls: { [K in FieldKind]: (props: PropsOf<K>) => ReactNode } = {
  text: TextAnswer,
  number: NumberAnswer,
  date: DateAnswer,
  person: PersonAnswer,
  choice: ChoiceAnswer,
  several: SeveralAnswer,
  yesNo: YesNoAnswer,
  photo: PhotoAnswer,
  signature: SignatureAnswer,
  place: PlaceAnswer,
  table: TableAnswer,
  // What is reckoned is never asked for.
  computed: () => null,
}
/** The control of the field's own kind. */
const controlOf = (field: Field) => controls[field.kind] as (props: ControlProps) => ReactNode
