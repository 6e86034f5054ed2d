import type { Locator, Page } from 'playwright-core'
import { eventually } from '../support/eventually'

type Words = string | RegExp
export type Phone = ReturnType<typeof phoneOn>

/** What is looked for if it is there, else what there is instead: so a failure shows it. */
async function found(things: Locator, words: Words): Promise<Words | string[]> {
  if (await things.filter({ hasText: words }).count()) return words
  return things.allInnerTexts()
}

/** Waits until one of the things has these words. `settled`: whatever is under way has come. */
export async function sees(things: Locator, words: Words, settled: () => Promise<void>) {
  if ((await found(things, words)) === words) return
  await settled()
  await eventually(() => found(things, words), words)
}

/**
 * A person at a phone of the page. Whatever the person does has come to its end when it returns.
 */
export function phoneOn(page: Page, userId: string, settled: () => Promise<void>) {
  const phone = page.getByTestId(`phone-${userId}`)
  const cards = phone.locator('article.card')
  const pieces = phone.locator('.list > :not(.when)')
  const stamps = phone.locator('.stamp')
  /** The newest card with these words. */
  const card = (words: Words) => cards.filter({ hasText: words }).last()
  async function say(words: string) {
    await page.getByTestId(`box-${userId}`).fill(words)
    await page.getByTestId(`send-${userId}`).click()
    await settled()
  }
  async function press(words: string) {
    await settled()
    await cards.getByRole('button', { name: words, exact: true }).last().click()
    await settled()
  }
  /** Everything in the chat, oldest first, without the times between. */
  async function chat() {
    await settled()
    return (await pieces.allInnerTexts()).map((text) => text.replaceAll('\n', ' '))
  }
  async function app() {
    const frame = phone.frameLocator('iframe.app')
    await frame.locator('.yj .body > *:not(.bones)').first().waitFor()
    await settled()
    return frame
  }
  /** 应急钉, opened in the phone. */
  async function open() {
    await page.getByTestId(`app-${userId}`).click()
    return app()
  }
  /** The same at the page to which the newest card with this button leads. */
  async function follow(words: string) {
    await press(words)
    return app()
  }
  async function net() {
    await page.getByTestId(`net-${userId}`).click()
    await settled()
  }
  return {
    phone,
    cards,
    card,
    say,
    sees: (words: Words) => sees(pieces, words, settled),
    hasCard: (words: Words) => sees(cards, words, settled),
    press,
    stamped: (words: Words) => sees(stamps, words, settled),
    chat,
    open,
    follow,
    net,
    settled,
  }
}
