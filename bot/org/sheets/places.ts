import type { Unit } from '../../../shared/org'
import { codeOf, covers, parentPath, upwards, type UnitKind } from '../../../shared/vocabulary'
import { addToGroup } from '../../core/groups'
import { isMisspelt } from '../../core/misspelt'
import { tight } from '../../core/text'
import { formsOf, means, officeless } from '../rules'
import { kindWords } from './kinds'
import type { Level } from './placeHeads'
import type { Row } from './rows'
import { refuse, RowRefused } from './rowRefused'

/** What each column may name, and what it is called where nothing is found. */
const kindsAt: Record<Level, { kinds: readonly UnitKind[]; word: string }> = {
  county: { kinds: ['county', 'city', 'area'], word: kindWords.county },
  township: { kinds: ['township', 'area', 'county', 'city'], word: kindWords.township },
  village: { kinds: ['village'], word: kindWords.village },
  grid: { kinds: ['grid'], word: kindWords.grid },
  several: { kinds: ['grid', 'village', 'township', 'area', 'county', 'city'], word: '单位' },
  unit: { kinds: ['village', 'township', 'area', 'county', 'city', 'grid'], word: '单位' },
}
/** A number before a title, and what may stand behind it. */
const ordinal = /^[第(（]?[一二三四五六七八九十\d]+[)）、.．:：章节]+/
const behindTitle = /[:：(（].*$/
/** What stands before the name in the words above a list, and what follows where there are more. */
const beforeHeading =
  /^((附件|附表|表)\d*[:：]?)?(\d{4}年度?)?((填报|填表|报送|制表)?(单位|部门|乡镇|地区)[:：])?/
const andMore = /^[、和及与,，/]/
/** A title that is more than a name. */
const ofList = /(名单|名册|花名册|一览表|汇总表|登记表|统计表|信息表|台账|责任人)[:：]?$/
const longestName = 32
const longestHeading = 24
/** Looking for what was meant goes through all names, so it is not done without end. */
const mostSuggestions = 200
const mostHeadings = 1_500
const mostLooked = 5_000
const mostElsewhere = 3

/** A name in full, or a number: 石塘 may be a reservoir. */
const isWhole = (text: string, { name, path }: Unit) =>
  officeless(text).endsWith(name) || text === codeOf(path)

/** The units a list may speak of, found by the words in its columns. */
export class Places {
  readonly names: ReadonlyMap<string, string>
  /** Name, full or short, or number → the units of the whole tree with it, in path order. */
  private readonly byForm = new Map<string, Unit[]>()
  private readonly known = new Map<string, Unit | RowRefused>()
  private suggestions = 0
  private headings = 0
  private looked = 0

  /** `units`: the whole tree in path order. */
  constructor(
    readonly base: Unit,
    private readonly units: readonly Unit[],
  ) {
    this.names = new Map(units.map((unit) => [unit.path, unit.name]))
    for (const unit of units) {
      const forms = [...formsOf(tight(unit.name)), codeOf(unit.path)]
      for (const form of forms) addToGroup(this.byForm, form, unit)
    }
  }

  /** Column by column downwards; an empty column leaves out its level. */
  unitIn(row: Row): Unit | RowRefused {
    const start = row.section ? this.under(row.section) : this.base
    if (start instanceof RowRefused) return start
    let at = start
    for (const { level, text } of row.places) {
      const next = this.below(at, text, level)
      if (next instanceof RowRefused) return next
      at = next
    }
    return at
  }
  /** Rows below a title belong to the unit that it names. */
  private under(section: Unit): Unit | RowRefused {
    if (covers(this.base.path, section.path)) return section
    if (covers(section.path, this.base.path)) return this.base
    return refuse(`这一行在“${section.name}”下面，不归${this.base.name}`)
  }
  /** The one unit that a line names which says nothing else, such as 「一、石塘镇」. */
  titled(title: string): Unit | null {
    const text = tight(title).replace(ordinal, '')
    const named = this.meant(this.called(text.replace(behindTitle, '')))
    return named ?? (ofList.test(text) ? this.headed(text) : null)
  }
  /** The unit with whose full name words begin: 「温岭市石塘镇2026年防汛责任人名单」. */
  headed(words: string): Unit | null {
    if (++this.headings > mostHeadings) return null
    const text = tight(words).replace(beforeHeading, '').replace(ordinal, '')
    for (let length = Math.min(text.length, longestHeading); length > 1; length--) {
      const name = text.slice(0, length)
      const whole = this.called(name).filter((unit) => isWhole(name, unit))
      // Where several places are named, the list is of none of them.
      if (whole.length) return andMore.test(text.slice(length)) ? null : this.meant(whole)
    }
    return null
  }
  private meant(found: readonly Unit[]): Unit | null {
    const here = found.filter((unit) => covers(this.base.path, unit.path))
    const meant = here.length ? here : found
    return meant.length === 1 ? meant[0]! : null
  }
  isWholeName(text: string): boolean {
    if (++this.looked > mostLooked) return false
    return this.called(text).some((unit) => isWhole(text, unit))
  }
  /** Does one of them lie in the other? */
  areOneLine = (one: Unit, other: Unit) =>
    covers(one.path, other.path) || covers(other.path, one.path)

  private below(at: Unit, text: string, level: Level): Unit | RowRefused {
    const key = `${at.path} ${level} ${text}`
    const known = this.known.get(key) ?? this.search(at, text, level)
    this.known.set(key, known)
    return known
  }
  /** What is named may also be the place itself, or lie above it. */
  private search(at: Unit, text: string, level: Level): Unit | RowRefused {
    const { kinds } = kindsAt[level]
    const called = this.called(text).filter((unit) => kinds.includes(unit.kind))
    const inside = called.filter((unit) => covers(at.path, unit.path))
    const exact = inside.filter((unit) => unit.name === text)
    const found = exact.length ? exact : inside
    if (found.length === 1) return found[0]!
    if (found.length > 1) return refuse(`${at.name}有 ${found.length} 个“${text}”，请写全名`)
    if (called.some((unit) => covers(unit.path, at.path))) return at
    // Whose work is written there need not be a place of the tree.
    if (level === 'unit' && !called.length) return at
    return refuse(this.reason(at, text, { level, called }))
  }
  private reason(at: Unit, text: string, { level, called }: { level: Level; called: Unit[] }) {
    if (called.length && called.length <= mostElsewhere) {
      const where = called.map((unit) => this.above(unit)).join('、')
      return `“${text}”在${where}，不在${at.name}`
    }
    const { kinds, word } = kindsAt[level]
    const other = this.called(text).filter((unit) => unit.name === text)
    if (!called.length && other.length === 1) {
      const [unit] = other
      return `“${text}”是${this.above(unit!)}的${kindWords[unit!.kind]}，不是${word}`
    }
    const near = this.nearest(at, text, kinds)
    return `${at.name}没有叫“${text}”的${word}${near ? `，是不是“${near}”？` : ''}`
  }
  private above({ path }: Unit): string {
    return this.names.get(parentPath(path) ?? '') ?? '别处'
  }
  private nearest(at: Unit, text: string, kinds: readonly UnitKind[]): string | undefined {
    if (++this.suggestions > mostSuggestions) return undefined
    const [, stem = text] = formsOf(text)
    return this.units.find(
      (unit) =>
        kinds.includes(unit.kind) &&
        covers(at.path, unit.path) &&
        (isMisspelt(unit.name, text) || (formsOf(unit.name)[1] === stem && unit.name !== text)),
    )?.name
  }

  /** By a name; else by one with those above it in front, or behind it what an office is called. */
  private called(written: string): readonly Unit[] {
    const direct = this.byForm.get(written)
    if (direct) return direct
    if (written.length > longestName) return []
    const text = officeless(written)
    const plain = this.byForm.get(text)
    if (plain) return plain
    const found = new Set<Unit>()
    for (let length = 2; length < text.length; length++) {
      for (const unit of this.byForm.get(text.slice(-length)) ?? []) {
        if (means(text, this.namesUp(unit), true)) found.add(unit)
      }
    }
    return [...found]
  }
  private namesUp = (unit: Unit) => upwards(unit.path).map((path) => this.names.get(path) ?? '')
}
