/**
 * Which part of the tree a head speaks of: one level, several at once (镇村), or a unit of whichever
 * level there may also be no place in the tree for (单位).
 */
export type Level = 'county' | 'township' | 'village' | 'grid' | 'several' | 'unit'

const before = /^(所在|所属|归属|隶属|管辖|负责|责任|包保|联系|行政)+/
const after = /(名称|名|全称|简称)$/
const words = {
  county: '地级市|设区市|县|市|区|旗',
  township: '街道办事处|街道|街|乡|镇|办事处|功能区|开发区|园区|新区',
  village: '村民委员会|居民委员会|居民区|村|社区|居|委会|庄',
  grid: '网格',
}
const only = (alternatives: string) => new RegExp(`^(${alternatives})+$`)
const levels: readonly [Level, RegExp][] = [
  ['county', only(words.county)],
  ['township', only(words.township)],
  ['village', only(words.village)],
  ['grid', only(words.grid)],
  ['several', only(Object.values(words).join('|'))],
  ['unit', only('工作|单位|部门|地区|区域|属地|辖区|片区|区划|所在地')],
]
/** 「乡(镇、街道)」 and 「所在村（社区）名称」 are columns of places; null: the head names none. */
export function levelOf(label: string): Level | null {
  const signs = label.replace(/\P{Script=Han}/gu, '')
  const plain = signs.replace(before, '').replace(after, '')
  // 责任区 is whatever somebody answers for, 区 alone a county.
  if (plain === '区' && signs !== plain) return 'unit'
  return levels.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
}
