import type { PostKind } from '../../../config/policy'
import type { Unit } from '../../../shared/org'
import { covers, upwards, type UnitKind } from '../../../shared/vocabulary'
import { tight } from '../../core/text'
import { formsOf, means } from '../rules'
import type { Row } from './postsPage'
import { refuse, RowRefused } from './rowRefused'

const kindWords: Record<UnitKind, string> = {
  city: '市',
  county: '县（市、区）',
  township: '乡镇（街道）',
  area: '功能区',
  village: '村（社区）',
  grid: '网格',
}
/** What each column may name, and what it is called where nothing is found. */
type Level = { column: 'township' | 'village' | 'grid'; kinds: readonly UnitKind[]; word: string }
const levels: readonly Level[] = [
  {
    column: 'township',
    kinds: ['county', 'township', 'area', 'city'],
    word: kindWords.township,
  },
  { column: 'village', kinds: ['village'], word: kindWords.village },
  { column: 'grid', kinds: ['grid'], word: kindWords.grid },
]

/** The units a list may speak of, found by the words in its columns. */
export class Places {
  private readonly names: ReadonlyMap<string, string>
  /** `path form` → the units with this name at or below this path. */
  private readonly byPlace = new Map<string, Unit[]>()
  private readonly known = new Map<string, Unit | RowRefused>()

  /** `above`: the units over the base, whose names may stand in front. */
  constructor(
    private readonly base: Unit,
    private readonly units: readonly Unit[],
    above: readonly Unit[],
  ) {
    this.names = new Map([...units, ...above].map((unit) => [unit.path, unit.name]))
    for (const unit of units) this.enter(unit)
  }
  private enter(unit: Unit) {
    const forms = formsOf(tight(unit.name))
    const keys = upwards(unit.path).flatMap((path) => forms.map((form) => `${path} ${form}`))
    for (const key of keys) {
      const there = this.byPlace.get(key)
      if (there) there.push(unit)
      else this.byPlace.set(key, [unit])
    }
  }

  /** Column by column downwards; an empty column leaves out its level. */
  unitIn(row: Row): Unit | RowRefused {
    let at = this.base
    for (const level of levels) {
      const text = row[level.column]
      if (!text) continue
      const next = this.below(at, text, level)
      if (next instanceof RowRefused) return next
      at = next
    }
    return at
  }
  private below(at: Unit, text: string, level: Level): Unit | RowRefused {
    const key = `${at.path} ${level.column} ${text}`
    const known = this.known.get(key) ?? this.search(at, text, level)
    this.known.set(key, known)
    return known
  }
  private search(at: Unit, text: string, level: Level): Unit | RowRefused {
    const found = this.meant(at, text, level)
    if (found.length > 1) return refuse(`${at.name}有 ${found.length} 个“${text}”，请写全名`)
    return found[0] ?? refuse(`${at.name}没有叫“${text}”的${level.word}`)
  }
  /** By the full name; else by a short form; else by a name with those above it in front. */
  private meant(at: Unit, text: string, { kinds }: Level): Unit[] {
    const fits = (unit: Unit) => kinds.includes(unit.kind) && covers(at.path, unit.path)
    const formed = (this.byPlace.get(`${at.path} ${text}`) ?? []).filter(fits)
    const exact = formed.filter((unit) => unit.name === text)
    if (exact.length) return exact
    if (formed.length) return formed
    return this.units.filter((unit) => fits(unit) && means(text, this.namesUp(unit), true))
  }
  private namesUp = (unit: Unit) => upwards(unit.path).map((path) => this.names.get(path) ?? '')
}

/** Which post a row means; it must be one that stands at such a unit. */
export function kindIn(
  kinds: ReadonlyMap<string, PostKind>,
  text: string,
  unit: Unit,
): PostKind | RowRefused {
  if (!text) return refuse('没有填岗位')
  const kind = kinds.get(text)
  if (!kind) return refuse(`没有“${text}”这种岗位，请从下拉表里选`)
  if (kind.at.includes(unit.kind)) return kind
  const levelWords = kind.at.map((it) => kindWords[it]).join('或')
  return refuse(`“${kind.title}”要写到${levelWords}，这一行写的是${unit.name}`)
}
