/** Text as people mean it: half-width signs and no spaces. */
export const tight = (text: string) => text.normalize('NFKC').replace(/[\s\p{Cf}]+/gu, '')

/** The ways of a form to say "nothing". */
export const isBlank = (text: string) =>
  ['', '无', '/', '\\', '-', '--', '—', '——', '暂无'].includes(text)

/** At most so many signs, the last of them an ellipsis where something is missing. */
export const shortened = (text: string, maxSigns: number) =>
  text.length > maxSigns ? `${text.slice(0, maxSigns - 1)}…` : text
