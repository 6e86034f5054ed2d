import { z } from 'zod'

/** Names of fields, options and columns: lower-case English, unique in their form. */
export const FieldId = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9]*$/)
  .max(32)
const Words = z.string().trim().min(1)
const Scalar = z.union([z.string(), z.number(), z.boolean()])

/**
 * When a field is shown or required. It speaks of other fields' answers; a field that is hidden
 * counts as not answered.
 */
export type Condition =
  | { field: string; is: string | number | boolean }
  | { field: string; oneOf: (string | number)[] }
  | { field: string; atLeast: number }
  | { field: string; atMost: number }
  | { field: string; answered: boolean }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
export const Condition: z.ZodType<Condition, Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ field: FieldId, is: Scalar }),
    z.strictObject({ field: FieldId, oneOf: z.array(z.union([z.string(), z.number()])).min(1) }),
    z.strictObject({ field: FieldId, atLeast: z.number() }),
    z.strictObject({ field: FieldId, atMost: z.number() }),
    z.strictObject({ field: FieldId, answered: z.boolean() }),
    z.strictObject({ all: z.array(Condition).min(1) }),
    z.strictObject({ any: z.array(Condition).min(1) }),
    z.strictObject({ not: Condition }),
  ]),
)

/** A number, another field's number, or one that the system knows of the unit (台账). */
export const Bound = z.union([
  z.number(),
  z.strictObject({ field: FieldId }),
  z.strictObject({ known: z.string().max(64) }),
])
export type Bound = z.output<typeof Bound>

/** What a computed field counts. Unknown as long as one of its numbers is. */
export const Formula = z.union([
  z.strictObject({ sum: z.array(Bound).min(1) }),
  z.strictObject({ difference: z.tuple([Bound, Bound]) }),
  z.strictObject({ rows: FieldId }),
  z.strictObject({ total: FieldId, column: FieldId }),
])
export type Formula = z.output<typeof Formula>

/**
 * Where a first answer comes from, so that nobody types what is known: the last period, or what the
 * system holds.
 */
const Prefill = z.union([z.literal('last'), z.strictObject({ known: z.string().max(64) })])
const base = {
  id: FieldId,
  label: Words.max(60),
  help: Words.max(120).optional(),
  showIf: Condition.optional(),
  required: z.union([z.boolean(), Condition]).default(false),
  prefill: Prefill.optional(),
}
const Option = z.strictObject({
  id: FieldId,
  label: Words.max(40),
  /** Excludes all others: 「本村没有以上情况」. */
  alone: z.boolean().optional(),
})
const options = z.array(Option).min(2).max(30)
const number = {
  min: Bound.optional(),
  max: Bound.optional(),
  decimals: z.int().min(0).max(3).default(0),
  unit: z.string().max(8).optional(),
}
/**
 * Evidence that shows people or places says why it is needed (国办规范): a template without a reason is
 * refused.
 */
const reason = Words.min(4).max(60)

const Text = z.strictObject({
  ...base,
  kind: z.literal('text'),
  most: z.int().min(1).max(2000).default(200),
  lines: z.int().min(1).max(8).default(1),
})
const NumberField = z.strictObject({ ...base, kind: z.literal('number'), ...number })
const Choice = z.strictObject({ ...base, kind: z.literal('choice'), options })
const Several = z.strictObject({
  ...base,
  kind: z.literal('several'),
  options,
  least: z.int().min(0).optional(),
})
/** Days before or after today that are still allowed; 0 is today. */
const DateField = z.strictObject({
  ...base,
  kind: z.literal('date'),
  from: z.int().optional(),
  to: z.int().optional(),
})
const Photo = z.strictObject({
  ...base,
  kind: z.literal('photo'),
  reason,
  most: z.int().min(1).max(9).default(3),
})
const Place = z.strictObject({ ...base, kind: z.literal('place'), reason })
const PersonField = z.strictObject({ ...base, kind: z.literal('person') })
/** 是/否, or 符合/不符合; one of the two answers may ask for a remark. */
const YesNo = z.strictObject({
  ...base,
  kind: z.literal('yesNo'),
  yes: Words.max(8).default('是'),
  no: Words.max(8).default('否'),
  remarkIf: z.enum(['yes', 'no']).optional(),
})
const Signature = z.strictObject({ ...base, kind: z.literal('signature'), reason })
const Computed = z.strictObject({
  id: FieldId,
  label: Words.max(60),
  help: Words.max(120).optional(),
  showIf: Condition.optional(),
  kind: z.literal('computed'),
  formula: Formula,
  unit: z.string().max(8).optional(),
})
/** Columns of a table are plain fields; no condition looks into a row. */
export const Column = z.discriminatedUnion('kind', [
  Text,
  NumberField,
  Choice,
  DateField,
  PersonField,
])
const Table = z.strictObject({
  ...base,
  kind: z.literal('table'),
  columns: z.array(Column).min(1).max(12),
  rows: z.int().min(1).max(500).default(200),
})

export const Field = z.discriminatedUnion('kind', [
  Text,
  NumberField,
  Choice,
  Several,
  DateField,
  Photo,
  Place,
  PersonField,
  YesNo,
  Signature,
  Computed,
  Table,
])
export type Field = z.output<typeof Field>
export type FieldKind = Field['kind']
export type Column = z.output<typeof Column>
export const Fields = z.array(Field).max(120)

/** What a field may hold, by its kind. The wire carries any JSON: `check` decides. */
export const AnswerOf = {
  text: z.string(),
  number: z.number(),
  choice: z.string(),
  several: z.array(z.string()),
  date: z.iso.date(),
  photo: z.array(z.strictObject({ id: z.uuid() })),
  place: z.strictObject({
    longitude: z.number().min(-180).max(180),
    latitude: z.number().min(-90).max(90),
    datum: z.enum(['gcj02', 'wgs84']),
    words: z.string().max(120).optional(),
  }),
  person: z.strictObject({ personId: z.uuid().nullable(), name: z.string().trim().min(1).max(64) }),
  yesNo: z.strictObject({ yes: z.boolean(), remark: z.string().trim().max(200).optional() }),
  signature: z.strictObject({ id: z.uuid() }),
  computed: z.number(),
  table: z.array(z.record(FieldId, z.unknown())),
} satisfies Record<FieldKind, z.ZodType>
export type Answer<K extends FieldKind> = z.output<(typeof AnswerOf)[K]>
export const Answers = z.record(z.string().max(32), z.unknown())
export type Answers = Record<string, unknown>

/** What the checker knows besides the answers: the day, and what the system holds of the unit. */
export type Known = { today: string; known: Readonly<Record<string, unknown>> }
