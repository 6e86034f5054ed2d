import { labelsOf, type Column as Headed } from '../../core/sheetHead'
import { tight } from '../../core/text'
import { levelOf, type Level } from './placeHeads'

/**
 * The columns of the list, the first name being the one in our own table; how else they are called.
 * Columns of places are known by what their heads are made of (`placeHeads`).
 */
export const columns = {
  township: ['乡镇/街道'],
  village: ['村/社区'],
  grid: ['网格'],
  kind: [
    '岗位',
    '岗位名称',
    '责任岗位',
    '责任岗位名称',
    '防汛岗位',
    '责任人类型',
    '岗位类型',
    '责任人类别',
    '岗位类别',
  ],
  object: ['对象', '责任对象', '管理对象', '对象名称'],
  name: ['姓名', '责任人姓名', '人员姓名', '责任人', 'A角', 'A岗', '负责人', '联系人'],
  phone: [
    '手机',
    '手机号',
    '手机号码',
    '手机长号',
    '联系手机',
    '责任人手机',
    '责任人手机号码',
    '移动电话',
    '责任人电话',
    '责任人联系电话',
    '联系方式',
    '联系电话',
    '联系人电话',
    '电话号码',
    '电话',
  ],
  deputyName: ['AB角姓名', 'AB角', 'B角', 'AB岗', 'B岗', '代理人姓名', '代理人', '替补'],
  deputyPhone: ['AB角手机', '代理人手机'],
  until: ['任期至', '任期', '任期截止', '到期日期', '截止日期'],
} as const
/** Where a list has these instead of 岗位, or beside it: one post in two columns. */
const kindColumns = {
  type: ['类型', '类别', '责任类型', '责任类别', '人员类型', '人员类别'],
  job: ['职位', '职务', '职务(职位)', '防汛职务', '担任职务'],
} as const
export type TemplateColumn = keyof typeof columns
export type Text =
  Exclude<TemplateColumn, 'township' | 'village' | 'grid'> | keyof typeof kindColumns
export type Column = Text | Level
const ways: Record<string, readonly string[]> = { ...columns, ...kindColumns }
const named = labelsOf(Object.keys(ways) as Column[], (column) => ways[column]!)
/** Whose name or phone a column holds, said before the word or behind it. */
const ofHolder = /^(A角|A岗|主岗|主要)|(A角|A岗)$/
const ofDeputy = /^(AB角|AB岗|B角|B岗|副岗|备岗|替补|代理人)|(AB角|AB岗|B角|B岗)$/
const deputys = new Map<Column | undefined, Column>([
  ['name', 'deputyName'],
  ['phone', 'deputyPhone'],
])

/** The column that a head names. */
export const labels = (label: string): Column | undefined =>
  named(label) ?? columnOfPerson(label) ?? levelOf(label) ?? undefined
function columnOfPerson(label: string): Column | undefined {
  if (ofDeputy.test(label)) return deputys.get(named(label.replace(ofDeputy, '')))
  if (!ofHolder.test(label)) return undefined
  const column = named(label.replace(ofHolder, ''))
  return deputys.has(column) ? column : undefined
}
export const placeOrder = { county: 0, township: 1, village: 2, grid: 3, several: 4, unit: 5 }
export const isLevel = (name: Column): name is Level => !(name in ways) || name in placeOrder
/** How near a label is to our own. */
export function rank({ name, label }: Headed<Column>): number {
  const place = ways[name]!.findIndex((way) => tight(way) === label)
  return place < 0 ? Infinity : place
}
