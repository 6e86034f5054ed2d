import { Shelf } from '../../bot/core/shelf'

/** What is still there of the things that were put, in their order. */
function left(most: number, ...names: string[]) {
  const shelf = new Shelf<string>(most)
  for (const name of names) shelf.put(name, `thing ${name}`)
  return [...new Set(names)].filter((name) => shelf.get(name) === `thing ${name}`).join('')
}

describe('a shelf', () => {
  test.each([
    ['below its bound', 3, 'ab', 'ab'],
    ['at its bound', 3, 'abc', 'abc'],
    ['past it: the oldest goes', 3, 'abcd', 'bcd'],
    ['far past it', 2, 'abcdef', 'ef'],
    ['the same thing twice takes one place', 2, 'aab', 'ab'],
    ['what is put again is the newest', 2, 'abac', 'ac'],
  ])('%s', (_, most, put, kept) => {
    expect(left(most, ...put)).toBe(kept)
  })
  test('has nothing that was never put, whatever it is called', () => {
    expect(new Shelf().get('constructor')).toBeUndefined()
  })
})
