import { contract } from '../../shared/contract'
import { implement, type Slice } from '../core/slice'
import { assign } from './assign'
import { cover, endCover, handBack } from './cover'
import * as tables from './entities'
import { close, end } from './endSessions'
import { locate } from './locate'
import { people } from './people'
import { phone } from './phone'
import { posts } from './posts'
import { me, open } from './session'
import { importing } from './sheets/importing'
import { importPosts } from './sheets/importPosts'
import { postsTemplate } from './sheets/postsTemplate'
import { syncOnTime } from './sync'
import { units } from './units'
import { verify } from './verify'

const { me: whoAmI, close: logOut, end: logOutOther } = contract.session
/** Without the log-in, which is a door. */
const sessions = { me: whoAmI, close: logOut, end: logOutOther }

/** Every way into units, people and posts. */
export const org: Slice = {
  name: 'org',
  entities: Object.values(tables),
  routes: [
    ...implement('session', sessions, { me, close, end }, { places: { end: locate.person } }),
    ...implement(
      'org',
      contract.org,
      { units, posts, assign, verify, cover, endCover, people, phone, importing, postsTemplate },
      {
        places: {
          verify: locate.post,
          cover: locate.post,
          endCover: locate.cover,
          phone: locate.person,
        },
        long: { importPosts },
      },
    ),
  ],
  doors: [{ name: 'session.open', operation: contract.session.open, run: open }],
  jobs: [{ name: 'org.handBack', every: 30_000, run: handBack }],
  entries: [{ page: 'account', title: '我的账号', place: 80 }],
  workers: [{ name: 'org.sync', at: '*/10 * * * *', run: syncOnTime }],
}
