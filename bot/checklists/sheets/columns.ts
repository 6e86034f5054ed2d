import type { FieldKind } from '../../../shared/form'

/**
 * The columns of a list in Excel: how they are called (the first name being the one in our own
 * file), how wide they are, and what belongs there.
 */
export const columns = {
  list: {
    heads: ['清单', '清单名称'],
    width: 16,
    about: '清单的名字，最多 20 个字。一个文件一张清单，写在第一行就行',
  },
  at: {
    heads: ['用在', '适用单位', '适用层级'],
    width: 14,
    about: '市、县、乡镇、功能区、村、网格，几个用「、」隔开',
  },
  every: {
    heads: ['周期', '频次'],
    width: 8,
    about: '每月、每周、每季、每年、一次、响应。不写是每月',
  },
  reviewed: { heads: ['要审核', '审核'], width: 8, about: '要、不要。不写是要' },
  item: {
    heads: ['项目', '项目名称', '工作项目', '任务'],
    width: 26,
    about: '要做的一件事。有几道题就写几行，项目只写在第一行',
  },
  help: { heads: ['说明', '项目说明', '备注说明'], width: 20, about: '一句话，可以不写' },
  months: { heads: ['月份'], width: 10, about: '1、7、11 或 6-8。不写是每期都有' },
  post: {
    heads: ['责任岗位', '岗位', '责任人岗位'],
    width: 16,
    about: '从下拉里选。单位没有这个岗位时，由应急办填',
  },
  evidence: {
    heads: ['证明方式', '证明', '完成方式'],
    width: 10,
    about: '记录、名单、勾选、照片、文件、一键确认、自动',
  },
  due: {
    heads: ['期限(日)', '期限', '截止日', '截止日期'],
    width: 9,
    about: '1 到 31。每周的清单是星期几，临时的清单是几天以后',
  },
  counts: { heads: ['系统计数'], width: 12, about: '只有「自动」要写，从下拉里选' },
  label: {
    heads: ['题目', '问题', '填报内容'],
    width: 24,
    about: '要填的一件事。一键确认和自动的项目可以没有题目',
  },
  kind: {
    heads: ['题型', '类型'],
    width: 8,
    about: '数字、是否、单选、多选、文字、日期、人员、照片、位置、签名、计算、表格',
  },
  options: {
    heads: ['选项'],
    width: 26,
    about:
      '用「；」隔开。多选里写「都没有（独选）」的，选了它就不能选别的；是否里写「否（说明）」的，选了要说明',
  },
  required: { heads: ['必填'], width: 10, about: '是、否，或一个条件' },
  showIf: {
    heads: ['显示条件', '条件'],
    width: 18,
    about: '「有渔船」=是，「几艘」≥1，可以用 且、或、非、已填、未填和括号',
  },
  unit: { heads: ['单位', '计量单位'], width: 6, about: '数字后面的字：处、人、户' },
  min: {
    heads: ['最小', '最小值'],
    width: 8,
    about: '数字、「题目」或 系统：名称；日期写今天前后几天；多选写至少选几项',
  },
  max: { heads: ['最大', '最大值'], width: 8, about: '同上；文字写最多几个字，照片写最多几张' },
  decimals: { heads: ['小数', '小数位'], width: 6, about: '数字有几位小数' },
  lines: { heads: ['行数'], width: 6, about: '文字框几行高，表格最多几行' },
  prefill: { heads: ['上月带入', '上期带入', '带入'], width: 10, about: '上期，或 系统：名称' },
  reason: { heads: ['理由', '取证理由'], width: 18, about: '照片、位置、签名要写为什么非要不可' },
  table: { heads: ['所在表', '所属表格'], width: 12, about: '这一行是哪张表格的一列' },
  formula: {
    heads: ['算法'],
    width: 16,
    about: '「甲」+「乙」、「甲」-「乙」、行数「表」、合计「表」「列」',
  },
  hint: { heads: ['题目说明', '填写提示'], width: 18, about: '题目下面的一句话，可以不写' },
  listName: { heads: ['清单编号'], width: 12, about: '不用填。填了就不要改，新的一版靠它认出旧的' },
  itemName: { heads: ['项目编号'], width: 12, about: '不用填' },
  fieldId: { heads: ['题目编号'], width: 12, about: '不用填' },
  optionIds: { heads: ['选项编号'], width: 14, about: '不用填' },
} as const satisfies Record<string, { heads: readonly string[]; width: number; about: string }>
export type Column = keyof typeof columns
export const columnNames = Object.keys(columns) as Column[]
export const headOf = (column: Column) => columns[column].heads[0]
/** Columns that say something of the list, of an item; all others speak of one question. */
export const listColumns: readonly Column[] = ['list', 'at', 'every', 'reviewed', 'listName']
export const itemColumns: readonly Column[] = [
  'item',
  'help',
  'months',
  'post',
  'evidence',
  'due',
  'counts',
  'itemName',
]
export const neededColumns: readonly Column[] = [
  'list',
  'at',
  'item',
  'post',
  'evidence',
  'due',
  'label',
  'kind',
]

/**
 * What a question of each kind may have besides its label; anything else in its row is a mistake.
 */
const ofAnyQuestion: readonly Column[] = ['required', 'showIf', 'prefill', 'hint', 'table']
export const columnsOf: Readonly<Record<FieldKind, readonly Column[]>> = {
  text: [...ofAnyQuestion, 'max', 'lines'],
  number: [...ofAnyQuestion, 'unit', 'min', 'max', 'decimals'],
  choice: [...ofAnyQuestion, 'options', 'optionIds'],
  several: [...ofAnyQuestion, 'options', 'optionIds', 'min'],
  date: [...ofAnyQuestion, 'min', 'max'],
  photo: [...ofAnyQuestion, 'reason', 'max'],
  place: [...ofAnyQuestion, 'reason'],
  person: ofAnyQuestion,
  yesNo: [...ofAnyQuestion, 'options'],
  signature: [...ofAnyQuestion, 'reason'],
  computed: ['showIf', 'hint', 'formula', 'unit'],
  table: [...ofAnyQuestion, 'lines'],
}
