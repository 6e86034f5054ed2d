import { Checklists } from './checklists'
import { Data1789000000000 as Data } from './data'
import { Examinations } from './examinations'
import { FeedConflicts } from './feedConflicts'
import { Foundation } from './foundation'
import { Losses } from './losses'
import { Standing } from './standing'

/** In the order they are run; what has been released is never changed, only added to. */
export const migrations = [
  Foundation,
  Checklists,
  Standing,
  FeedConflicts,
  Data,
  Losses,
  Examinations,
]
