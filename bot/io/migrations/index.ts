import { Checklists } from './checklists'
import { FeedConflicts } from './feedConflicts'
import { Foundation } from './foundation'
import { Standing } from './standing'

/** In the order they are run; what has been released is never changed, only added to. */
export const migrations = [Foundation, Checklists, Standing, FeedConflicts]
