/** Digits as keyboards write them, half-width and full-width. */
const d = '[0-9０-９]'
const numbers = [
  `(?<!${d})(?:86)?[1１]${d}{10}(?!${d})`,
  // In groups; letters and more groups around it make it a part of an id.
  `(?<![\\w-])[1１]${d}{2}[-\\s]${d}{4}[-\\s]${d}{4}(?![\\w-])`,
  // The number of an identity card.
  `(?<!${d})${d}{17}[0-9０-９Xx](?!${d})`,
].map((pattern) => new RegExp(pattern, 'g'))

/** A text that nobody can be rung by. */
export const withoutNumbers = (text: string) =>
  numbers.reduce((rest, pattern) => rest.replace(pattern, '[number]'), text)

type Detailed = Error & { code?: unknown; sql?: unknown; sqlMessage?: unknown; driverError?: Error }

/**
 * What an error says, fit to be kept. A database quotes the values that it did not take, so of its
 * errors only the code stays, and which key or column it was.
 */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return withoutNumbers(String(error))
  if (!isOfDatabase(error)) return withoutNumbers(`${error.name}: ${error.message}`)
  const { code, message } = (error.driverError ?? error) as Detailed
  const place = /(?:\b(?:key|column)\s+['`]|constraint failed: )([\w.`]+)/.exec(message)?.[1]
  return [error.name, code, place].filter(Boolean).join(' ')
}

export const isOfDatabase = (error: Error): error is Detailed =>
  'driverError' in error || 'sqlMessage' in error || 'sql' in error || error.name === 'SqliteError'

/** Why something could not be started, in one line for whoever started it. */
export function lineOf(error: unknown): string {
  if (error instanceof Error && !isOfDatabase(error)) return withoutNumbers(error.message)
  return wordsOf(error)
}
