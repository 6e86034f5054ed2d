/**
 * Which part of the tree a head speaks of: one level, several at once (镇村), or a unit of whichever
 * level there may also be no place in the tree for (单位).
 */
export type Level = 'county' | 'township' | 'village' | 'grid' | 'several' | 'unit'

const before =
  /^(所在|所属|所驻|归属|隶属|属地|管辖|辖区|负责|责任|分管|主管|巡查|包保|包联|挂钩|挂点|结对|联系|服务|任职|行政|驻)+(?=.)/
const after = /(?<=.)(名称|名|全称|简称|级|级?单位)$/
const words = {
  county: '地级市|设区市|县|市|区|旗',
  township: '街道办事处|街道|街|民族乡|乡|镇|办事处|苏木|功能区|开发区|园区|新区',
  village: '村民委员会|居民委员会|居民区|村|社区|居|委会|村委|居委|嘎查|庄',
  grid: '网格',
}
const only = (alternatives: string) => new RegExp(`^(${alternatives})+$`)
const levels: readonly [Level, RegExp][] = [
  ['county', only(words.county)],
  ['township', only(words.township)],
  ['village', only(words.village)],
  ['grid', only(words.grid)],
  ['several', only(Object.values(words).join('|'))],
  ['unit', only('工作|单位|部门|地区|区域|属地|归属地|所属地|辖区|片区|区划|所在地')],
]
/** 「乡(镇、街道)」 and 「所在村（社区）名称」 are columns of places; null: the head names none. */
export function levelOf(label: string): Level | null {
  const signs = label.replace(/\P{Script=Han}/gu, '')
  const plain = signs.replace(before, '').replace(after, '')
  // 责任区 is whatever somebody answers for, 区 alone a county.
  if (plain === '区' && signs !== plain) return 'unit'
  const named = (text: string) => levels.find(([, pattern]) => pattern.test(text))?.[0]
  return named(plain) ?? named(signs) ?? null
}
