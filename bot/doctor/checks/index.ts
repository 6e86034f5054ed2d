import type { Check } from '../check'
import { accessChecks } from './access'
import { cardChecks, pressChecks } from './cards'
import { contactChecks } from './contacts'
import { databaseChecks } from './database'
import { furtherChecks, meterChecks } from './further'
import { loginChecks } from './login'
import { eventChecks, robotChecks, spokenChecks } from './robot'
import { settingsChecks } from './settings'

/** Every check, each after what it stands on; those that need the administrator's hand last. */
export const checks: readonly Check[] = [
  ...settingsChecks,
  ...databaseChecks,
  ...accessChecks,
  ...contactChecks,
  ...robotChecks,
  ...cardChecks,
  ...furtherChecks,
  ...spokenChecks,
  ...pressChecks,
  ...loginChecks,
  ...meterChecks,
  ...eventChecks,
]
