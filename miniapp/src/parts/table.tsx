import type { Answers, Field } from '../../../shared/form'
import { Box, Tap, Words } from './atoms'
import { Cell } from './controls'

type Props = { field: Extract<Field, { kind: 'table' }>; id: string; value: Answers[]; today: string; set: (value: unknown) => void }

/** A table on a phone: one paper per row. */
export function TableControl({ field, id, value, today, set }: Props) {
  const put = (index: number, column: string, answer: unknown) => set(value.map((row, at) => (at === index ? { ...row, [column]: answer } : row)))
  return (
    <>
      {value.map((row, index) => (
        <Box key={index} className='cells'>
          <Box className='owed'><Words className='strong'>第 {index + 1} 行</Words><Tap className='btn word' onTap={() => { const rest = value.filter((_, at) => at !== index); set(rest.length ? rest : undefined) }}>去掉</Tap></Box>
          {field.columns.map((column) => (
            <Box key={column.id} className='pairs'>
              <Words className='field-label'>{column.label}</Words>
              <Cell column={column} id={`${id}-${index}-${column.id}`} value={row[column.id]} today={today} set={(answer) => put(index, column.id, answer)} />
            </Box>
          ))}
        </Box>
      ))}
      {value.length < field.rows && <Tap className='btn side tall' id={id} onTap={() => set([...value, {}])}>加一行</Tap>}
    </>
  )
}
