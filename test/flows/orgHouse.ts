import { uuid } from '../../bot/core/ids'
import type { Directory, DirectoryDepartment, DirectoryPerson } from '../../bot/core/ports'
import type { Actor, Io } from '../../bot/core/slice'
import { createSeal } from '../../bot/io/seal'
import { FactEntity } from '../../bot/journal/entities'
import { PersonEntity, PostEntity, UnitEntity } from '../../bot/org/entities'
import { testPolicy } from '../support/policy'
import type { Person, Post, Unit } from '../../shared/org'
import { sealKey } from '../support/env'
import {
  city,
  firstGrid,
  linhai,
  liruo,
  personOf,
  secondGrid,
  shitang,
  songmen,
  wenling,
  xinsha,
} from '../support/town'
import { msOf, openWorld, type Engine, type Span, type World } from '../support/world'

export { engines } from '../support/world'
export {
  city,
  firstGrid,
  linhai,
  liruo,
  secondGrid,
  shitang,
  songmen,
  wenling,
  xinsha,
} from '../support/town'
export const policy = testPolicy
export const seal = createSeal(sealKey)

/** A corner of the real tree; 石塘镇 has two villages with grids. */
export const units: Unit[] = (
  [
    [city, 'city', '台州市'],
    [wenling, 'county', '温岭市'],
    [linhai, 'county', '临海市'],
    [`${city}/331091`, 'area', '台州湾新区'],
    [shitang, 'township', '石塘镇'],
    [songmen, 'township', '松门镇'],
    [`${linhai}/331082100`, 'township', '杜桥镇'],
    [liruo, 'village', '里箬村'],
    [xinsha, 'village', '新沙村'],
    [`${songmen}/331081101201`, 'village', '新沙村'],
    [`${shitang}/331081105231`, 'village', '石塘村'],
    [firstGrid, 'grid', '第一网格'],
    [secondGrid, 'grid', '第二网格'],
    [`${xinsha}/33108110523001`, 'grid', '第一网格'],
  ] as const
).map(([path, kind, name]) => ({ path, kind, name, endedAt: null }))

/**
 * The bare tree of a world, with a directory made of lists. Its stories call the actions
 * themselves: no job runs, also while time goes by.
 */
export async function openHouse(engine: Engine) {
  const world = await openWorld(engine, { listen: false })
  const directory = new Lists()
  const { transact, look } = world.app.io
  const io: Io = { ...world.app.io, ports: { ...world.app.io.ports, directory } }
  await transact((ctx) => ctx.db.insert(UnitEntity, units))
  async function facts(kind?: string) {
    const all = await look((ctx) =>
      ctx.db.find(FactEntity, { order: { at: 'ASC', kind: 'ASC', id: 'ASC' } }),
    )
    return all.filter((fact) => !kind || fact.kind === kind)
  }
  function moveTo(moment: string) {
    world.standin.clock.move({ now: Date.parse(moment) })
  }
  function pass(span: Span) {
    world.standin.clock.move({ addMs: msOf(span) })
  }
  const { now, close } = world
  return {
    io,
    transact,
    look,
    directory,
    facts,
    close,
    policy,
    now,
    moveTo,
    pass,
    ...rowsInto(world),
  }
}

/** People and posts as a test wants them, straight into the tables. */
function rowsInto({ app, now }: World) {
  const { transact } = app.io
  async function person(name: string, more: Partial<Person> = {}): Promise<string> {
    const row = { ...personOf(uuid(), name, `key-${name}`), ...more }
    await transact((ctx) => ctx.db.insert(PersonEntity, row))
    return row.id
  }
  async function post(
    kind: string,
    unitPath: string,
    personId: string | null,
    more: Partial<Post> = {},
  ): Promise<string> {
    const row = {
      id: uuid(),
      kind,
      unitPath,
      object: '',
      personId,
      deputyId: null,
      since: now(),
      until: null,
      verifiedAt: null,
      endedAt: null,
      ...more,
    }
    await transact((ctx) => ctx.db.insert(PostEntity, row))
    return row.id
  }
  return { person, post }
}
export type House = Awaited<ReturnType<typeof openHouse>>
export const phones = (phone: string) => ({
  phoneSealed: seal.close(phone),
  phoneIndex: seal.index(phone),
})
/** Somebody with one post, as the boundary would have loaded them. */
export const actorAt = (
  personId: string,
  kind: string,
  unitPath: string,
  postId = uuid(),
): Actor => ({
  personId,
  name: '',
  posts: [
    { postId, kind, unitPath, roles: policy.posts.posts.find((it) => it.name === kind)!.roles },
  ],
})

/** A directory as lists: department, and who is in it. */
export class Lists implements Directory {
  list: { department: DirectoryDepartment; people: DirectoryPerson[] }[] = []
  /** Breaks off at this department. */
  broken: { at: string; error: Error } | null = null
  /** Shows nobody, though people are in it. */
  unreadable: string | null = null
  codes = new Map<string, string>()
  set(lists: Record<string, (Partial<DirectoryPerson> & { key: string; name: string })[]>) {
    this.list = Object.entries(lists).map(([name, people]) => ({
      department: { key: name, name, parent: null },
      people: people.map((it) => ({
        mobile: null,
        title: '',
        departments: [name],
        active: true,
        ...it,
      })),
    }))
  }
  async *departments() {
    for (const { department } of this.list) yield department
  }
  async *people(key: string) {
    if (this.broken?.at === key) throw this.broken.error
    if (this.unreadable === key) return
    yield* this.list.find((it) => it.department.key === key)!.people
  }
  async person(key: string) {
    return this.list.flatMap((it) => it.people).find((it) => it.key === key) ?? null
  }
  async identify(code: string) {
    return this.codes.get(code) ?? null
  }
}
