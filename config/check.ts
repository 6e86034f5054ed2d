import { Color, Role } from '../shared/vocabulary'
import { WarningKind } from '../shared/warning'
import { notOneOf, type Finding } from './finding'
import type { Policy, PostKind } from './policy'

/** How high a unit stands. 功能区 stands where a township or a county stands. */
const height = { grid: 0, village: 1, township: 2, area: 3, county: 3, city: 4 }

/**
 * Posts must be told apart by name and by every title, and silence must climb without going round
 * or down.
 */
export function checkPosts({ posts }: Policy['posts']): Finding[] {
  const names = posts.map(({ name }) => name)
  return [
    ...twice(
      'post',
      posts.map(({ name }, index) => [name, ['posts', index, 'name']]),
    ),
    ...twice('title', posts.flatMap(titlesOf('posts'))),
    ...posts.flatMap((post, index) =>
      post.superiors.flatMap((superior, place) => {
        const path = ['posts', index, 'superiors', place]
        const above = posts.find(({ name }) => name === superior)
        if (!above) return [{ path, what: `no post is called ${notOneOf(superior, names)}` }]
        return highest(above) < lowest(post)
          ? [
              {
                path,
                what: `"${superior}" only stands below "${post.name}": at ${above.at.join(', ')}`,
              },
            ]
          : []
      }),
    ),
    ...loopsIn(posts),
  ]
}

const highest = ({ at }: PostKind) => Math.max(...at.map((kind) => height[kind]))
const lowest = ({ at }: PostKind) => Math.min(...at.map((kind) => height[kind]))

function loopsIn(posts: readonly PostKind[]): Finding[] {
  const above = new Map(posts.map(({ name, superiors }) => [name, superiors]))
  const clear = new Set<string>()
  const climb = (name: string, trail: readonly string[]): string[] | null => {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name]
    if (clear.has(name)) return null
    const loop =
      above
        .get(name)
        ?.map((superior) => climb(superior, [...trail, name]))
        .find((found) => found) ?? null
    if (!loop) clear.add(name)
    return loop
  }
  const loop = posts.map(({ name }) => climb(name, [])).find((found) => found)
  return loop
    ? [
        {
          path: ['posts', posts.findIndex(({ name }) => name === loop[0]), 'superiors'],
          what: `superiors go round: ${loop.join(' → ')}`,
        },
      ]
    : []
}

/**
 * Hazards must be told apart, every kind and colour has exactly one ladder that rises, and whoever
 * is named must be a post.
 */
export function checkWarnings(
  { hazards, ladders, audience, approvers }: Policy['warnings'],
  { posts }: Policy['posts'],
): Finding[] {
  const names = posts.map(({ name }) => name)
  const known = (path: readonly PropertyKey[]) => (name: string, index: number) =>
    names.includes(name)
      ? []
      : [{ path: [...path, index], what: `no post is called ${notOneOf(name, names)}` }]
  return [
    ...twice(
      'hazard',
      hazards.map(({ name }, index) => [name, ['hazards', index, 'name']]),
    ),
    ...twice('title', hazards.flatMap(titlesOf('hazards'))),
    ...twice(
      'code',
      hazards.flatMap(({ codes }, index) =>
        codes.map((code, place) => [code, ['hazards', index, 'codes', place]] as Placed),
      ),
    ),
    ...checkLadders(ladders),
    ...Color.options.flatMap((color) => audience[color].flatMap(known(['audience', color]))),
    ...approvers.flatMap(known(['approvers'])),
    ...approvers.flatMap((approver, index) => {
      const post = posts.find(({ name }) => name === approver)
      return post && !post.roles.includes(Role.enum.approver)
        ? [
            {
              path: ['approvers', index],
              what: `"${approver}" may not approve: its roles are ${post.roles.join(', ')}`,
            },
          ]
        : []
    }),
  ]
}

function checkLadders(ladders: Policy['warnings']['ladders']): Finding[] {
  const pairs = WarningKind.options.flatMap((kind) =>
    Color.options.map((color) => ({ kind, color })),
  )
  return [
    ...ladders.flatMap(({ rungs }, index) =>
      rungs.slice(1).flatMap(({ afterMinutes }, place) => {
        const before = rungs[place]!.afterMinutes
        return afterMinutes > before
          ? []
          : [
              {
                path: ['ladders', index, 'rungs', place + 1, 'afterMinutes'],
                what: `minutes must rise: ${afterMinutes} comes after ${before}`,
              },
            ]
      }),
    ),
    ...pairs.flatMap(({ kind, color }) => {
      const matching = ladders.flatMap(({ kinds, colors }, index) =>
        kinds.includes(kind) && colors.includes(color) ? [index] : [],
      )
      if (matching.length === 0) {
        return [{ path: ['ladders'], what: `no ladder for kind ${kind} and color ${color}` }]
      }
      return matching.length === 1
        ? []
        : [
            {
              path: ['ladders', matching[1]!],
              what: `a second ladder for kind ${kind} and color ${color}: exactly one is allowed`,
            },
          ]
    }),
  ]
}

/** What policy has to know of the channels that there are; the adapters declare it, and more. */
export type KnownChannels = ReadonlyMap<string, { perCall: number; standIn: unknown }>

/** A channel is tried once, and the warning of a low quota comes before it is used up. */
export function checkDelivery(
  { quota, fallback, perCall }: Policy['delivery'],
  channels: KnownChannels | null,
): Finding[] {
  const low = `warnBelow: ${quota.warnBelow} must be below the ${quota.api} calls of the quota`
  return [
    ...(quota.warnBelow < quota.api ? [] : [{ path: ['quota', 'warnBelow'], what: low }]),
    ...twice(
      'channel',
      fallback.map((channel, index) => [channel, ['fallback', index]]),
    ),
    ...(channels ? [...strangers(fallback, channels), ...crowded(perCall, channels)] : []),
  ]
}

/** Only channels that may stand in for one another have a place in the order. */
function strangers(fallback: readonly string[], channels: KnownChannels): Finding[] {
  const allowed = [...channels].flatMap(([name, { standIn }]) =>
    standIn === 'byPolicy' ? [name] : [],
  )
  return fallback.flatMap((channel, index) =>
    allowed.includes(channel)
      ? []
      : [{ path: ['fallback', index], what: `unknown value ${notOneOf(channel, allowed)}` }],
  )
}

/** A call cannot carry more people than its channel takes. */
function crowded(perCall: Policy['delivery']['perCall'], channels: KnownChannels): Finding[] {
  return Object.entries(perCall).flatMap(([name, people]): Finding[] => {
    const path = ['perCall', name]
    const channel = channels.get(name)
    if (!channel) {
      return [{ path, key: true, what: `unknown key ${notOneOf(name, [...channels.keys()])}` }]
    }
    if (people <= channel.perCall) return []
    return [{ path, what: `${name}: ${people} is too much, at most ${channel.perCall}` }]
  })
}

/**
 * Each year once, and each day in its year: off once, and worked only where a weekend would be off.
 */
export function checkHolidays({ years }: Policy['holidays']): Finding[] {
  return [
    ...twice(
      'year',
      years.map(({ year }, index) => [String(year), ['years', index, 'year']]),
    ),
    ...years.flatMap(({ year, holidays }, index) =>
      holidays.flatMap(({ from, to, work }, place) => {
        const path = ['years', index, 'holidays', place]
        return [
          ...(from <= to
            ? []
            : [{ path: [...path, 'to'], what: `ends on ${to}, before it begins on ${from}` }]),
          ...[from, to].flatMap((day) =>
            day.startsWith(String(year)) ? [] : [{ path, what: `${day} is not in ${year}` }],
          ),
          ...work.flatMap((day, at) =>
            [0, 6].includes(new Date(day).getUTCDay())
              ? []
              : [
                  {
                    path: [...path, 'work', at],
                    what: `${day} is no weekend: it is worked anyway`,
                  },
                ],
          ),
        ]
      }),
    ),
  ]
}

export type Placed = [text: string, path: readonly PropertyKey[]]
const titlesOf =
  (list: string) =>
  ({ title, aliases }: { title: string; aliases: readonly string[] }, index: number): Placed[] => [
    [title, [list, index, 'title']],
    ...aliases.map((alias, place): Placed => [alias, [list, index, 'aliases', place]]),
  ]

export function twice(what: string, placed: readonly Placed[]): Finding[] {
  const seen = new Set<string>()
  return placed.flatMap(([text, path]) => {
    if (seen.has(text)) return [{ path, what: `${what} "${text}" stands twice` }]
    seen.add(text)
    return []
  })
}
