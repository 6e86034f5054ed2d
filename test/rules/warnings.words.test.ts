import { testPolicy } from '../support/policy'
import { Problem } from '../../shared/problem'
import { mayNamePlace, meansOwnUnit, namesPlace, readWords } from '../../bot/warnings/words'

const policy = testPolicy.warnings
/** `drill kind hazard color | words | deadline`, or the code of what went wrong. */
function heard(line: string) {
  try {
    const { drill, kind, hazard, color, words, deadline } = readWords(line, policy)
    return `${drill ? 'drill ' : ''}${kind} ${hazard} ${color} | ${words.join(' ')} | ${deadline}`
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

describe('one line of chat', () => {
  const full = 'live typhoon orange | 石塘镇 危房工棚人员转移 | 18:00 前'
  const rows: [line: string, heard: string][] = [
    ['预警 台风 橙 石塘镇 危房工棚人员转移 18:00前', full],
    ['预警 台风 橙色 石塘镇 危房工棚人员转移 18:00前', full],
    ['预警 台风 橙色预警 石塘镇 危房工棚人员转移 18:00前', full],
    ['预警 台风 Ⅱ级 石塘镇 危房工棚人员转移 18:00前', full],
    ['预警 台风 II级 石塘镇 危房工棚人员转移 18:00前', full],
    ['预警 台风 二级 石塘镇 危房工棚人员转移 18:00前', full],
    ['预警 台风 2级 石塘镇 危房工棚人员转移 18:00前', full],
    ['预警 橙 台风 石塘镇 危房工棚人员转移 18:00前', full],
    ['预警 台风橙色预警 石塘镇 危房工棚人员转移 18:00前', full],
    ['预警台风橙 石塘镇 危房工棚人员转移 18:00前', full],
    ['预警：台风，橙色，石塘镇，危房工棚人员转移，18:00前', full],
    ['预警　台风　橙　石塘镇　危房工棚人员转移　１８：００前', full],
    ['  预警  台风   橙 石塘镇   危房工棚人员转移 18:00 前 ', full],
    ['预警 台风 橙 石塘镇 18:00前 危房工棚人员转移', full],
    ['预警 台风 橙 石塘镇 危房工棚人员转移 18:00之前', full],
    ['演练 预警 台风 橙 石塘镇 危房工棚人员转移 18:00前', `drill ${full}`],
    ['演练预警 台风 橙 石塘镇 危房工棚人员转移 18:00前', `drill ${full}`],
    ['【演练】预警 台风 橙 石塘镇 危房工棚人员转移 18:00前', `drill ${full}`],
    ['[演练] 预警 台风 橙 石塘镇 危房工棚人员转移 18:00前', `drill ${full}`],
    [
      '预警 台风 红 石塘镇 松门镇 全部转移 今天18:00前',
      'live typhoon red | 石塘镇 松门镇 全部转移 | 今天18:00 前',
    ],
    [
      '预警 台风 红 石塘镇、松门镇 全部转移 明天 6:30前',
      'live typhoon red | 石塘镇 松门镇 全部转移 | 明天 6:30 前',
    ],
    [
      '预警 台风 红 石塘 松门 人员转移 下午3点前',
      'live typhoon red | 石塘 松门 人员转移 | 下午3点 前',
    ],
    ['预警 台风 蓝 石塘镇', 'live typhoon blue | 石塘镇 | '],
    ['预警 台风 黄', 'live typhoon yellow |  | '],
    [
      '预警 暴雨 红 全市 低洼处的人转移 今晚8点半前',
      'live rainstorm red | 全市 低洼处的人转移 | 今晚8点半 前',
    ],
    ['预警 暴雨 Ⅰ级 坞根镇 转移', 'live rainstorm red | 坞根镇 转移 | '],
    ['预警 暴雨 四级 坞根镇 查看山塘', 'live rainstorm blue | 坞根镇 查看山塘 | '],
    [
      '预警 地灾 橙 石塘镇 撤离地灾点 8月13日8:00前',
      'live geohazard orange | 石塘镇 撤离地灾点 | 8月13日8:00 前',
    ],
    ['预警 地质灾害 橙 石塘镇 撤离', 'live geohazard orange | 石塘镇 撤离 | '],
    ['预警 地质灾害气象风险 橙 石塘镇 撤离', 'live geohazard orange | 石塘镇 撤离 | '],
    ['预警 海上台风 黄 石塘镇 渔船回港', 'live seaTyphoon yellow | 石塘镇 渔船回港 | '],
    ['预警 海上台风警报 黄 石塘镇 渔船回港', 'live seaTyphoon yellow | 石塘镇 渔船回港 | '],
    ['预警 雷雨大风 橙 石塘镇 停工', 'live thunderGale orange | 石塘镇 停工 | '],
    ['预警 大风 橙 石塘镇 停工 天黑前', 'live gale orange | 石塘镇 停工 | 天黑 前'],
    ['预警 山洪灾害 红 坞根镇 马上往高处走', 'live flashFlood red | 坞根镇 马上往高处走 | '],
    ['预警 森林火灾 橙 大溪镇 上路设卡', 'live forestFire orange | 大溪镇 上路设卡 | '],
    ['事故预警 火灾 红 泽国镇 合用场所逐家查', 'accident fire red | 泽国镇 合用场所逐家查 | '],
    [
      '事故预警 事故 橙 泽国镇 同类企业停下来查',
      'accident workAccident orange | 泽国镇 同类企业停下来查 | ',
    ],
    ['趋势预警 高温 黄 新河镇 避开中午作业', 'trend heat yellow | 新河镇 避开中午作业 | '],
    ['历史预警 渔船安全 蓝 石塘镇 通知船主', 'history fishingBoat blue | 石塘镇 通知船主 | '],
    ['实时预警 台风 橙 石塘镇 转移', 'live typhoon orange | 石塘镇 转移 | '],
    ['演练 事故预警 火灾 红 泽国镇 逐家查', 'drill accident fire red | 泽国镇 逐家查 | '],
    ['预警 台风预警 橙 石塘镇 转移', 'live typhoon orange | 石塘镇 转移 | '],
    ['预警 台风 橙 红旗村 转移', 'live typhoon orange | 红旗村 转移 | '],
    ['预警 台风 橙 石塘镇 18:00后不许出门', 'live typhoon orange | 石塘镇 18:00后不许出门 | '],
    ['预警 台风 橙 石塘镇 前岸村民转移', 'live typhoon orange | 石塘镇 前岸村民转移 | '],
    ['预警', 'warning.unclear'],
    ['发布预警', 'warning.unclear'],
    ['演练 预警', 'warning.unclear'],
    ['预警 台风 石塘镇 危房工棚人员转移 18:00前', 'warning.unclear'],
    ['预警 台风 红旗村 转移', 'warning.unclear'],
    ['预警 橙 石塘镇 危房工棚人员转移', 'warning.unclear'],
    ['预警 刮风 橙 石塘镇 转移', 'warning.unclear'],
    ['预警 台风 绿 石塘镇 转移', 'warning.unclear'],
    ['预警 台风 五级 石塘镇 转移', 'warning.unclear'],
    ['预警 石塘镇 台风 橙 转移', 'warning.unclear'],
    ['台风 橙 石塘镇 转移', 'warning.unclear'],
    ['', 'warning.unclear'],
  ]
  test.each(rows)('%s', (line, expected) => expect(heard(line)).toBe(expected))
  test('what was not understood comes with an example', () =>
    expect(() => readWords('预警 台风', policy)).toThrow(
      '预警 台风 橙 石塘镇 危房工棚人员转移 18:00前',
    ))
  test('a long line is read as fast as a short one', () =>
    expect(heard(`预警 台风 橙 石塘镇 ${'今天'.repeat(240)}`)).toMatch(/^live typhoon orange/))
})

describe('is a word a place?', () => {
  test.each([
    ['石塘镇', true, true],
    ['松门', false, true],
    ['里箬村', true, true],
    ['椒江区', true, true],
    ['太平街道', true, true],
    ['台州湾新区', true, true],
    ['撤离地灾危险区', false, false],
    ['危房工棚人员转移', false, false],
    ['转移', false, true],
    ['18:00', false, false],
    ['镇', false, false],
  ])('%s: must be %s, may be %s', (word, must, may) => {
    expect([namesPlace(word), mayNamePlace(word)]).toEqual([must, may])
  })
  test.each([
    ['全市', true],
    ['全镇', true],
    ['本村', true],
    ['全街道', true],
    ['辖区', true],
    ['全部', false],
    ['石塘镇', false],
  ])('%s: the own unit %s', (word, own) => expect(meansOwnUnit(word)).toBe(own))
})
