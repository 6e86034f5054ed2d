import ExcelJS, { type CellValue } from 'exceljs'
import { firstGrid, liruo, shitang, songmen, wenling } from '../flows/orgHouse'
import { but, bytesOf, good, heads, heldByJiang, plain, problem, readList } from './orgSheet'

describe('a row as people write it', () => {
  const with_ = (index: number, value: unknown) =>
    plain.map((it, at) => (at === index ? value : it))
  const lasting = with_(5, '2026-12-31T15:59:59.000Z')
  it.each<[string, CellValue[], unknown[]]>([
    ['as in the template', good, plain],
    ['phone as a number', but({ 手机: 13800001111 }), plain],
    ['phone with spaces', but({ 手机: '138 0000 1111' }), plain],
    ['phone with hyphens', but({ 手机: '138-0000-1111' }), plain],
    ['phone with the country', but({ 手机: '+86 13800001111' }), plain],
    ['phone with the country, 0086', but({ 手机: '008613800001111' }), plain],
    ['phone in full-width digits', but({ 手机: '１３８００００１１１１' }), plain],
    ['phone as text with an apostrophe', but({ 手机: "'13800001111" }), plain],
    ['phone with decimals from another program', but({ 手机: '13800001111.0' }), plain],
    ['phone with invisible signs', but({ 手机: '\u202a138\u200b00001111\ufeff' }), plain],
    ['phone as a formula', but({ 手机: { formula: 'A1', result: 13800001111 } }), plain],
    [
      'phone as a link',
      but({ 手机: { text: '13800001111', hyperlink: 'tel:13800001111' } }),
      plain,
    ],
    ['name spread with a space', but({ 姓名: '王 阿　芬' }), plain],
    [
      'name in pieces of fonts',
      but({ 姓名: { richText: [{ text: '王' }, { text: '阿芬', font: { bold: true } }] } }),
      plain,
    ],
    ['a name with a dot', but({ 姓名: '买买提·艾力' }), with_(3, '买买提·艾力 13800001111')],
    ['unit names without endings', but({ '乡镇/街道': '石塘', '村/社区': '里箬' }), plain],
    ['unit names with spaces', but({ '乡镇/街道': ' 石塘镇 ', '村/社区': '里　箬村' }), plain],
    [
      'the village with the township in front',
      but({ '乡镇/街道': '温岭市石塘镇', '村/社区': '石塘镇里箬村' }),
      plain,
    ],
    ['another way to write the post', but({ 岗位: '专职网格员' }), plain],
    [
      'the village head at the village',
      but({ 网格: '', 岗位: '村书记' }),
      ['villageHead', liruo, '', '王阿芬 13800001111', null, null],
    ],
    [
      'a post of the township',
      but({ '村/社区': '/', 网格: '无', 岗位: '应急办主任' }),
      ['emergencyOfficeHead', shitang, '', '王阿芬 13800001111', null, null],
    ],
    [
      'a post of the county',
      but({ '乡镇/街道': '', '村/社区': '', 网格: '', 岗位: '值班员' }),
      ['dutyOfficer', wenling, '', '王阿芬 13800001111', null, null],
    ],
    [
      'a thing looked after',
      but({ 岗位: '水库巡查员', 对象: ' 湖漫水库 ' }),
      ['reservoirPatrol', firstGrid, '湖漫水库', '王阿芬 13800001111', null, null],
    ],
    [
      'somebody we know, by phone',
      but({ 姓名: '蒋根法', 手机: '13900000001' }),
      with_(3, 'id-蒋根法-13900000001'),
    ],
    [
      'somebody we know, by name alone',
      but({ 姓名: '蒋根法', 手机: '' }),
      with_(3, 'id-蒋根法-13900000001'),
    ],
    ['somebody whose phone nobody knew', but({ 姓名: '无号码' }), with_(3, 'id-无号码-')],
    [
      'a number that somebody else had before',
      but({ 手机: '13900000002' }),
      with_(3, '王阿芬 13900000002'),
    ],
    [
      'a number of somebody who has no post anywhere',
      but({ 手机: '13900000006' }),
      with_(3, '王阿芬 13900000006'),
    ],
    [
      'a namesake who had no post anywhere when he left',
      but({ 姓名: '闲走', 手机: '13900000008' }),
      with_(3, '闲走 13900000008'),
    ],
    [
      'somebody who has no post anywhere, by name and phone',
      but({ 姓名: '闲人', 手机: '13900000006' }),
      with_(3, 'id-闲人-13900000006'),
    ],
    [
      'a deputy',
      but({ AB角姓名: '蒋根法', AB角手机: '13900000001' }),
      with_(4, 'id-蒋根法-13900000001'),
    ],
    ['a deputy left out by a stroke', but({ AB角姓名: '——', AB角手机: '/' }), plain],
    ['term as a date', but({ 任期至: new Date('2026-12-31T00:00:00Z') }), lasting],
    ['term as the number of a date', but({ 任期至: 46387 }), lasting],
    ['term as such a number kept as text', but({ 任期至: '46387' }), lasting],
    ['term in words', but({ 任期至: '2026年12月31日' }), lasting],
    ['term with dots', but({ 任期至: '2026.12.31' }), lasting],
    ['term with slashes', but({ 任期至: '2026/12/31' }), lasting],
    ['term without signs', but({ 任期至: '20261231' }), lasting],
    ['term as a month', but({ 任期至: '2026年12月' }), lasting],
    ['term in full-width', but({ 任期至: '２０２６－１２－３１' }), lasting],
    ['no term', but({ 任期至: '长期' }), plain],
  ])('%s', async (_, row, seat) => {
    const { seats, judged } = await readList(await bytesOf([heads, row]))
    expect({ refused: judged.refused, seats }).toEqual({ refused: [], seats: [seat] })
  })
})

describe('a row that cannot be taken is named with its reason', () => {
  it.each<[CellValue[], string]>([
    [but({ '乡镇/街道': '石堂镇' }), '温岭市没有叫“石堂镇”的乡镇（街道），是不是“石塘镇”？'],
    [but({ '乡镇/街道': '杜桥镇' }), '“杜桥镇”在临海市，不在温岭市'],
    [but({ '村/社区': '外箬村' }), '石塘镇没有叫“外箬村”的村（社区），是不是“里箬村”？'],
    [but({ '乡镇/街道': '', '村/社区': '新沙村' }), '温岭市有 2 个“新沙村”，请写全名'],
    [but({ 网格: '第九网格' }), '里箬村没有叫“第九网格”的网格'],
    [but({ 岗位: '' }), '没有填岗位'],
    [but({ 岗位: '网络员' }), '没有“网络员”这种岗位，是不是“网格员”？'],
    [but({ 网格: '' }), '“网格员”要写到网格，这一行写的是里箬村'],
    [
      but({ 岗位: '系统管理员', '乡镇/街道': '', '村/社区': '', 网格: '' }),
      '“系统管理员”只能由系统管理员登记',
    ],
    [but({ 姓名: '' }), '没有填姓名'],
    [but({ 姓名: 13800001111 }), '姓名“13800001111”不像人名'],
    [but({ 手机: '1380000111' }), '手机“1380000111”不是 11 位号码，一格只写一个'],
    [but({ 手机: 1.38e13 }), '手机“13800000000000”不是 11 位号码，一格只写一个'],
    [
      but({ 手机: '13800001111/13800002222' }),
      '手机“13800001111/13800002222”不是 11 位号码，一格只写一个',
    ],
    [but({ 手机: '0576-86123456' }), '手机“0576-86123456”不是 11 位号码，一格只写一个'],
    [but({ 手机: '' }), '没有手机，认不出“王阿芬”是哪一位'],
    [but({ 姓名: '张三', 手机: '' }), '有 2 个“张三”，请写上手机'],
    [but({ 姓名: '外乡人', 手机: '' }), '没有手机，认不出“外乡人”是哪一位'],
    [but({ 手机: '13900000001' }), '手机 13900000001 登记的是别人，请核对姓名和号码'],
    [but({ 姓名: '郑已走', 手机: '13900000002' }), '郑已走已经不在钉钉组织里，请先让管理员加回来'],
    [but({ 姓名: '双号码' }), '有 2 个“双号码”还没有手机号，请先在钉钉里补上'],
    [but({ AB角手机: '13800002222' }), '没有填 B 角姓名'],
    [but({ AB角姓名: '王阿芬', AB角手机: '13800001111' }), 'AB 角不能是同一个人'],
    [but({ 姓名: '无号码', AB角姓名: '李四', AB角手机: '13800001111' }), 'AB 角不能是同一个人'],
    [but({ AB角姓名: '李四', AB角手机: '123' }), 'B 角手机“123”不是 11 位号码，一格只写一个'],
    [but({ 任期至: '2020-12-31' }), '任期已经过了，请写以后的日期'],
    [but({ 任期至: '2026-02-30' }), '任期至要写成 2026-12-31 这样'],
    [but({ 任期至: '明年' }), '任期至要写成 2026-12-31 这样'],
    [but({ 任期至: { error: '#REF!' }, 手机: '1' }), '任期至这格是 #REF!，请先改好'],
    [but({ 对象: '长'.repeat(65) }), '对象最多 64 个字'],
  ])('%#: %j', async (row, reason) => {
    const { judged, roster } = await readList(
      await bytesOf([heads, good.with(5, '李好').with(6, '13800009999').with(2, '第二网格'), row]),
    )
    expect(judged).toMatchObject({ taken: 1, refused: [{ row: 3, reason }] })
    expect(roster.joining.map((it) => it.name)).toEqual(['李好'])
  })
})

describe('a table as people make it', () => {
  it('heads below a title, with stars, remarks and another order', async () => {
    const rows = [
      ['石塘镇 2026 年防汛责任人名单'],
      [],
      ['填表人：陈志坚', '', '2026 年 4 月 15 日'],
      [
        '序号',
        '*姓 名（必填）',
        '手机号码',
        '岗位名称：',
        '行政村',
        '*乡镇（街道）',
        '网格名称',
        '备注',
      ],
      [1, '王阿芬', 13800001111, '网格员', '里箬村', '石塘镇', '第一网格', '新'],
      [],
    ]
    const { headRow, seats } = await readList(
      await bytesOf(rows, (sheet) => sheet.mergeCells('A1:H1')),
    )
    expect({ headRow, seats }).toEqual({ headRow: 4, seats: [plain] })
  })
  it('heads in two rows, merged across and down, and villages merged down', async () => {
    const rows = [
      ['名单'],
      ['乡镇', '村', '网格', '岗位', 'A角', '', 'B角', ''],
      ['', '', '', '', '姓名', '手机', '姓名', '手机'],
      ['石塘镇', '里箬村', '第一网格', '网格员', '王阿芬', '13800001111', '李四', '13800002222'],
      ['', '', '第二网格', '网格员', '赵五', '13800003333', '', ''],
    ]
    const { seats } = await readList(
      await bytesOf(rows, (sheet) =>
        ['A1:H1', 'A2:A3', 'B2:B3', 'C2:C3', 'D2:D3', 'E2:F2', 'G2:H2', 'A4:A5', 'B4:B5'].forEach(
          (range) => sheet.mergeCells(range),
        ),
      ),
    )
    expect(seats.map((seat) => [seat[1], seat[3], seat[4]])).toEqual([
      [firstGrid, '王阿芬 13800001111', '李四 13800002222'],
      [`${liruo}/33108110522902`, '赵五 13800003333', null],
    ])
  })
  it('blank rows between and after, coloured to the end, and a remark merged across', async () => {
    const { judged } = await readList(
      await bytesOf(
        [
          heads,
          good,
          [],
          ['', ' ', '　'],
          ['说明：手机要本人的', ...Array.from({ length: 9 }, () => '')],
        ],
        (sheet) => {
          sheet.mergeCells('A5:J5')
          for (let row = 6; row < 400; row++) {
            sheet.getCell(row, 3).fill = {
              type: 'pattern',
              pattern: 'solid',
              fgColor: { argb: 'FFFFFF00' },
            }
          }
        },
      ),
    )
    expect(judged).toMatchObject({ taken: 1, refused: [] })
  })
  it('the list is on the second sheet, beside a hidden one', async () => {
    const workbook = new ExcelJS.Workbook()
    workbook.addWorksheet('填表说明').addRow(['请如实填写'])
    workbook
      .addWorksheet('选项', { state: 'hidden' })
      .addRows([heads, but({ 姓名: '藏起来', 手机: '13800008888' })])
    workbook.addWorksheet('名单').addRows([heads, good])
    expect((await readList(Buffer.from(await workbook.xlsx.writeBuffer()))).seats).toEqual([plain])
  })
  it('a township needs no column for itself; a village none for either', async () => {
    const short = (skip: number) => [heads.slice(skip), good.slice(skip)]
    expect((await readList(await bytesOf(short(1)), shitang)).seats).toEqual([plain])
    expect((await readList(await bytesOf(short(2)), liruo)).seats).toEqual([plain])
    expect((await readList(await bytesOf([heads, good]), songmen)).judged.refused).toEqual([
      { row: 2, reason: '“石塘镇”在温岭市，不在松门镇' },
    ])
  })
  it('the same seat twice: alike is one, unlike is named; a person on two posts joins once; a phone has one owner', async () => {
    const { judged, roster } = await readList(
      await bytesOf([
        heads,
        good,
        good,
        but({ 姓名: '李四', 手机: '13800002222' }),
        but({ 网格: '第二网格' }),
        but({ 网格: '第二网格', 岗位: '兼职网格员', 姓名: '赵五' }),
      ]),
    )
    expect(judged).toMatchObject({
      taken: 3,
      refused: [
        { row: 4, reason: '和第 2 行是同一个岗位，请在“对象”里写清各管什么' },
        { row: 6, reason: '手机 13800001111 登记的是别人，请核对姓名和号码' },
      ],
    })
    expect(judged.changes).toHaveLength(2)
    expect(roster.joining.filter((it) => it.phone === '13800001111')).toHaveLength(1)
  })
  it('what is so already changes nothing; a column that is not there keeps what it would say', async () => {
    const until = new Date('2026-12-31T15:59:59Z')
    const here = { ...heldByJiang, until }
    const jiang = but({ 姓名: '蒋根法', 手机: '13900000001' })
    expect(
      (await readList(await bytesOf([heads.slice(0, 7), jiang.slice(0, 7)]), wenling, [here]))
        .judged,
    ).toMatchObject({ taken: 1, changes: [] })
    expect(
      (await readList(await bytesOf([heads, jiang]), wenling, [here])).judged.changes,
    ).toMatchObject([{ before: here, seat: { deputyId: null, until: null } }])
  })
  it.each<[string, CellValue[][], string]>([
    [
      'no heads',
      [
        ['甲', '乙'],
        ['1', '2'],
      ],
      'file.missingHeads',
    ],
    ['a head is missing', [heads.filter((head) => head !== '手机'), good], 'file.missingHeads'],
    ['heads and nothing under them', [heads, [], ['', '']], 'file.noRows'],
    ['nothing at all', [[]], 'file.empty'],
    ['two phones of one name', [[...heads, '手机'], good], 'file.doubledHeads'],
  ])('%s', async (_, rows, code) => {
    const bytes = await bytesOf(rows)
    expect(await problem(() => readList(bytes))).toBe(code)
  })
})
