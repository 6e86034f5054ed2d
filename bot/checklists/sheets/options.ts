import type { FieldKind } from '../../../shared/form'
import { derived, partsOf } from './cells'
import type { Line } from './page'
import type { Sheet } from './sheet'

/** `alone`: chosen, it excludes all others. `remark`: chosen, it asks for a sentence. */
export type Option = { id: string; label: string; alone?: true; remark?: true }

/** 「都没有（独选）」「否（说明）」 */
export function optionsIn(sheet: Sheet, line: Line, kind: FieldKind): Option[] {
  const isChosen = kind === 'choice' || kind === 'several'
  if (!isChosen && kind !== 'yesNo') return []
  if (isChosen) sheet.needed(line, 'options', '至少两个，用「；」隔开')
  const ids = partsOf(line.text('optionIds'))
  const parts = sheet.cell(line, 'options', partsOf) ?? []
  const options = parts.map((part, index) => optionOf(part, ids[index]))
  const fault = kind === 'yesNo' ? yesNoFault(options) : chosenFault(options, kind)
  if (fault) sheet.fault(line.row, 'options', fault)
  if (ids.length && ids.length !== options.length) {
    sheet.fault(line.row, 'optionIds', `有 ${options.length} 个选项，${ids.length} 个编号`)
  }
  return options
}
function optionOf(part: string, id: string | undefined): Option {
  const [, label = part, mark] = /^(.+?)\s*[（(](独选|说明)[）)]$/.exec(part) ?? []
  return {
    id: id ?? derived('o', label),
    label,
    ...(mark === '独选' && { alone: true as const }),
    ...(mark === '说明' && { remark: true as const }),
  }
}

const wrongAlone = '（独选）只能用在多选里'
function yesNoFault(options: readonly Option[]): string | null {
  if (!options.length) return null
  if (options.length !== 2) return '是否题写两个选项，用「；」隔开'
  if (options.some((it) => it.alone)) return wrongAlone
  return options.every((it) => it.remark) ? '（说明）只能写在一个答案后面' : null
}
function chosenFault(options: readonly Option[], kind: FieldKind): string | null {
  if (options.some((it) => it.remark)) return '（说明）只能用在是否题里'
  return kind === 'choice' && options.some((it) => it.alone) ? wrongAlone : null
}
