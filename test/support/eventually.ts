import { setTimeout as pause } from 'node:timers/promises'
import { patience } from './patience'

const betweenLooks = 20

/**
 * Reads something that lives until it equals what is expected (jest's `toEqual`, matchers
 * included); fails with the last value beside the expected one. Gives what it read.
 */
export async function eventually<T>(
  read: () => T | Promise<T>,
  expected: NoInfer<T>,
): Promise<Awaited<T>> {
  const end = Date.now() + patience
  for (;;) {
    const seen = await read()
    try {
      expect(seen).toEqual(expected)
      return seen
    } catch (error) {
      if (Date.now() > end) throw error
    }
    await pause(betweenLooks)
  }
}

/** Waits until a look shows something, and gives it; fails with words. */
export async function until<T>(
  look: () => T | Promise<T>,
  what = look.toString(),
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + patience
  for (;;) {
    const seen = await look()
    if (seen) return seen as Exclude<T, false | null | undefined>
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s for: ${what}`)
    await pause(betweenLooks / 2)
  }
}
