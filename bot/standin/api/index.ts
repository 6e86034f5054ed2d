import type { Endpoint } from '../endpoint'
import { access } from './access'
import { apps } from './apps'
import { callbacks } from './callbacks'
import { cards } from './cards'
import { contacts } from './contacts'
import { ding } from './ding'
import { emotion } from './emotion'
import { groups } from './groups'
import { headcount } from './headcount'
import { interactiveCards } from './interactiveCards'
import { logins } from './logins'
import { media } from './media'
import { notices } from './notices'
import { oldCards } from './oldCards'
import { robot } from './robot'
import { roles } from './roles'
import { session } from './session'
import { todos } from './todos'
import { webhooks } from './webhooks'

/** Every call of DingTalk that the stand-in answers. */
export const endpoints: readonly Endpoint[] = [
  ...access,
  ...apps,
  ...callbacks,
  ...cards,
  ...interactiveCards,
  ...oldCards,
  ...robot,
  ...emotion,
  ...session,
  ...webhooks,
  ...groups,
  ...ding,
  ...contacts,
  ...headcount,
  ...roles,
  ...logins,
  ...notices,
  ...media,
  ...todos,
]
