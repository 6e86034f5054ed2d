import { contract } from '../../shared/contract'
import { implement, type Slice } from '../core/slice'
import { examinationCards } from './cards'
import { ExaminationEntity } from './entities'
import { examineNext } from './examine'
import { look, seen } from './look'
import { examining, start } from './start'

/** Several administrators at once do not wait for each other. */
const lanes = 2

/** 体检: what the doctor can look at while the service runs, for whoever keeps the system. */
export const examination: Slice = {
  name: 'examination',
  entities: [ExaminationEntity],
  routes: implement('examination', contract.examination, { start, look, seen }, {}),
  cards: examinationCards,
  presses: { 'examination.seen': 'examination' },
  workers: [{ name: examining, lanes, every: 5_000, run: examineNext }],
  entries: [{ page: 'examination', title: '体检', place: 75, roles: ['admin'] }],
}
