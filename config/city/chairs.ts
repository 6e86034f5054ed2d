import type { Unit } from '../../shared/org'
import { codeOf } from '../../shared/vocabulary'

/**
 * A post to be filled. `must`: it is given to somebody of the same place when there is nobody for
 * it alone.
 */
export type Chair = { unitPath: string; kind: string; object: string; must: boolean }

/** What is filled first, everywhere, before the next line begins: from the top of the city down. */
const rows: {
  where: (unit: Unit) => boolean
  must: readonly string[]
  more?: readonly string[]
}[] = [
  {
    where: ({ kind }) => kind === 'city' || kind === 'county',
    must: ['dutyOfficer', 'dutyLeader', 'commander'],
    more: ['deputyCommander', 'commandOffice', 'systemAdmin'],
  },
  { where: ({ kind }) => kind === 'area', must: ['areaHead', 'areaSafetyHead'] },
  {
    where: ({ kind }) => kind === 'township',
    must: [
      'townshipCommander',
      'emergencyOfficeHead',
      'townshipDeputyCommander',
      'townshipMember',
      'townshipMonitoring',
      'townshipEvacuation',
      'townshipRescue',
      'townshipHydrologist',
      'weatherAssistant',
      'disasterReporter',
    ],
    more: ['emergencyOfficeClerk'],
  },
  { where: ({ kind }) => kind === 'village', must: ['villageHead'] },
  { where: ({ kind, path }) => kind === 'grid' && path.endsWith('01'), must: ['gridMember'] },
  { where: ({ kind, path }) => kind === 'grid' && path.endsWith('02'), must: ['gridMember'] },
  {
    where: ({ kind }) => kind === 'village',
    must: ['disasterReporter'],
    more: ['villageEvacuation', 'villageMonitoring', 'villageRescue', 'villageCadre'],
  },
]

/** Things looked after in a village: post kind and what the thing is called. */
const objects = [
  ['pondPatrol', '山塘'],
  ['shelterKeeper', '避灾点'],
  ['geohazardMonitor', '地灾点'],
  ['unsafeHouseContact', '危房片'],
  ['flashFloodWarner', '山洪沟口'],
  ['dikePatrol', '堤防'],
  ['lowGroundContact', '低洼地'],
  ['sluiceKeeper', '水闸'],
  ['reservoirPatrol', '水库'],
  ['pumpKeeper', '泵站'],
  ['storeKeeper', '物资仓库'],
] as const

/**
 * All chairs in the order of filling: without end, as every round gives each village one more thing
 * to look after.
 */
export function* chairsOf(units: readonly Unit[], seed: number): Generator<Chair> {
  for (const { where, must, more = [] } of rows) {
    const here = units.filter(where)
    for (const kind of [...must, ...more]) {
      for (const { path } of here) {
        yield { unitPath: path, kind, object: '', must: must.includes(kind) }
      }
    }
  }
  const villages = units.filter(({ kind }) => kind === 'village')
  for (let round = 0; ; round++) {
    const number = Math.floor(round / objects.length) + 1
    const which = number > 1 ? `${number} 号` : ''
    const grid = (round % 2) + 1
    for (const [index, { path, name }] of villages.entries()) {
      const [kind, thing] = objects[(index * 7 + seed + round) % objects.length]!
      yield {
        unitPath: `${path}/${codeOf(path)}0${grid}`,
        kind,
        object: `${name}${which}${thing}`,
        must: round === 0,
      }
    }
  }
}
