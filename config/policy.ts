import { z } from 'zod'
import { Counter, Template } from '../shared/checklist'
import { Condition, FieldId } from '../shared/form'
import { Color, PolicyName, Role, UnitKind } from '../shared/vocabulary'
import { Confirmer, Ladder, WarningKind } from '../shared/warning'

const Title = z.string().min(1).max(32)
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/**
 * `posts.yaml`: the posts there are (domain sheet E.3), what each allows, and who is asked when its
 * holder is silent.
 */
export const PostsPolicy = z.strictObject({
  posts: z
    .array(
      z.strictObject({
        name: PolicyName,
        title: Title,
        at: z.array(UnitKind).min(1),
        roles: z.array(Role).min(1),
        /** Every unit of these kinds must have one (coverage). */
        mandatory: z.boolean().default(false),
        /**
         * The thing looked after, for posts of the kind "person × object": 水库, 危房. Several such
         * posts may stand at one unit.
         */
        object: z.string().max(16).optional(),
        /**
         * Post kinds asked when the holder and the deputy are silent: the first in this order that
         * is held at the unit itself, then at each unit above.
         */
        superiors: z.array(PolicyName).default([]),
        /** Other ways to write the title in an Excel sheet. */
        aliases: z.array(Title).default([]),
      }),
    )
    .min(1),
  cover: z.strictObject({ maxDays: z.int().min(1).max(366) }),
  /** Posts not checked for so long are listed as stale. */
  verifyEveryDays: z.int().min(1).max(400),
  directory: z.strictObject({ syncAt: TimeOfDay, pageSize: z.int().min(1).max(100) }),
})

/**
 * `warnings.yaml`: hazards, what a card says by default, whom a warning from the national feed goes
 * to, and the ladders of silence.
 */
export const WarningsPolicy = z.strictObject({
  hazards: z
    .array(
      z.strictObject({
        name: PolicyName,
        title: z.string().min(1).max(6),
        codes: z.array(z.string().regex(/^\d{2}[A-Z]\d{2}$/)).default([]),
        aliases: z.array(Title).default([]),
        /** The two lines of the card by colour, when the source gives none. */
        todo: z.partialRecord(Color, z.string().min(1).max(60)),
      }),
    )
    .min(1),
  ladders: z
    .array(
      z.strictObject({
        kinds: z.array(WarningKind).min(1),
        colors: z.array(Color).min(1),
        rungs: Ladder,
      }),
    )
    .min(1),
  /** Post kinds warned by default, for chat and feed. */
  audience: z.record(Color, z.array(PolicyName).min(1).max(64)),
  /** Post kinds that approve, asked at the unit of the warning, else at the nearest unit above. */
  approvers: z.array(PolicyName).min(1),
  /** 代确认: who may confirm for somebody else. */
  confirmers: z.array(Confirmer).min(1),
  countCardEverySeconds: z.int().min(10),
})

/**
 * `delivery.yaml`: limits of the platform and of the organisation's contract, and what is tried
 * after what.
 */
export const DeliveryPolicy = z.strictObject({
  quota: z.strictObject({ api: z.int().min(1), stream: z.int().min(1), warnBelow: z.int().min(0) }),
  /** Pushes of the month that one press on a card counts as. */
  pressCosts: z.int().min(0).max(10).default(1),
  /** Calls a second for each channel, over all instances; 0 = no limit. DingTalk closes at 20. */
  perSecond: z.int().min(0).max(60),
  /** People that one call of a channel takes; as many as it can where nothing is said. */
  perCall: z.record(z.string(), z.int().min(1)),
  parallel: z.int().min(1).max(64),
  /** Channels tried one after another for what must arrive. */
  fallback: z.array(z.string()).min(1),
  retry: z.strictObject({
    tries: z.int().min(1),
    firstSeconds: z.int().min(1),
    factor: z.number().min(1),
    throttledSeconds: z.int().min(1),
    bannedSeconds: z.int().min(1),
    leaseSeconds: z.int().min(5),
  }),
  /** Asked after so many seconds whether a text arrived. */
  fateAfterSeconds: z.int().min(1),
  /** The lowest goes first. */
  priorities: z.strictObject({
    warning: z.int(),
    escalation: z.int(),
    approval: z.int(),
    reply: z.int(),
    count: z.int(),
    notice: z.int(),
  }),
  ding: z.enum(['app', 'sms', 'phone']),
  keepDays: z.strictObject({ seen: z.int().min(1), done: z.int().min(1) }),
})

/**
 * `checklists.yaml`: the lists, when somebody is reminded, how much may be asked of whom, and what
 * is known already and so never asked.
 */
export const ChecklistsPolicy = z.strictObject({
  templates: z.array(Template).min(1),
  /** The moment of the first day of a period (or of any day, for reminders); Asia/Shanghai. */
  issueAt: TimeOfDay,
  digestAt: TimeOfDay,
  /** Days before and after the due day on which who still owes is reminded; then the superior. */
  reminders: z.strictObject({
    daysBefore: z.array(z.int().min(0).max(60)),
    daysAfter: z.int().min(1).max(30),
    superiorAfter: z.int().min(1).max(60),
  }),
  /** 减负: the most that a month may ask. */
  limits: z.strictObject({
    officeItems: z.int().min(1),
    villageItems: z.int().min(1),
    officeTexts: z.int().min(0),
    officeTaps: z.int().min(1),
    villageTaps: z.int().min(1),
  }),
  /**
   * 自动: what is counted from answers that were given in these lists. Of one item of them the sum of
   * a number, where `if` holds; without an item how many answers there are. `since`: of the period,
   * or since its year began.
   */
  counted: z
    .partialRecord(
      Counter,
      z.strictObject({
        templates: z.array(PolicyName).min(1),
        sum: z
          .strictObject({ item: PolicyName, field: FieldId, if: Condition.optional() })
          .optional(),
        since: z.enum(['period', 'year']),
      }),
    )
    .default({}),
  /** 一张表: what a register or the system holds; a question with such a label is refused. */
  known: z
    .record(
      z.string().max(64),
      z.strictObject({ title: Title, labels: z.array(z.string().min(1).max(40)).min(1) }),
    )
    .default({}),
})

const Day = z.iso.date()
/**
 * `holidays.yaml`: the calendar of the State Council, year by year. A year that is not published
 * yet has its weekends only.
 */
export const HolidaysPolicy = z.strictObject({
  years: z
    .array(
      z.strictObject({
        year: z.int().min(2020).max(2100),
        published: z.boolean(),
        /**
         * Days off from the first to the last, and the days of weekends that are worked for them
         * (调休).
         */
        holidays: z
          .array(
            z.strictObject({ name: Title, from: Day, to: Day, work: z.array(Day).default([]) }),
          )
          .default([]),
      }),
    )
    .min(1),
})

const count = z.int().min(1)
/** So many at once, and then so many a second. */
const Rate = z.strictObject({ perSecond: z.number().positive(), burst: count })
/**
 * `guard.yaml`: what one address, one person and everybody together may ask of the service.
 */
export const GuardPolicy = z.strictObject({
  strangers: z.strictObject({ perAddress: Rate, together: Rate }),
  logIns: z.strictObject({ abreast: count, waiting: count, waitingPerAddress: count }),
  bodies: z.strictObject({
    depth: z.int().min(8),
    parts: z.int().min(1000),
    seconds: count,
    largeSeconds: count,
  }),
  uploads: z.strictObject({
    filesPerDay: count,
    megabytesPerDay: count,
    keepHours: count,
    partKilobytes: count,
  }),
})

/** All that a regulation or a contract may change, as loaded from `config/*.yaml`. */
export type Policy = {
  posts: z.output<typeof PostsPolicy>
  warnings: z.output<typeof WarningsPolicy>
  delivery: z.output<typeof DeliveryPolicy>
  checklists: z.output<typeof ChecklistsPolicy>
  holidays: z.output<typeof HolidaysPolicy>
  guard: z.output<typeof GuardPolicy>
}
export type Holidays = Policy['holidays']
export type PostKind = Policy['posts']['posts'][number]
export type Hazard = Policy['warnings']['hazards'][number]
