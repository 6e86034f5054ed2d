import type { Answers, Field } from '../../../shared/form'
import { own } from '../../../shared/own'
import { Box, Tap, Words } from './atoms'
import { Cell, after, type Next } from './controls'

type Props = {
  field: Extract<Field, { kind: 'table' }>
  id: string
  value: Answers[]
  today: string
  set: (next: Next) => void
}

/** A table on a phone: one paper per row. */
export function TableControl({ field, id, value, today, set }: Props) {
  const edit = (next: (rows: Answers[]) => Answers[]) =>
    set((now: unknown) => {
      const rows = next((now ?? []) as Answers[])
      return rows.length ? rows : undefined
    })
  const put = (index: number, column: string, next: Next) =>
    edit((rows) =>
      rows.map((row, at) =>
        at === index ? { ...row, [column]: after(next, own(row, column)) } : row,
      ),
    )
  return (
    <>
      {value.map((row, index) => (
        <Box key={index} className='cells'>
          <Box className='owed'>
            <Words className='strong'>第 {index + 1} 行</Words>
            <Tap
              className='btn word'
              onTap={() => edit((rows) => rows.filter((_, at) => at !== index))}
            >
              去掉
            </Tap>
          </Box>
          {field.columns.map((column) => (
            <Box key={column.id} className='pairs'>
              <Words className='field-label'>{column.label}</Words>
              <Cell
                column={column}
                id={`${id}-${index}-${column.id}`}
                value={own(row, column.id)}
                today={today}
                set={(answer) => put(index, column.id, answer)}
              />
            </Box>
          ))}
        </Box>
      ))}
      {value.length < field.rows && (
        <Tap className='btn side tall' id={id} onTap={() => edit((rows) => [...rows, {}])}>
          加一行
        </Tap>
      )}
    </>
  )
}
