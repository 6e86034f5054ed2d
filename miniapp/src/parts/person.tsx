import { useEffect, useState } from 'react'
import type { orgOperations } from '../../../shared/org'
import type { Reply } from '../../../shared/operation'
import { desks } from '../../../shared/vocabulary'
import { phone } from '../platform/phone'
import { Line, Tap, Words } from './atoms'
import { unitFor } from './doors'
import { RowWords, Sub } from './row'

export type Named = { personId: string | null; name: string }
type Found = Reply<typeof orgOperations.people>
const shown = 6
const pause = 300

type Props = {
  id: string
  label: string
  value: Named | undefined
  set: (value: Named | undefined) => void
}

/**
 * A name. From two signs on, those of the person's own area who have them are offered; what was
 * typed stays when nobody fits.
 */
export function PersonControl({ id, label, value, set }: Props) {
  const people = useNamesakes(value)
  return (
    <>
      <Line
        className='input'
        id={id}
        label={label}
        value={value?.name ?? ''}
        most={64}
        hint='姓名'
        onChange={(typed) => set(typed ? { personId: null, name: typed } : undefined)}
      />
      {value?.personId && <Words className='field-help'>名单里的人</Words>}
      {people?.length === 0 && <Words className='field-help'>名单里没有这个人，照您写的记</Words>}
      {people?.slice(0, shown).map((person) => (
        <Namesake
          key={person.personId}
          id={`${id}-${person.personId}`}
          person={person}
          onTap={() => set({ personId: person.personId, name: person.name })}
        />
      ))}
    </>
  )
}

type NamesakeProps = { id: string; person: Found[number]; onTap: () => void }
const Namesake = ({ id, person, onTap }: NamesakeProps) => (
  <Tap className='pick' id={id} onTap={onTap}>
    <RowWords title={person.name}>
      <Sub>
        {person.posts[0] ?? '还没有岗位'}
        {person.phone ? `，${person.phone}` : ''}
      </Sub>
    </RowWords>
  </Tap>
)

/**
 * Those of the person's own area whose names hold what is typed; null while nobody was looked for.
 */
function useNamesakes(value: Named | undefined): Found | null {
  const name = value?.name.trim() ?? ''
  const [found, setFound] = useState<{ name: string; people: Found } | null>(null)
  const asks = name.length > 1 && !value?.personId
  useEffect(() => {
    if (!asks) return
    let here = true
    async function look() {
      const people = await search(name)
      if (here) setFound(people && { name, people })
    }
    const timer = setTimeout(() => void look(), pause)
    return () => {
      here = false
      clearTimeout(timer)
    }
  }, [asks, name])
  return asks && found?.name === name ? found.people : null
}

/**
 * Whoever has no desk may not search, and without a network nobody can: the name is then written as
 * it is.
 */
async function search(name: string): Promise<Found | null> {
  try {
    const unit = unitFor(await phone.client.session.me({}), desks)
    return unit && (await phone.client.org.people({ unitPath: unit.unitPath, name }))
  } catch {
    return null
  }
}
