import type { PostKind } from '../../../config/policy'
import type { Unit } from '../../../shared/org'
import type { UnitKind } from '../../../shared/vocabulary'
import { addToGroup } from '../../core/groups'
import { isMisspelt } from '../../core/misspelt'
import { tight } from '../../core/text'
import type { Level } from './placeHeads'
import type { Row } from './rows'
import type { RowRefused } from './rowRefused'
import { refuse } from './rowRefused'

export const kindWords: Record<UnitKind, string> = {
  city: '市',
  county: '县（市、区）',
  township: '乡镇（街道）',
  area: '功能区',
  village: '村（社区）',
  grid: '网格',
}
/** What says at which level a post stands; the unit says it as well. */
const level =
  /^(县级|市级|区级|乡镇级|街道级|乡级|镇级|村级|社区级|网格级|乡镇|街道|社区|网格|功能区|防指|县|市|区|镇|乡|村)(?=..)/
const bare = (title: string) => title.replace(level, '')

/** The kinds of posts there are, by whatever a list calls them. */
export class Kinds {
  private readonly titles = new Map<string, PostKind[]>()
  /** The same without their level: 监测预警组 stands at a township and at a village. */
  private readonly bareTitles = new Map<string, PostKind[]>()

  constructor(private readonly kinds: readonly PostKind[]) {
    for (const kind of kinds) {
      for (const title of [kind.title, ...kind.aliases].map(tight)) {
        addTo(this.titles, title, kind)
        addTo(this.bareTitles, bare(title), kind)
      }
    }
  }

  /** The post that the name of a sheet or the words above a list speak of: 水库巡查员名单. */
  kindIn(words: string): string | null {
    const text = tight(words)
    if (this.titles.has(text)) return text
    if (!/名单|名册|责任人|一览表/.test(text)) return null
    const contained = [...this.titles.keys()].filter(
      (title) => title.length > 2 && text.includes(title),
    )
    return contained.sort((one, other) => other.length - one.length)[0] ?? null
  }
  /** Is this a post that may also stand at such a level? */
  standsAt = (name: string, place: Level) =>
    this.kinds.find((kind) => kind.name === name)?.at.some((it) => it === place) ?? false
  /** Which post a row means; it must be one that stands at such a unit. */
  kindOf(row: Row, unit: Unit): PostKind | RowRefused {
    const texts = [row.kind, row.type, row.job].filter((text) => text !== undefined && text !== '')
    if (!texts.length) return refuse('没有填岗位')
    return this.named(row, texts as string[], unit) ?? this.refusal(texts as string[], unit)
  }
  /** 岗位 decides; else the two columns together (水库 and 巡查员), else the one that names a post. */
  private named({ kind }: Row, texts: string[], unit: Unit): PostKind | RowRefused | null {
    const own = kind ? this.titled(kind, unit) : null
    if (own) return own
    const joined = texts.flatMap((one) => texts.map((other) => (one === other ? '' : one + other)))
    const together = joined.map((text) => text && this.titled(text, unit)).find(Boolean)
    if (together) return together
    const each = texts.flatMap((text) => this.titled(text, unit) ?? [])
    if (new Set(each).size > 1) {
      return refuse(`${texts.map(quoted).join('和')}是两个岗位，请只写一个`)
    }
    return each[0] ?? null
  }
  private titled(text: string, { kind: at }: Unit): PostKind | null {
    const standing = (kinds: PostKind[] = []) => kinds.filter((kind) => kind.at.includes(at))
    const exact = standing(this.titles.get(text))
    if (exact[0]) return exact[0]
    const levelled = [...new Set(standing(this.bareTitles.get(bare(text))))]
    return levelled.length === 1 ? levelled[0]! : null
  }
  private refusal(texts: readonly string[], unit: Unit): RowRefused {
    const elsewhere = texts.map((text) => this.titles.get(text)?.[0]).find(Boolean)
    if (elsewhere) {
      const levels = elsewhere.at.map((it) => kindWords[it]).join('或')
      return refuse(`“${elsewhere.title}”要写到${levels}，这一行写的是${unit.name}`)
    }
    const [text] = texts
    const near = [...this.titles.keys()].find((title) => isMisspelt(title, text!))
    return refuse(
      near ? `没有“${text}”这种岗位，是不是“${near}”？` : `没有“${text}”这种岗位，请从下拉表里选`,
    )
  }
}
const quoted = (text: string) => `“${text}”`
function addTo(kinds: Map<string, PostKind[]>, title: string, kind: PostKind) {
  if (!kinds.get(title)?.includes(kind)) addToGroup(kinds, title, kind)
}
