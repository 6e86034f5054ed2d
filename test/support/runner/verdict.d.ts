export type FileReport = { name: string; status: string; assertionResults: { status: string }[] }
export type Run = {
  report: { success: boolean; testResults: FileReport[] } | null
  leftOpen: boolean
}
type Counts = { name: string; passed: number; failed: number; skipped: number }
export function verdictOf(
  runs: readonly Run[],
  again?: readonly Run[],
): { passed: number; failed: number; skipped: Counts[]; flaky: string[] }
export function brokenFiles(report: Run['report']): string[]
