import { setTimeout as pause } from 'node:timers/promises'
import { patience } from './patience'

const betweenLooks = 20

/** Reads something that lives until it equals what is expected (jest's `toEqual`, matchers included); fails with the last value beside the expected one. Gives what it read. */
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

/** Waits until something is so that has no value to be shown; fails with words. */
export async function until(what: string, is: () => unknown) {
  const end = Date.now() + patience
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s for: ${what}`)
    await pause(betweenLooks / 2)
  }
}
