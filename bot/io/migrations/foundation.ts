import { makesTables, or, types } from './columns'

/** The tables of the first release: the ground, and warnings on it. */
export const Foundation = makesTables('Foundation1785000000000', [
  { name: 'fact', primary: ['id'], index: [['kind', 'at']], columns: {
    id: types.text(36), kind: types.text(64), unit_path: types.text(64), actor_id: types.text(64), at: types.instant, data: types.json,
  } },
  { name: 'reaction', primary: ['fact_id', 'slice'], index: [['next_at']], columns: {
    fact_id: types.text(36), slice: types.text(32), attempts: types.int, next_at: or(types.instant), error: or(types.text(500)),
  } },
  { name: 'seen', primary: ['message_id'], index: [['at']], columns: {
    message_id: types.text(160), at: types.instant, reply: or(types.json),
  } },
  { name: 'message', primary: ['id'], index: [['subject']], columns: {
    id: types.text(36), subject: types.text(64), card: or(types.text(64)), params: types.json, words: or(types.text(2000)),
    priority: types.int, drill: types.yes, at: types.instant,
  } },
  { name: 'parcel', primary: ['id'], index: [['priority', 'due_at'], ['message_id']], columns: {
    id: types.text(64), message_id: types.text(36), channel: types.text(32), priority: types.int, due_at: or(types.instant),
    attempts: types.int, lease_by: or(types.text(64)), sent_at: or(types.instant), stale: types.yes, ticket: or(types.text(128)),
    trouble: or(types.text(190)),
  } },
  { name: 'recipient', primary: ['message_id', 'person_id'], index: [['parcel_id']], columns: {
    message_id: types.text(36), person_id: types.text(64), parcel_id: types.text(64), state: types.text(32),
    reason: or(types.text(190)), sent_at: or(types.instant),
  } },
  { name: 'meter', primary: ['month', 'name'], columns: {
    month: types.text(7), name: types.text(32), used: types.int,
  } },
  { name: 'pace', primary: ['channel'], columns: {
    channel: types.text(32), next_at: types.instant,
  } },
  { name: 'unit', primary: ['path'], index: [['name']], columns: {
    path: types.text(64), kind: types.text(32), name: types.text(64), ended_at: or(types.instant),
  } },
  { name: 'person', primary: ['id'], unique: [['directory_key']], index: [['phone_index'], ['name']], columns: {
    id: types.text(36), name: types.text(64), directory_key: or(types.text(64)), phone_sealed: or(types.text(160)),
    phone_index: or(types.text(64)), left_at: or(types.instant), synced_at: or(types.instant),
  } },
  { name: 'post', primary: ['id'], index: [['unit_path', 'kind'], ['person_id'], ['deputy_id']], columns: {
    id: types.text(36), kind: types.text(32), unit_path: types.text(64), object: types.text(64), person_id: or(types.text(36)),
    deputy_id: or(types.text(36)), since: types.instant, until: or(types.instant), verified_at: or(types.instant),
    ended_at: or(types.instant),
  } },
  { name: 'cover', primary: ['id'], index: [['post_id'], ['person_id', 'until']], columns: {
    id: types.text(36), post_id: types.text(36), person_id: types.text(36), from: types.instant, until: types.instant,
    ended_at: or(types.instant),
  } },
  { name: 'former_name', primary: ['id'], index: [['of']], columns: {
    id: types.text(36), of: types.text(64), name: types.text(64), until: types.instant,
  } },
  { name: 'warning', primary: ['id'], unique: [['feed_id']], index: [['state', 'sent_at'], ['unit_path', 'drafted_at'], ['feed_root']], columns: {
    kind: types.text(32), hazard: types.text(32), color: types.text(32), drill: types.yes, todo: types.text(60),
    deadline: types.text(30), text: types.text(1000), audience: types.json, valid_until: or(types.instant), id: types.text(36),
    unit_path: types.text(64), issuer: types.text(64), state: types.text(32), ladder: types.json, source: types.text(32),
    feed_id: or(types.text(64)), replaces: or(types.text(36)), drafted_by: types.text(64), drafted_at: types.instant,
    approved_by: or(types.text(64)), approved_at: or(types.instant), sent_at: or(types.instant), lifted_by: or(types.text(64)),
    lifted_at: or(types.instant), reason: or(types.text(100)), replaced_by: or(types.text(36)), feed_root: or(types.text(64)),
    counted: or(types.int), counted_at: or(types.instant),
  } },
  { name: 'warning_receipt', primary: ['warning_id', 'person_id'], index: [['due_at'], ['warning_id', 'unit_path', 'acknowledged_at'], ['person_id', 'acknowledged_at'], ['warning_id', 'post_id']], columns: {
    warning_id: types.text(36), person_id: types.text(36), unit_path: types.text(64), post_kind: types.text(32),
    post_id: types.text(36), step: types.int, due_at: or(types.instant), acknowledged_at: or(types.instant), by_id: or(types.text(64)),
    via: or(types.text(32)),
  } },
  { name: 'warning_tally', primary: ['warning_id', 'unit_path'], index: [['unit_path']], columns: {
    warning_id: types.text(36), unit_path: types.text(64), total: types.int, acknowledged: types.int,
  } },
  { name: 'schedule', primary: ['task'], columns: {
    task: types.text(64), next_at: types.instant,
  } },
])
