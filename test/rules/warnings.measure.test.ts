import type { CardView } from '../../bot/core/card'
import * as cards from '../../bot/warnings/cards'
import type { StoredWarning } from '../../bot/warnings/entities'
import { Color } from '../../shared/vocabulary'
import { WarningState } from '../../shared/warning'
import { approval, jiang, now, policy, receipt, said } from '../support/cards'

/**
 * A warning of every hazard, colour and state, as a drill and in earnest, its texts as long as they
 * may be.
 */
const warnings: [name: string, warning: Partial<StoredWarning>][] = policy.warnings.hazards.flatMap(
  (hazard) =>
    Color.options.flatMap((color) =>
      WarningState.options.flatMap((state) =>
        [true, false].map((drill): [string, Partial<StoredWarning>] => [
          `${hazard.name} ${color} ${state}${drill ? ' drill' : ''}`,
          {
            hazard: hazard.name,
            color,
            drill,
            state,
            endedAt: now,
            reason: '影'.repeat(100),
            todo: hazard.todo[color]?.repeat(3).slice(0, 60) ?? '转移',
            deadline: '今'.repeat(30),
            text: '长'.repeat(1000),
          },
        ]),
      ),
    ),
)

const counts = {
  total: 50_000,
  acknowledged: 1,
  delivered: 40_000,
  undelivered: 10_000,
  most: [
    { name: '台州湾新区', missing: 20_000 },
    { name: '经济开发区', missing: 10_000 },
  ],
}
function cardsOf(more: Partial<StoredWarning>): Record<string, CardView> {
  const some = said(more)
  return {
    warning: cards.warningCard({ ...some, receipt: receipt(), by: null, successor: null }),
    reminder: cards.reminderCard({ ...some, step: 0 }),
    deputy: cards.deputyCard({ ...some, waiting: [jiang], done: null }),
    silent: cards.silentCard({ ...some, count: 12_345, silent: [jiang, jiang, jiang] }),
    count: cards.countCard({ ...some, ...counts }),
    approval: approval(more),
    draft: approval(more, { mine: true }),
  }
}
const table = warnings.flatMap(([name, more]) =>
  Object.entries(cardsOf(more)).map(([kind, view]) => ({
    name: `${name} ${kind}`,
    view,
    drill: more.drill,
  })),
)

/** What ui.md §3 says of a card, as far as a program can see it. */
const measures: [fault: string, isBroken: (view: CardView) => boolean][] = [
  ['a title that is too long', ({ title }) => title.replace('【演练】', '').length > 12],
  ['more than three lines', ({ lines }) => lines.length > 3],
  [
    'a plate that is too long',
    ({ plate }) => plate !== undefined && (plate.top.length > 4 || plate.word.length !== 1),
  ],
  [
    'a label that is not two characters',
    ({ lines }) => lines.some((line) => line.label.length !== 2),
  ],
  [
    'a line that is too long or empty',
    ({ lines }) => lines.some((line) => line.text.length > 30 || !line.text),
  ],
  [
    'a button that is too short or too long',
    ({ button }) => button !== undefined && (button.label.length < 2 || button.label.length > 6),
  ],
  [
    'words',
    ({ title, kicker, foot = '' }) =>
      [title, kicker, foot].some((text) => /[!！。]$|undefined|null/.test(text)),
  ],
]
const faultsOf = (view: CardView) =>
  measures.filter(([, isBroken]) => isBroken(view)).map(([fault]) => fault)

test(`${table.length} cards keep to the measure`, () =>
  expect(
    table.flatMap(({ name, view }) => faultsOf(view).map((fault) => `${name}: ${fault}`)),
  ).toEqual([]))

/**
 * Four signs: the word in the title, the word on the plate and on the button, the rim, the violet.
 */
const signsOf = (view: CardView) => [
  view.title.startsWith('【演练】'),
  view.plate?.top === '演练',
  view.button ? view.button.label.startsWith('演练：') : true,
  view.drill === true,
  view.tone === 'drill',
]
test('a drill shows all its signs on every card, and nothing else shows any', () => {
  for (const { name, view, drill } of table) {
    expect([name, signsOf(view)]).toEqual([
      name,
      drill ? [true, true, true, true, true] : [false, false, !view.button, false, false],
    ])
  }
})
