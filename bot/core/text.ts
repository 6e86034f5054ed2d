/** Text as people mean it: half-width signs and no spaces. */
export const tight = (text: string) => text.normalize('NFKC').replace(/[\s\p{Cf}]+/gu, '')

/** The ways of a form to say "nothing". */
export const isBlank = (text: string) =>
  ['', '无', '/', '\\', '-', '--', '—', '——', '暂无'].includes(text)
