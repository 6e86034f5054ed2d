import ExcelJS, { type CellValue } from 'exceljs'
import type { Actor, Ctx } from '../../bot/core/slice'
import { PersonEntity, PostEntity } from '../../bot/org/entities'
import { importPosts } from '../../bot/org/sheets/importPosts'
import { postsTemplate } from '../../bot/org/sheets/postsTemplate'
import { syncDirectory } from '../../bot/org/sync'
import {
  actorAt,
  engines,
  firstGrid,
  openHouse,
  liruo,
  phones,
  shitang,
  songmen,
  wenling,
  type House,
} from './orgHouse'

const heads = [
  '乡镇/街道',
  '村/社区',
  '网格',
  '岗位',
  '对象',
  '姓名',
  '手机',
  'AB角姓名',
  'AB角手机',
  '任期至',
]
const grid = [
  '石塘镇',
  '里箬村',
  '第一网格',
  '网格员',
  '',
  '王阿芬',
  13800001111,
  '蒋根法',
  '13900000007',
  '2026-12-31',
]
const head = ['石塘镇', '里箬村', '', '村级主要负责人', '', '蒋根法', '13900000007', '', '', '']
const office = ['石塘镇', '', '', '应急办主任', '', '陈志坚', '13900000006', '', '', '']
const wrong = ['石塘镇', '无此村', '', '村级主要负责人', '', '谁', '13800009999', '', '', '']

async function sheetOf(...rows: CellValue[][]) {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('名单')
  sheet.addRows([['2026 年防汛责任人名单'], heads, ...rows])
  sheet.getColumn(6).width = 33
  return Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')
}
async function opened(file: string) {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(Buffer.from(file, 'base64') as never)
  return workbook
}

describe.each(engines)('the list of posts from Excel, on %s', (engine) => {
  let house: House
  let chen: string
  let clerk: Actor
  beforeEach(async () => {
    house = await openHouse(engine)
    chen = await house.person('陈志坚', phones('13900000006'))
    clerk = actorAt(chen, 'commandOffice', wenling)
  })
  afterEach(() => house.close())
  const take = (file: string, unitPath = wenling, who = clerk) =>
    importPosts(house.io, { unitPath, file }, who)
  const state = () =>
    house.look(async (ctx) => ({
      people: await ctx.db.find(PersonEntity, { order: { name: 'ASC' } }),
      posts: await ctx.db.find(PostEntity, {
        order: { since: 'ASC', unitPath: 'DESC', id: 'ASC' },
      }),
    }))

  it('takes the good rows, brings in who is new, and the same file again changes nothing', async () => {
    const file = await sheetOf(grid, head, office)
    expect(await take(file)).toMatchObject({ taken: 3, refused: [], remarks: [], file: null })
    const first = await state()
    const nameOf = new Map(first.people.map((person) => [person.id, person.name]))
    expect(
      first.posts.map((post) => [
        post.kind,
        post.unitPath,
        nameOf.get(post.personId!),
        nameOf.get(post.deputyId ?? ''),
        post.until?.toISOString(),
      ]),
    ).toEqual([
      ['gridMember', firstGrid, '王阿芬', '蒋根法', '2026-12-31T15:59:59.000Z'],
      ['villageHead', liruo, '蒋根法', undefined, undefined],
      ['emergencyOfficeHead', shitang, '陈志坚', undefined, undefined],
    ])
    expect(first.people).toHaveLength(3)
    house.pass({ minutes: 1 })
    expect(await take(file)).toMatchObject({ taken: 3, refused: [], remarks: [], file: null })
    expect(await state()).toEqual(first)
    expect((await house.facts()).map((fact) => fact.kind)).toEqual([
      'org.assigned',
      'org.assigned',
      'org.assigned',
      'org.imported',
      'org.imported',
    ])
  })

  it('a change ends the row before and opens a new one', async () => {
    await take(await sheetOf(grid, head))
    house.pass({ minutes: 1 })
    await take(await sheetOf(grid.with(5, '赵五').with(6, '13800003333'), head))
    const { posts } = await state()
    expect(posts.filter((post) => post.kind === 'gridMember').map((post) => post.endedAt)).toEqual([
      house.now(),
      null,
    ])
    expect(posts).toHaveLength(3)
  })

  it('gives bad rows back in the same file, each with its reason; put right, that file goes in', async () => {
    const { taken, refused, file } = await take(await sheetOf(grid, wrong, head))
    expect({ taken, refused }).toEqual({
      taken: 2,
      refused: [{ row: 4, reason: '石塘镇没有叫“无此村”的村（社区）' }],
    })
    const workbook = await opened(file!)
    const sheet = workbook.worksheets[0]!
    expect([
      sheet.name,
      sheet.getCell('A1').value,
      sheet.getColumn(6).width,
      sheet.getCell('K2').text,
      sheet.getCell('K3').value,
      sheet.getCell('K4').text,
    ]).toEqual([
      '名单',
      '2026 年防汛责任人名单',
      33,
      '错误原因',
      null,
      '石塘镇没有叫“无此村”的村（社区）',
    ])
    sheet.getCell('B4').value = '新沙村'
    expect(
      await take(Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')),
    ).toMatchObject({
      taken: 3,
      refused: [],
      file: null,
    })
    expect((await state()).people.map((person) => person.name)).toContain('谁')
    sheet.getCell('B4').value = '新沙'
    sheet.getCell('G4').value = '1'
    const again = await opened(
      (await take(Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64'))).file!,
    )
    expect([
      again.worksheets[0]!.getCell('K4').text,
      again.worksheets[0]!.getCell('L2').value,
    ]).toEqual(['手机“1”不是 11 位号码，一格只写一个', null])
  })

  it('nobody is brought in by a row that is refused, nor by a file that is', async () => {
    await take(await sheetOf(wrong))
    await expect(take(await sheetOf())).rejects.toMatchObject({ code: 'file.noRows' })
    await expect(take(Buffer.from('no').toString('base64'))).rejects.toMatchObject({
      code: 'file.notExcel',
    })
    expect(await state()).toMatchObject({ people: [{ name: '陈志坚' }], posts: [] })
  })

  it('reaches no further than the unit it is for, whatever the rows say', async () => {
    expect(
      await take(await sheetOf(grid, head), songmen, actorAt(chen, 'emergencyOfficeHead', songmen)),
    ).toMatchObject({ taken: 0, refused: [{ row: 3 }, { row: 4 }] })
    expect(
      await take(await sheetOf(grid, head), shitang, actorAt(chen, 'emergencyOfficeHead', songmen)),
    ).toMatchObject({ taken: 0 })
    expect(
      await take(await sheetOf(['', '', '', '系统管理员', '', '陈志坚', '', '', '', ''])),
    ).toMatchObject({ taken: 0, refused: [{ reason: '“系统管理员”只能由系统管理员登记' }] })
    expect((await state()).posts).toEqual([])
  })

  it('who comes by list is known again by the directory, and the other way round', async () => {
    await take(await sheetOf(grid, head))
    house.directory.set({
      石塘镇: [
        { key: 'u1', name: '王阿芬', mobile: '13800001111' },
        { key: 'key-陈志坚', name: '陈志坚' },
        { key: 'u9', name: '新来人' },
      ],
    })
    await syncDirectory(house.io)
    await take(await sheetOf(office.with(5, '新来人').with(6, '13800007777')))
    const { people } = await state()
    expect(
      people
        .filter((person) => ['王阿芬', '新来人'].includes(person.name))
        .map((person) => [person.name, person.directoryKey, person.phoneIndex !== null]),
    ).toEqual([
      ['新来人', 'u9', true],
      ['王阿芬', 'u1', true],
    ])
  })

  it('the template has the heads, the posts and the units to choose from, and takes in what is filled into it', async () => {
    const template = (unitPath: string, who: Actor) =>
      house.look((ctx: Ctx) => postsTemplate(ctx, { unitPath }), who)
    const workbook = await opened(
      (await template(shitang, actorAt(chen, 'emergencyOfficeHead', shitang))).file,
    )
    const sheet = workbook.getWorksheet('责任人名单')!
    const lists = workbook.getWorksheet('选项')!
    expect([sheet.getRow(1).values, lists.state]).toEqual([[undefined, ...heads], 'hidden'])
    expect(sheet.getCell('B2').dataValidation).toMatchObject({
      type: 'list',
      formulae: ['选项!$B$1:$B$3'],
    })
    expect(['B1', 'B2', 'B3', 'C1', 'C2', 'C3'].map((cell) => lists.getCell(cell).value)).toEqual([
      '里箬村',
      '新沙村',
      '石塘村',
      '第一网格',
      '第二网格',
      null,
    ])
    const titles = lists.getColumn(4).values
    expect(titles).toEqual(expect.arrayContaining(['网格员', '应急办主任']))
    expect(titles).not.toContain('防指指挥')
    sheet.getRow(2).values = grid
    expect(
      await take(Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64'), shitang),
    ).toMatchObject({ taken: 1, refused: [], remarks: [], file: null })
  })
})
