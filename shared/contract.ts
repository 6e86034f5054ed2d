import { fileOperations } from './checklist'
import { checklistOperations } from './checklistOperations'
import { deliveryOperations } from './delivery'
import { examinationOperations } from './examination'
import { homeOperations } from './home'
import { orgOperations, sessionOperations } from './org'
import { warningOperations } from './warningOperations'

/** The one table both sides read: routes are mounted from it, the client is typed by it. */
export const contract = {
  session: sessionOperations,
  org: orgOperations,
  warnings: warningOperations,
  delivery: deliveryOperations,
  checklists: checklistOperations,
  home: homeOperations,
  files: fileOperations,
  examination: examinationOperations,
}
