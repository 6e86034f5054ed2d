import { contract } from '../../shared/contract'
import { implement, type Slice } from '../core/slice'
import { assign, cover, endCover, enter, handBack, verify, whoAmI } from './actions'
import { CoverEntity, FormerNameEntity, PersonEntity, PostEntity, UnitEntity } from './entities'
import { importPosts, postsTemplate } from './excel'
import { locate, people, phone, posts, units } from './lists'
import { syncOnTime } from './sync'

/** Every way into units, people and posts. */
export const org: Slice = {
  name: 'org',
  entities: [UnitEntity, PersonEntity, PostEntity, CoverEntity, FormerNameEntity],
  routes: [
    ...implement('session', { me: contract.session.me }, { me: whoAmI }, {}),
    ...implement(
      'org',
      contract.org,
      { units, posts, assign, verify, cover, endCover, people, phone, importPosts, postsTemplate },
      {
        places: {
          verify: locate.post,
          cover: locate.post,
          endCover: locate.cover,
          phone: locate.person,
        },
      },
    ),
  ],
  doors: [{ name: 'session.open', operation: contract.session.open, run: enter }],
  jobs: [{ name: 'org.handBack', every: 30_000, run: handBack }],
  entries: [{ page: 'account', title: '我的账号', place: 80 }],
  workers: [{ name: 'org.sync', at: '*/10 * * * *', run: syncOnTime }],
}
