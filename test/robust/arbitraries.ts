import fc from 'fast-check'
import { contract } from '../../shared/contract'
import type { Operation } from '../../shared/operation'
import { shitang, wenling } from '../support/town'

export const runs = Number(process.env['FUZZ'] ?? 60)
export const operations = Object.entries(contract).flatMap(([slice, all]) =>
  Object.entries(all as Record<string, Operation>).map(
    ([name, operation]) => [`${slice}.${name}`, operation] as const,
  ),
)

/** What a stranger may send; `knownId`: an id that is there. */
export function arbitraries(knownId: () => string) {
  /** Words that mean something here, among words that mean nothing. */
  const words = (): fc.Arbitrary<string> =>
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '',
        '1',
        '收到',
        '预警',
        '预警 台风 橙 石塘镇 转移',
        '还差谁',
        '演练 预警 暴雨 红',
        knownId(),
        wenling,
        shitang,
        'jiang',
        'typhoon',
        'gridMember',
        '__proto__',
        '2026-08-12T14:20:00+08:00',
        '１',
        "'; drop table warning",
        '\u0000',
        '💥',
        'a'.repeat(5_000),
      ),
    )
  const json = () =>
    fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue({ maxDepth: 3 }),
      words(),
      fc.constantFrom(null, true, 0, -1, 1e308, [], {}),
    )
  /** Something like what the schema asks for, or nothing like it. */
  function near({
    def,
  }: {
    def: Record<string, unknown> & { type: string }
  }): fc.Arbitrary<unknown> {
    const inner = (it: unknown) => near(it as Parameters<typeof near>[0])
    const fitting = (): fc.Arbitrary<unknown> => {
      switch (def.type) {
        case 'object':
          return fc.record(
            Object.fromEntries(
              Object.entries(def['shape'] as object).map(([key, value]) => [key, inner(value)]),
            ),
            { requiredKeys: [] },
          )
        case 'array':
          return fc.array(inner(def['element']), { maxLength: 3 })
        case 'nullable':
        case 'optional':
        case 'default':
          return fc.option(inner(def['innerType']))
        case 'enum':
          return fc.constantFrom(...Object.values(def['entries'] as object))
        case 'boolean':
          return fc.boolean()
        case 'number':
          return fc.oneof(fc.integer(), fc.double())
        case 'pipe':
          return fc.constantFrom(
            '2026-08-12T14:20:00+08:00',
            '2126-01-01T00:00:00Z',
            '0000-01-01T00:00:00Z',
            '9999-12-31T23:59:59.999Z',
          )
        case 'string':
          return fc.oneof(words(), fc.uuid(), fc.base64String())
        default:
          return json()
      }
    }
    return fc.oneof({ weight: 9, arbitrary: fitting() }, { weight: 1, arbitrary: json() })
  }
  return { words, json, near }
}
