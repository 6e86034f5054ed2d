import { check } from '../../shared/form/check'
import { answerOf, firstSheet, hasBefore, judge, keepLast } from '../../miniapp/src/lib/answering'
import { filesIn, Fields } from '../../shared/form'
import { own } from '../../shared/own'
import { isProblemCode, Problem } from '../../shared/problem'
import { troubleOf } from '../../bot/io/dingtalk/trouble'

const inherited = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__proto__']

test.each(inherited)('no table says anything of %s', (word) => {
  expect(own({}, word)).toBeUndefined()
  expect(own({ [word]: 1, other: 2 }, 'other')).toBe(2)
  expect(isProblemCode(word)).toBe(false)
  expect(troubleOf({ from: 'old', errcode: 88, subcode: word, words: '' }).kind).toBe('invalid')
})

const named = inherited.filter((word) => /^[a-z]/.test(word))
test.each(named)('a question called %s is asked, and can be answered', (id) => {
  const fields = Fields.parse([
    { kind: 'number', id, label: '几人', required: true },
    { kind: 'text', id: 'why', label: '原因', showIf: { field: id, atLeast: 5 }, required: true },
  ])
  const known = { today: '2026-09-01', known: {} }
  const about = (given: Record<string, unknown>) => check(fields, given, known)
  expect(about({}).complaints.map((one) => [one.field, one.kind])).toEqual([[id, 'missing']])
  expect(about({ [id]: 3 })).toEqual({ answers: { [id]: 3 }, shown: [id], complaints: [] })
  expect(about({ [id]: 7 }).complaints.map((one) => one.field)).toEqual(['why'])
})

test.each(named)('an empty form with a question called %s is empty on the phone, too', (id) => {
  const fields = Fields.parse([
    { kind: 'number', id, label: '几人', prefill: 'last' },
    { kind: 'signature', id: `${id}Too`, label: '签名', reason: '要有人签字' },
  ])
  const [number, signature] = fields
  expect(filesIn([{ ...signature!, id }], {})).toEqual([])
  const form = { fields, answers: {}, last: {}, known: {}, today: '2026-09-01', revision: 0 }
  const empty = { answers: {}, decided: {}, revision: 0 }
  expect(answerOf({}, number!)).toBeUndefined()
  expect(hasBefore(form, number!)).toBe(false)
  expect(firstSheet(form, null)).toEqual(empty)
  expect(judge(form, empty)).toMatchObject({ answers: {}, undecided: [], owed: [] })
  expect(keepLast(form, empty, [id]).answers).toEqual({ [id]: undefined })
  expect(judge({ ...form, last: { [id]: 3 } }, empty).undecided).toEqual([id])
})

test('a sentence takes nothing from where nothing was said', () => {
  expect(new Problem('unit.notFound', {}).message).toBe('没有叫“”的单位，请照名单写全名')
})
