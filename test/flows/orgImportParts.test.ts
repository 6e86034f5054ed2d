import ExcelJS, { type CellValue } from 'exceljs'
import { importPosts } from '../../bot/org/sheets/importPosts'
import { PersonEntity, PostEntity } from '../../bot/org/entities'
import { record, type Actor, type Io } from '../../bot/core/slice'
import { importing } from '../../bot/org/sheets/importing'
import { actorAt, engines, openHouse, phones, shitang, type House } from './orgHouse'

const heads = ['村(社区)', '岗位', '对象', '姓名', '手机', 'B角']
/** More rows than are taken at once. */
const many = 150
const patrol = (n: number) => ['里箬村', '水库巡查员', `第${n}座`, '王阿芬', '13800001111', '']

async function fileOf(rows: readonly (readonly CellValue[])[]): Promise<string> {
  const workbook = new ExcelJS.Workbook()
  workbook.addWorksheet('名单').addRows([heads, ...rows.map((row) => [...row])])
  return Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')
}

describe.each(engines)('a long list of posts, on %s', (engine) => {
  let house: House
  let chen: string
  beforeEach(async () => {
    house = await openHouse(engine)
    chen = await house.person('陈志坚', phones('13900000006'))
  })
  afterEach(() => house.close())
  async function take(rows: readonly (readonly CellValue[])[]) {
    const file = await fileOf(rows)
    return importPosts(
      house.io,
      { unitPath: shitang, file },
      actorAt(chen, 'emergencyOfficeHead', shitang),
    )
  }
  const posts = () => house.look((ctx) => ctx.db.find(PostEntity))

  it('is taken in parts: somebody joins once, and a seat is taken once', async () => {
    const rows = Array.from({ length: many }, (_, n) => patrol(n))
    const twin = patrol(0).with(3, '李好').with(4, '13800009999')
    const { taken, refused, remarks } = await take([...rows, patrol(1), twin])
    expect({ taken, refused, remarks }).toEqual({
      taken: many + 1,
      refused: [{ row: many + 3, reason: '和第 2 行是同一个岗位，请在“对象”里写清各管什么' }],
      remarks: [],
    })
    expect(await posts()).toHaveLength(many)
    const joined = await house.look((ctx) => ctx.db.findBy(PersonEntity, { name: '王阿芬' }))
    expect(joined).toHaveLength(1)
    const facts = await house.facts('org.imported')
    expect(facts.map((fact) => fact.data)).toEqual([{ taken: many + 1, refused: 1 }])
  })

  it('an error in the column of the deputy leaves the one who is there, and the file says so', async () => {
    const deputy = ['里箬村', '村级主要负责人', '', '蒋根法', '13900000007', '王阿芬']
    await house.person('王阿芬', phones('13800001111'))
    await take([deputy])
    const before = await posts()
    const { taken, refused, file } = await take([deputy.with(5, { error: '#N/A' } as never)])
    expect({ taken, refused }).toEqual({
      taken: 0,
      refused: [{ row: 2, reason: 'B角这格是 #N/A，请先改好' }],
    })
    expect(await posts()).toEqual(before)
    const back = new ExcelJS.Workbook()
    await back.xlsx.load(Buffer.from(file!, 'base64') as never)
    expect(back.worksheets[0]!.getCell('G2').text).toBe('B角这格是 #N/A，请先改好')
  })

  it('says how far it is when it takes longer than two seconds, and no more when it is over', async () => {
    const office = actorAt(chen, 'emergencyOfficeHead', shitang)
    const other = actorAt(await house.person('王阿芬'), 'emergencyOfficeHead', shitang)
    const asked = (actor: Actor) => house.look(importing, actor)
    const heard: unknown[] = []
    const slow: Io = {
      ...house.io,
      async transact(run, actor) {
        const result = await house.io.transact(run, actor)
        heard.push((await asked(office)).running)
        expect(await asked(other)).toEqual({ running: null })
        house.pass({ seconds: 1.5 })
        return result
      },
    }
    const rows = Array.from({ length: 5 * 40 }, (_, n) => patrol(n))
    await importPosts(slow, { unitPath: shitang, file: await fileOf(rows) }, office)
    const at = (done: number) => ({ unitPath: shitang, done, rows: 200 })
    expect(heard).toEqual([null, null, at(80), at(80), at(160), null])
  })

  it('of one that was given up it is not said for ever that it runs', async () => {
    const office = actorAt(chen, 'emergencyOfficeHead', shitang)
    const data = { done: 1, rows: 2 }
    await house.transact(async (ctx) => {
      record(ctx, { kind: 'org.importing', unitPath: shitang, data })
    }, office)
    house.pass({ seconds: 60 })
    expect((await house.look(importing, office)).running).toEqual({ unitPath: shitang, ...data })
    house.pass({ seconds: 1 })
    expect((await house.look(importing, office)).running).toBeNull()
  })

  it('each sheet of a workbook comes back with what is to be said of its rows', async () => {
    const workbook = new ExcelJS.Workbook()
    const wrong = ['无此村', '村级主要负责人', '', '蒋根法', '13900000007', '']
    workbook.addWorksheet('甲').addRows([heads, patrol(0), wrong])
    workbook.addWorksheet('说明').addRow(['请如实填写'])
    workbook.addWorksheet('乙').addRows([['名单'], heads, wrong, patrol(1)])
    const file = Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')
    const reply = await importPosts(
      house.io,
      { unitPath: shitang, file },
      actorAt(chen, 'emergencyOfficeHead', shitang),
    )
    const reason = '石塘镇没有叫“无此村”的村（社区）'
    expect(reply).toMatchObject({
      taken: 2,
      refused: [
        { row: 3, sheet: '甲', reason },
        { row: 3, sheet: '乙', reason },
      ],
      remarks: [{ row: 1, remark: '工作表“说明”没有导入：它不是名单' }],
    })
    const back = new ExcelJS.Workbook()
    await back.xlsx.load(Buffer.from(reply.file!, 'base64') as never)
    const notes = (name: string) => {
      const told: string[] = []
      back
        .getWorksheet(name)!
        .getColumn(7)
        .eachCell((cell) => told.push(cell.text))
      return told.filter(Boolean)
    }
    expect([notes('甲'), notes('说明'), notes('乙')]).toEqual([
      ['错误原因', reason],
      [],
      ['错误原因', reason],
    ])
  })

  it('vacancies come back, and so do posts that must be held and are not', async () => {
    const { taken, vacancies, missing } = await take([
      patrol(1),
      ['里箬村', '村级主要负责人', '', '空缺', '', ''],
    ])
    expect(taken).toBe(1)
    expect(vacancies).toMatchObject([
      { row: 3, title: '村级主要负责人', unitName: '石塘镇里箬村', object: '' },
    ])
    expect(missing.posts).toContainEqual(
      expect.objectContaining({ title: '村级主要负责人', unitName: '石塘镇里箬村' }),
    )
    expect(missing.count).toBe(missing.posts.length)
  })
})
