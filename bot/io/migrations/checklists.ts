import { makesTables, or, types } from './columns'

/** The tables of lists, of photos that prove something, and of what somebody was told once a day. */
export const Checklists = makesTables('Checklists1786000000000', [
  { name: 'digest', primary: ['day', 'person_id'], index: [['at']], columns: {
    day: types.text(10), person_id: types.text(64), card: types.text(64), at: types.instant,
  } },
  { name: 'checklist_template', primary: ['name', 'version'], index: [['source', 'name']], columns: {
    name: types.text(32), title: types.text(20), at: types.json, every: types.text(32), reviewed: types.yes,
    version: types.int, source: types.text(32), unit_path: types.text(64), digest: types.text(64), taken_by: types.text(64),
    taken_at: types.instant, withdrawn_at: or(types.instant),
  } },
  { name: 'checklist_question', primary: ['id'], index: [['template', 'version']], columns: {
    id: types.text(80), template: types.text(32), version: types.int, item: types.text(32), place: types.int, body: types.json,
  } },
  { name: 'checklist_issue', primary: ['template', 'period'], columns: {
    template: types.text(32), period: types.text(40), at: types.instant, units: types.int,
  } },
  { name: 'checklist', primary: ['id'], unique: [['template', 'unit_path', 'period']], index: [['unit_path', 'issued_at'], ['told_at']], columns: {
    id: types.text(36), template: types.text(32), version: types.int, unit_path: types.text(64), period: types.text(40),
    title: types.text(40), issued_at: types.instant, due_at: types.instant, withdrawn_at: or(types.instant),
    before: or(types.text(36)), items: types.json, known: types.json, reviewed: types.yes, told_at: or(types.instant),
  } },
  { name: 'checklist_item', primary: ['checklist_id', 'item'], index: [['state', 'unit_path', 'due_at'], ['due_at']], columns: {
    checklist_id: types.text(36), item: types.text(32), unit_path: types.text(64), post: types.text(32), due_at: types.instant,
    state: types.text(32), revision: types.int, answers: or(types.json), by_id: or(types.text(64)), at: or(types.instant),
    late: types.yes, reviewed_by: or(types.text(64)), reviewed_at: or(types.instant), reason: or(types.text(120)),
    closes_at: types.instant,
  } },
  { name: 'checklist_answer', primary: ['checklist_id', 'item', 'revision', 'what'], index: [['what', 'at']], columns: {
    checklist_id: types.text(36), item: types.text(32), revision: types.int, what: types.text(32), at: types.instant,
    by_id: types.text(64), answers: or(types.json), reason: or(types.text(120)),
  } },
  { name: 'checklist_tally', primary: ['template', 'period', 'unit_path', 'due_at'], index: [['unit_path']], columns: {
    template: types.text(32), period: types.text(40), unit_path: types.text(64), due_at: types.instant, total: types.int,
    done: types.int, late: types.int, returned: types.int,
  } },
  { name: 'file', primary: ['id'], columns: {
    id: types.text(36), person_id: types.text(64), size: types.int, at: types.instant, whole_at: or(types.instant),
  } },
  { name: 'file_part', primary: ['file_id', 'from'], columns: {
    file_id: types.text(36), from: types.int, length: types.int,
  } },
  { name: 'file_use', primary: ['file_id', 'unit_path'], columns: {
    file_id: types.text(36), unit_path: types.text(64), by_id: types.text(64),
  } },
])
