import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isScalar, parseDocument } from 'yaml'
import { loadPolicy, PolicyError } from '../../config/load'
import { channels } from '../io/dingtalk/channels'
import type { Measured } from './stage'

const file = 'delivery.yaml'

/**
 * The text of `delivery.yaml` with what was measured. A number that stands there is changed in its
 * place, to the letter; one that does not is added.
 */
export function withMeasured(text: string, measured: Measured): string {
  return settingsOf(measured).reduce(
    (before, [path, value]) => (value === undefined ? before : withNumber(before, path, value)),
    text,
  )
}

function withNumber(text: string, path: readonly string[], value: number): string {
  const document = parseDocument(text)
  const there = document.getIn(path, true)
  if (isScalar(there) && there.range) {
    const [from, to] = there.range
    return `${text.slice(0, from)}${value}${text.slice(to)}`
  }
  document.setIn(path, value)
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

const settingsOf = ({ cardPeople, pressCosts, quota }: Measured) =>
  [
    [['perCall', 'card'], cardPeople],
    [['pressCosts'], pressCosts],
    [['quota', 'api'], quota?.api],
    [['quota', 'stream'], quota?.stream],
  ] as const

/** Says what was written. A file that would stop the next start is put back as it was. */
export function writeMeasured(folder: string, measured: Measured | undefined): string {
  const known = settingsOf(measured ?? {}).filter(([, value]) => value !== undefined)
  if (!known.length) return `没有量到什么，${file} 没有动`
  const path = join(folder, file)
  const before = readFileSync(path, 'utf8')
  writeFileSync(path, withMeasured(before, measured!))
  const fault = faultIn(folder)
  if (fault) {
    writeFileSync(path, before)
    return `没有写进 ${path}，服务会不认：${fault}`
  }
  const words = known.map(([key, value]) => `${key.join('.')}: ${value}`)
  return `写进了 ${path}：${words.join('，')}`
}

function faultIn(folder: string): string | null {
  try {
    loadPolicy(folder, channels)
    return null
  } catch (error) {
    if (error instanceof PolicyError) return error.message
    throw error
  }
}
