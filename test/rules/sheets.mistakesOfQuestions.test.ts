import { type Mistake, first, second, third, good, but, expectFault } from './sheets.support'

describe('a mistake of a question is named with sheet, row and column', () => {
  const long = '很'.repeat(61)
  test.each<Mistake>([
    [
      'a question twice',
      but(1, { label: '有 山塘', showIf: '' }),
      { row: 3, column: 'label', message: '和第 2 行是同一道题' },
    ],
    [
      'a number of a question twice',
      but(1, { fieldId: 'same' }).map((row, index) => (index ? row : { ...row, fieldId: 'same' })),
      { row: 3, column: 'fieldId', message: '和第 2 行是同一道题' },
    ],
    [
      'a number in Chinese',
      but(1, { fieldId: '第二题' }),
      { row: 3, column: 'fieldId', message: '编号只能是小写英文开头的字母和数字' },
    ],
    [
      'a question without kind',
      but(1, { kind: '' }),
      {
        row: 3,
        column: 'kind',
        message:
          '没有写题型：文字、数字、单选、多选、日期、照片、位置、人员、是否、签名、计算、表格',
      },
    ],
    [
      'a kind that is none',
      but(1, { kind: '评分' }),
      {
        row: 3,
        column: 'kind',
        message:
          '不认识「评分」，可以写：文字、数字、单选、多选、日期、照片、位置、人员、是否、签名、计算、表格',
      },
    ],
    [
      'a kind without question',
      but(1, { label: '' }),
      { row: 3, column: 'label', message: '写了题型，却没有写题目' },
    ],
    [
      'a question too long',
      but(1, { label: long }),
      { row: 3, column: 'label', message: '太长了，最多 60 个字' },
    ],
    [
      'a unit for yes or no',
      but(0, { unit: '座' }),
      { row: 2, column: 'unit', message: '「单位」对是否题没有用，请清空' },
    ],
    [
      'a choice without options',
      but(1, { kind: '单选', min: '', max: '', unit: '' }),
      { row: 3, column: 'options', message: '没有写选项：至少两个，用「；」隔开' },
    ],
    [
      'a choice of one',
      but(1, { kind: '单选', min: '', max: '', unit: '', options: '小' }),
      { row: 3, column: 'options', message: '太少了，至少 2 个' },
    ],
    [
      'an option twice',
      but(1, { kind: '单选', min: '', max: '', unit: '', options: '大；小；大' }),
      { row: 3, column: 'label', message: '「几座」的选项有重复' },
    ],
    [
      'three answers to yes or no',
      but(0, { options: '是；否；不知道' }),
      { row: 2, column: 'options', message: '是否题写两个选项，用「；」隔开' },
    ],
    [
      'a remark for both answers',
      but(0, { options: '是（说明）；否（说明）' }),
      { row: 2, column: 'options', message: '（说明）只能写在一个答案后面' },
    ],
    [
      'a remark in a choice',
      but(1, { kind: '单选', min: '', max: '', unit: '', options: '大；小（说明）' }),
      { row: 3, column: 'options', message: '（说明）只能用在是否题里' },
    ],
    [
      'alone in a choice',
      but(1, { kind: '单选', min: '', max: '', unit: '', options: '大；没有（独选）' }),
      { row: 3, column: 'options', message: '（独选）只能用在多选里' },
    ],
  ])('%s', (_, rows, fault) => expectFault(rows, fault))
})

describe('a mistake of what questions say of one another is named with sheet, row and column', () => {
  test.each<Mistake>([
    [
      'least above most',
      but(1, { min: 500 }),
      { row: 3, column: 'label', message: '「几座」最小的比最大的还大' },
    ],
    [
      'a limit in words',
      but(1, { max: '很多' }),
      { row: 3, column: 'max', message: '要填数字，现在是「很多」' },
    ],
    [
      'a limit by a question that is none',
      but(1, { max: '「水库」' }),
      { row: 3, column: 'max', message: '「水库」不在这一项的题目里' },
    ],
    [
      'a limit that the system does not hold',
      but(1, { max: '系统：水库数' }),
      { row: 3, column: 'max', message: '系统里没有「水库数」' },
    ],
    [
      'decimals beyond all',
      but(1, { decimals: 9 }),
      { row: 3, column: 'decimals', message: '不能大于 3' },
    ],
    [
      'a condition on a question that is none',
      but(1, { showIf: '「有水库」=是' }),
      { row: 3, column: 'showIf', message: '「有水库」不在这一项的题目里' },
    ],
    [
      'a condition on another item',
      [...good, { label: '核对了', kind: '是否', showIf: '「有山塘」=是' }],
      { row: 5, column: 'showIf', message: '「有山塘」不在这一项的题目里' },
    ],
    [
      'a condition with an answer that is none',
      but(1, { showIf: '「有山塘」=也许' }),
      { row: 3, column: 'showIf', message: '「有山塘」没有「也许」这个答案' },
    ],
    [
      'half a condition',
      but(1, { showIf: '「有山塘」' }),
      { row: 3, column: 'showIf', message: '条件看不懂：「「有山塘」」，请写成 「题目」=选项' },
    ],
    [
      'a bracket not closed',
      but(1, { showIf: '(「有山塘」=是' }),
      { row: 3, column: 'showIf', message: '条件看不懂：「(「有山塘」=是」，请写成 「题目」=选项' },
    ],
    [
      'signs of another language',
      but(1, { showIf: '「有山塘」<3' }),
      { row: 3, column: 'showIf', message: '条件看不懂：「「有山塘」<3」' },
    ],
    [
      'brackets without end',
      but(1, { showIf: '('.repeat(1_500) }),
      {
        row: 3,
        column: 'showIf',
        message: `条件看不懂：「${'('.repeat(1_500)}」，请写成 「题目」=选项`,
      },
    ],
    [
      'a loop over two',
      but(0, { showIf: '「几座」≥1' }),
      { row: 2, column: 'showIf', message: '各题的条件绕成了圈，请去掉其中一个' },
    ],
    [
      'a loop on itself',
      but(1, { showIf: '「几座」≥1' }),
      { row: 2, column: 'showIf', message: '各题的条件绕成了圈，请去掉其中一个' },
    ],
    [
      'a prefill of another kind',
      but(1, { prefill: '去年' }),
      { row: 3, column: 'prefill', message: '不认识「去年」，可以写：上期，或 系统：名称' },
    ],
    [
      'a photo without a reason',
      but(1, { kind: '照片', min: '', unit: '', max: '' }),
      { row: 3, column: 'reason', message: '没有写理由：为什么非要不可' },
    ],
    [
      'a reason of two signs',
      but(1, { kind: '照片', min: '', unit: '', max: '', reason: '留痕' }),
      { row: 3, column: 'reason', message: '太短了，至少 4 个字' },
    ],
    [
      'a table without columns',
      but(1, { kind: '表格', min: '', unit: '', max: '' }),
      { row: 3, column: 'label', message: '表格还没有列：下面几行写所在表' },
    ],
    [
      'a column of a table that is none',
      but(1, { table: '名单' }),
      { row: 3, column: 'table', message: '上面没有叫「名单」的表格' },
    ],
    [
      'a photo in a table',
      [
        first,
        { label: '名单', kind: '表格' },
        { label: '样子', kind: '照片', reason: '看裂缝在哪里', table: '名单' },
      ],
      { row: 4, column: 'kind', message: '这里不能这样用' },
    ],
    [
      'a condition in a table',
      [
        first,
        { label: '名单', kind: '表格' },
        { label: '户主', kind: '文字', showIf: '「有山塘」=是', table: '名单' },
      ],
      { row: 3, column: 'showIf', message: '「名单」的列不能带条件' },
    ],
    [
      'a sum that is none',
      but(1, { kind: '计算', min: '', max: '', formula: '「有山塘」×2' }),
      { row: 3, column: 'formula', message: '要填数字，现在是「「有山塘」×2」' },
    ],
    [
      'a difference of three',
      but(1, { kind: '计算', min: '', max: '', formula: '9-3-1' }),
      {
        row: 3,
        column: 'formula',
        message: '算法看不懂：「9-3-1」，请写成 「甲」+「乙」 或 「甲」-「乙」',
      },
    ],
    [
      'rows counted of what is no table',
      but(1, { kind: '计算', min: '', max: '', formula: '行数「有山塘」' }),
      { row: 3, column: 'label', message: '「几座」要数的不是一张表' },
    ],
    [
      'what is counted, and asked',
      [{ ...first, evidence: '自动', counts: '逾期隐患' }],
      { row: 2, column: 'label', message: '自动的项目由系统填，不用出题' },
    ],
    [
      'what is counted, and not said what',
      [first, second, { ...third, evidence: '自动' }],
      { row: 4, column: 'counts', message: '自动的项目要写系统数什么' },
    ],
    [
      'what is asked, and counted',
      but(0, { counts: '逾期隐患' }),
      { row: 2, column: 'counts', message: '只有自动的项目才写系统计数' },
    ],
    [
      'a counter that is none',
      [first, second, { ...third, evidence: '自动', counts: '天气' }],
      {
        row: 4,
        column: 'counts',
        message:
          '不认识「天气」，可以写：逾期隐患、重大隐患、企业检查、培训人数、预警收到、责任人核对、已交项目、电话抽查',
      },
    ],
    [
      'what the system holds',
      but(1, { label: '行政村数' }),
      {
        row: 3,
        column: 'label',
        message: '「行政村数」不用问：系统已有「村和社区数」，请去掉这题，或带入 villages',
      },
    ],
    [
      'a text for a number',
      but(1, { label: '到场人数', kind: '文字', min: '', max: '', unit: '' }),
      { row: 3, column: 'label', message: '「到场人数」不用打字：题型改成「数字」' },
    ],
  ])('%s', (_, rows, fault) => expectFault(rows, fault))
})
