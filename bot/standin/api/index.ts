import type { Endpoint } from '../endpoint'
import { access } from './access'
import { callbacks } from './callbacks'
import { cards } from './cards'
import { contacts } from './contacts'
import { ding } from './ding'
import { headcount } from './headcount'
import { media } from './media'
import { notices } from './notices'
import { robot } from './robot'
import { roles } from './roles'
import { session } from './session'
import { todos } from './todos'

/** Every call of DingTalk that the stand-in answers. */
export const endpoints: readonly Endpoint[] = [
  ...access,
  ...callbacks,
  ...cards,
  ...robot,
  ...session,
  ...ding,
  ...contacts,
  ...headcount,
  ...roles,
  ...notices,
  ...media,
  ...todos,
]
