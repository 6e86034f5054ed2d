import type { Field } from '../../../../shared/form'
import { Box, Line, Tap, Words } from '../../parts/atoms'
import { SideButton } from '../../parts/buttons'
import { Pick } from '../../parts/controls'

/** One question under the pen; a photo says why it is wanted. */
export type Asked = { kind: 'text' | 'number' | 'yesNo' | 'photo'; label: string; why: string }
export const firstQuestion: Asked = { kind: 'text', label: '', why: '' }
const kinds: Record<Asked['kind'], string> = {
  text: '写几句',
  number: '填数字',
  yesNo: '是或否',
  photo: '拍照片',
}
const maxQuestions = 10
const leastWhy = 4

export const isWhole = ({ kind, label, why }: Asked) =>
  label.trim() !== '' && (kind !== 'photo' || why.trim().length >= leastWhy)

export const fieldsOf = (questions: readonly Asked[]): Field[] =>
  questions.map(({ kind, label, why }, index) => {
    const base = { id: `question${index + 1}`, label: label.trim(), required: true }
    switch (kind) {
      case 'text':
        return { ...base, kind, most: 500, lines: 3 }
      case 'number':
        return { ...base, kind, decimals: 0 }
      case 'yesNo':
        return { ...base, kind, yes: '是', no: '否' }
      case 'photo':
        return { ...base, kind, reason: why.trim(), most: 3 }
    }
  })

/** 要他们答什么: some questions, each of one kind. */
export function Questions({ value, set }: { value: Asked[]; set: (questions: Asked[]) => void }) {
  const change = (index: number, part: Partial<Asked>) =>
    set(value.map((asked, at) => (at === index ? { ...asked, ...part } : asked)))
  const remove = (index: number) => set(value.filter((_, at) => at !== index))
  return (
    <>
      <Box className='section'>
        <Words>要他们答什么</Words>
        <Words className='section-side'>{value.length} 题</Words>
      </Box>
      {value.map((asked, index) => (
        <Question
          key={index}
          index={index}
          asked={asked}
          change={(part) => change(index, part)}
          remove={value.length > 1 ? () => remove(index) : null}
        />
      ))}
      {value.length < maxQuestions && (
        <SideButton id='add-question' onTap={() => set([...value, firstQuestion])}>
          加一题
        </SideButton>
      )}
    </>
  )
}

type Props = {
  index: number
  asked: Asked
  change: (part: Partial<Asked>) => void
  /** The only question stays. */
  remove: (() => void) | null
}
function Question({ index, asked, change, remove }: Props) {
  const name = `第 ${index + 1} 题`
  return (
    <Box className='paper'>
      <Box className='field'>
        <Box className='owed'>
          <Words className='field-label'>{name}</Words>
          {remove && (
            <Tap className='btn word' label={`去掉${name}`} onTap={remove}>
              去掉
            </Tap>
          )}
        </Box>
        <Line
          className='input'
          id={`question-${index}`}
          label={`${name}问什么`}
          value={asked.label}
          most={60}
          hint={asked.kind === 'photo' ? '工棚外面' : '工棚里还有几个人？'}
          onChange={(label) => change({ label })}
        />
        <Box className='two'>
          {(Object.keys(kinds) as Asked['kind'][]).map((kind) => (
            <Pick
              key={kind}
              id={`kind-${index}-${kind}`}
              on={kind === asked.kind}
              onTap={() => change({ kind })}
            >
              {kinds[kind]}
            </Pick>
          ))}
        </Box>
        {asked.kind === 'photo' && (
          <>
            <Words className='field-help'>为什么要拍？会写给他们看</Words>
            <Line
              className='input'
              id={`why-${index}`}
              label={`${name}为什么要拍`}
              value={asked.why}
              most={60}
              hint='只为核对，不进考核'
              onChange={(why) => change({ why })}
            />
          </>
        )}
      </Box>
    </Box>
  )
}
