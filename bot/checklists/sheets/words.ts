import type { Counter, Item, Template } from '../../../shared/checklist'
import type { FieldKind } from '../../../shared/form'
import type { UnitKind } from '../../../shared/vocabulary'
import { tight } from '../../core/text'
import { Unclear } from './cells'

/**
 * Words of the sheet for what has a name in the program; the first is ours, the others are
 * understood.
 */
export type Words<K extends string> = Readonly<Record<K, readonly [string, ...string[]]>>
export const evidenceWords: Words<Item['evidence']> = {
  record: ['记录'],
  list: ['名单'],
  tick: ['勾选', '打勾'],
  photo: ['照片', '拍照'],
  file: ['文件'],
  confirm: ['一键确认', '确认', '没有变化', '无变化'],
  auto: ['自动', '系统', '系统自动'],
}
export const everyWords: Words<Template['every']> = {
  month: ['每月', '月'],
  week: ['每周', '周'],
  quarter: ['每季', '每季度', '季度', '季'],
  year: ['每年', '年'],
  once: ['一次', '临时'],
  response: ['响应', '应急响应', '响应时'],
}
export const unitWords: Words<UnitKind> = {
  city: ['市'],
  county: ['县', '区县', '县市区', '县(市、区)'],
  township: ['乡镇', '镇', '街道', '乡镇街道', '乡镇/街道'],
  area: ['功能区'],
  village: ['村', '社区', '村社区', '村/社区'],
  grid: ['网格'],
}
export const kindWords: Words<FieldKind> = {
  text: ['文字', '文本', '填空'],
  number: ['数字', '数值'],
  choice: ['单选', '选择'],
  several: ['多选'],
  date: ['日期'],
  photo: ['照片', '拍照'],
  place: ['位置', '定位'],
  person: ['人员', '人'],
  yesNo: ['是否', '是/否', '判断'],
  signature: ['签名', '签字'],
  computed: ['计算'],
  table: ['表格', '表'],
}
export const counterWords: Words<Counter> = {
  overdueHazards: ['逾期隐患'],
  majorHazards: ['重大隐患'],
  enterpriseChecks: ['企业检查'],
  trainedPeople: ['培训人数'],
  confirmedWarnings: ['预警收到'],
  verifiedPosts: ['责任人核对'],
  submittedItems: ['已交项目'],
  phoneChecks: ['电话抽查'],
}
const namesOf = <K extends string>(words: Words<K>) => Object.keys(words) as K[]
/** The name behind a word, or behind the name itself; null: nobody knows it. */
export function named<K extends string>(words: Words<K>, text: string): K | null {
  const wanted = tight(text)
  return (
    namesOf(words).find(
      (name) => name === text || words[name].some((word) => tight(word) === wanted),
    ) ?? null
  )
}
export const wordsOf = <K extends string>(words: Words<K>) =>
  Object.values<readonly string[]>(words).map(([word]) => word!)

/** One of the words that a column knows. */
export function wordIn<K extends string>(words: Words<K>, text: string): K {
  const name = named(words, text)
  if (!name) throw new Unclear(`不认识「${text}」，可以写：${wordsOf(words).join('、')}`)
  return name
}
