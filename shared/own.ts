/**
 * What a table says of a word from outside. A word may be `constructor` or `toString`, which every
 * object seems to have.
 */
export const own = <V>(table: Readonly<Record<string, V>>, word: string): V | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined
