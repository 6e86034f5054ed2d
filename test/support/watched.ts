import type { BrowserContext, Page, Request } from 'playwright-core'
import { patience } from './patience'

/** What a browser says by itself while it has no network. */
export const netless = /ERR_INTERNET_DISCONNECTED|ERR_FAILED/

/** The last test of a file: what its pages complained of, told once. */
export function nothingComplained(complaints: () => readonly string[]) {
  test('the browser had nothing to complain of', () => expect(complaints()).toEqual([]))
}

export type Watch = {
  complaints: string[]
  /** Addresses that it may ask. */
  own: () => readonly string[]
  /** What is no complaint in this story. */
  forgives?: RegExp | undefined
}

/**
 * A page whose complaints are kept: of its console, of its errors, and that it asks somebody else
 * than these.
 */
export async function watchedPage(context: BrowserContext, { complaints, own, forgives }: Watch) {
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  function complain(words: string) {
    if (!forgives?.test(words)) complaints.push(words)
  }
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) complain(line.text())
  })
  page.on('pageerror', (error) => complain(error.message))
  page.on('request', (request) => {
    const allowed = [...own(), 'data:', 'blob:']
    if (!allowed.some((start) => request.url().startsWith(start))) {
      complain(`asks ${request.url()}`)
    }
  })
  return page
}

/** How many questions of a page have no answer yet; `endless` are those that never get one. */
export function openQuestions(page: Page, endless: RegExp): () => number {
  const open = new Set<Request>()
  page.on('request', (request) => {
    if (!endless.test(request.url())) open.add(request)
  })
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
  page.on('framedetached', (frame) => {
    for (const request of open) if (request.frame() === frame) open.delete(request)
  })
  return () => open.size
}
