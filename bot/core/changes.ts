import type { EntitySchema } from 'typeorm'
import { groupBy } from './groups'
import { addTo, setValues, upsertAll, type Key, type Row, type Transaction } from './statements'

type Entity = EntitySchema<object>
type Named = { entity: Entity; key: Key }
type Whole = Named & { row: Row }
type Patch = Named & { set: Row }
type Sum = Named & { column: string; n: number }

/** One row, of all tables. */
export const idOf = ({ entity, key }: Named) =>
  `${entity.options.name} ${Object.values(key).join(' ')}`

/** What is to be written: whole rows, some columns of rows, and counts to be added. */
export class Changes {
  private readonly wholes = new Map<string, Whole>()
  private readonly patches = new Map<string, Patch>()
  private readonly sums = new Map<string, Sum>()

  wholeOf(id: string): Row | null {
    return this.wholes.get(id)?.row ?? null
  }
  put(whole: Whole) {
    this.wholes.set(idOf(whole), whole)
  }
  patch({ entity, key, set }: Patch) {
    const id = idOf({ entity, key })
    const before = this.patches.get(id)?.set
    this.patches.set(id, { entity, key, set: { ...before, ...set } })
  }
  add(sum: Sum) {
    const id = `${idOf(sum)} ${sum.column}`
    const before = this.sums.get(id)?.n ?? 0
    this.sums.set(id, { ...sum, n: before + sum.n })
  }
  addAll(others: Changes) {
    for (const whole of others.wholes.values()) this.put(whole)
    for (const patch of others.patches.values()) this.patch(patch)
    for (const sum of others.sums.values()) this.add(sum)
  }
  clear() {
    this.wholes.clear()
    this.patches.clear()
    this.sums.clear()
  }

  /** Few statements: what many rows of a table have in common is one. */
  async write(transaction: Transaction) {
    for (const [entity, patches] of byTable(this.patches)) {
      await writePatches(transaction, entity, patches)
    }
    for (const [entity, sums] of byTable(this.sums)) {
      await writeSums(transaction, entity, sums)
    }
    for (const [entity, wholes] of byTable(this.wholes)) {
      const rows = wholes.map(({ row }) => row)
      await upsertAll(transaction, entity, wholes[0]!.key, rows)
    }
  }
}

const byTable = <C extends Named>(changes: ReadonlyMap<string, C>) =>
  groupBy(changes.values(), ({ entity }) => entity)
const keysOf = (changes: readonly Named[]) => changes.map(({ key }) => key)

async function writePatches(transaction: Transaction, entity: Entity, patches: readonly Patch[]) {
  for (const same of groupBy(patches, ({ set }) => JSON.stringify(set)).values()) {
    await setValues(transaction, entity, keysOf(same), same[0]!.set)
  }
}

async function writeSums(transaction: Transaction, entity: Entity, sums: readonly Sum[]) {
  for (const same of groupBy(sums, ({ column, n }) => `${column} ${n}`).values()) {
    await addTo(transaction, entity, keysOf(same), same[0]!)
  }
}
