import type { Policy } from '../../../config/policy'
import { tight } from '../../core/text'
import { Unclear } from './cells'
import { headOf, type Column } from './columns'
import type { Line, Page } from './page'

/** What is wrong with a sheet, and where; in words for whoever filled it. */
export type SheetFault = { sheet: string; row: number; column: string; message: string }

/** More than these nobody reads before mending the first. */
const mostFaults = 500

/** A sheet being read, and its faults so far. */
export class Sheet {
  readonly faults: SheetFault[] = []
  private readonly said = new Set<string>()
  constructor(
    readonly page: Page,
    readonly policy: Policy,
  ) {}

  /** The same is said once of a cell. */
  fault(row: number, column: Column, message: string) {
    const place = this.page.place(column)
    const fault = JSON.stringify([row, place, message])
    if (this.said.has(fault) || this.said.size >= mostFaults) return
    this.said.add(fault)
    this.faults.push({ sheet: this.page.name, row, column: place, message })
  }
  /**
   * What a filled cell says; a cell that is not to be understood is a fault, an empty one says
   * nothing.
   */
  cell<T>(line: Line, column: Column, understand: (text: string) => T): T | undefined {
    const text = line.text(column)
    try {
      return text ? understand(text) : undefined
    } catch (error) {
      if (!(error instanceof Unclear)) throw error
      this.fault(line.row, column, error.message)
    }
  }
  needed(line: Line, column: Column, what: string) {
    if (!line.text(column)) this.fault(line.row, column, `没有写${headOf(column)}：${what}`)
  }
  /** Said once is enough; said again it must be the same. */
  sameAsFirst(first: Line, line: Line, column: Column, why: string) {
    const text = line.text(column)
    const said = first.text(column)
    if (!text || tight(text) === tight(said)) return
    const what = said ? `和第 ${first.row} 行的「${said}」不一样` : `要写在第 ${first.row} 行`
    this.fault(line.row, column, `${what}：${why}`)
  }
}
