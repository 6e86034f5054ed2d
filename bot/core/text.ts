/** Characters of Chinese, letters and digits alone are the same in every form: most cells are. */
export const isSimple = (text: string) => /^[\u4e00-\u9fff\w]*$/.test(text)

/** Text as people mean it: half-width signs and no spaces. */
export const tight = (text: string) =>
  isSimple(text) ? text : text.normalize('NFKC').replace(/[\s\p{Cf}]+/gu, '')

/** The ways of a form to say "nothing". */
export const isBlank = (text: string) =>
  ['', '无', '/', '\\', '-', '--', '—', '——', '暂无'].includes(text)

/** Is there a sign of this number? Half of one is none. */
export const isSign = (code: number) => code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)

/** So much of a text as fits, and no half of a sign: that would be another one in the database. */
export const cut = (text: string, maxSigns: number) =>
  text.slice(0, maxSigns).replace(/\p{Cs}/gu, '')

/** At most so many signs, the last of them an ellipsis where something is missing. */
export const shortened = (text: string, maxSigns: number) =>
  text.length > maxSigns ? `${cut(text, maxSigns - 1)}…` : text
