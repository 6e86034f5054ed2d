import { useLook } from './look'
import { Box } from './atoms'
import { Pick } from './controls'

type Props = { unitPath: string; value: readonly string[]; set: (units: string[]) => void }

/** Which part of the tree: the whole unit, or some of those directly below it. */
export function Units({ unitPath, value, set }: Props) {
  const look = useLook(`units ${unitPath}`, (client) => client.org.units({ unitPath }))
  if (!look.value) return <Box className='muted'>{look.problem ?? '正在取名单'}</Box>
  const { unit, children } = look.value
  const whole = value.length === 1 && value[0] === unitPath
  const toggle = (path: string) =>
    set(
      value.includes(path)
        ? value.filter((it) => it !== path)
        : [...value.filter((it) => it !== unitPath), path],
    )
  return (
    <Box className='pairs'>
      <Pick on={whole} id='unit-whole' onTap={() => set(whole ? [] : [unitPath])}>
        {unit.name}全部
      </Pick>
      {children
        .filter((it) => !it.endedAt)
        .map((it) => (
          <Pick
            key={it.path}
            id={`unit-${it.path.split('/').at(-1)}`}
            on={value.includes(it.path)}
            onTap={() => toggle(it.path)}
          >
            {it.name}
          </Pick>
        ))}
    </Box>
  )
}
