import type { CellValue } from 'exceljs'
import { isMisspelt } from '../../bot/core/misspelt'
import { dotted, isOfNetwork, nameKey, officeless } from '../../bot/org/rules'
import { firstGrid, liruo, shitang, wenling } from '../flows/orgHouse'
import { but, bytesOf, heads, readList } from './orgSheet'

const table = async (rows: readonly (readonly CellValue[])[], base = shitang) =>
  readList(await bytesOf(rows), base)

describe("the field's own words", () => {
  test.each<[Record<string, CellValue>, string, string]>([
    [{ 岗位: '监测预警组', '村/社区': '', 网格: '' }, 'townshipMonitoring', shitang],
    [{ 岗位: '监测预警组', 网格: '' }, 'villageMonitoring', liruo],
    [{ 岗位: '镇人员转移组', '村/社区': '', 网格: '' }, 'townshipEvacuation', shitang],
    [{ 岗位: '副指挥', '乡镇/街道': '', '村/社区': '', 网格: '' }, 'deputyCommander', wenling],
    [{ 岗位: '主要负责人', 网格: '' }, 'villageHead', liruo],
    [{ '村/社区': '里箬村村民委员会' }, 'gridMember', firstGrid],
    [{ '村/社区': '里箬村委会' }, 'gridMember', firstGrid],
    [{ '乡镇/街道': '石塘镇人民政府' }, 'gridMember', firstGrid],
    [{ '乡镇/街道': '浙江省台州市温岭市石塘镇' }, 'gridMember', firstGrid],
    [{ '村/社区': '331081105229' }, 'gridMember', firstGrid],
  ])('%j is %s', async (set, kind, path) => {
    const { seats, judged } = await table([heads, but(set)], wenling)
    expect(judged.refused).toEqual([])
    expect(seats.map((seat) => seat.slice(0, 2))).toEqual([[kind, path]])
  })
  test.each<[string, string, string | null, string]>([
    ['水库', '巡查员', 'reservoirPatrol', ''],
    ['巡查员', '水库', 'reservoirPatrol', ''],
    ['网格员', '组员', 'gridMember', ''],
    ['防汛责任人', '网格员', 'gridMember', ''],
    ['网格员', '转移责任人', null, '“网格员”和“转移责任人”是两个岗位，请只写一个'],
    ['', '', null, '没有填岗位'],
    ['防汛', '联络', null, '没有“防汛”这种岗位，请从下拉表里选'],
  ])('类型 %s with 职位 %s', async (type, job, kind, reason) => {
    const { seats, judged } = await table([
      ['村', '网格', '类型', '职位', '姓名', '手机'],
      ['里箬村', '第一网格', type, job, '王阿芬', '13800001111'],
    ])
    expect(seats.map((seat) => seat[0])).toEqual(kind ? [kind] : [])
    expect(judged.refused.map((it) => it.reason)).toEqual(kind ? [] : [reason])
  })
  test.each([
    ['乡镇/街道', '石塘', '石塘镇', true],
    ['村/社区', '里箬社区', '石塘镇没有叫“里箬社区”的村（社区），是不是“里箬村”？', false],
    ['乡镇/街道', '松门镇', '松门镇没有叫“里箬村”的村（社区）', false],
    ['网格', '第九网格', '里箬村没有叫“第九网格”的网格', false],
    ['手机', '12800001111', '手机 12800001111 不是手机号段的号码，请核对', false],
    ['手机', '15400001111', '手机 15400001111 不是手机号段的号码，请核对', false],
  ])('%s %s', async (column, text, reason, isTaken) => {
    const { judged } = await table([heads, but({ [column]: text })], wenling)
    if (isTaken) return expect(judged.refused).toEqual([])
    const [first] = judged.refused
    expect(
      first?.reason.startsWith(reason) || first?.reason === '“里箬村”在石塘镇，不在松门镇',
    ).toBe(true)
  })
  test('a post without a name is a vacancy, and sends nobody away', async () => {
    const nobody = { 姓名: '空缺', 手机: '' }
    const { judged } = await table(
      [heads, but(nobody), but({ 姓名: '', 手机: '', 岗位: '' })],
      wenling,
    )
    expect(judged).toMatchObject({
      taken: 0,
      changes: [],
      vacancies: [{ row: 2, title: '网格员', unitPath: firstGrid, object: '' }],
      refused: [{ row: 3, reason: '没有填岗位' }],
    })
  })
  test.each([
    '阿卜杜拉•买买提',
    '阿卜杜拉・买买提',
    '阿卜杜拉．买买提',
    '阿卜杜拉‧买买提',
    '阿卜杜拉买买提',
    '阿卜杜拉· 买买提',
    '阿卜杜拉ᐧ买买提',
    '阿卜杜拉▪买买提',
  ])('%s is the same person', (name) => expect(nameKey(name)).toBe(nameKey('阿卜杜拉·买买提')))
  test('a name is looked for with every dot, and one without dots as it is', () => {
    expect(dotted('买买提•艾力')).toEqual(expect.arrayContaining(['买买提·艾力', '买买提艾力']))
    expect(dotted('王阿芬')).toEqual(['王阿芬'])
  })
  test('numbers of things and of nobody are none of people', () => {
    const isOf = (start: string) => isOfNetwork(start.padEnd(11, '0'))
    expect(['130', '139', '147', '150', '166', '178', '189', '199'].map(isOf)).not.toContain(false)
    expect(['100', '110', '120', '141', '154', '160', '179', '194'].map(isOf)).not.toContain(true)
  })
  test.each([
    ['里箬村村民委员会', '里箬村'],
    ['城隍浦社区居民委员会', '城隍浦社区'],
    ['城隍浦社区居委会', '城隍浦社区'],
    ['海门街道办事处', '海门街道'],
    ['石塘镇政府', '石塘镇'],
    ['石塘镇党委', '石塘镇'],
    ['里箬村(行政村)', '里箬村'],
    ['村委会', '村委会'],
  ])('%s acts for %s', (office, unit) => expect(officeless(office)).toBe(unit))
  test.each([
    ['石堂镇', '石塘镇', true],
    ['石塘街镇', '石塘镇', true],
    ['塘石镇', '石塘镇', true],
    ['第一网格', '第二网格', false],
    ['松门镇', '石塘镇', false],
    ['前村', '后村', false],
  ])('%s and %s are near: %s', (one, other, is) => expect(isMisspelt(one, other)).toBe(is))
})
