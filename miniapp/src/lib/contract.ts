import { checklistOperations, fileOperations, homeOperations } from '../../../shared/checklist'
import { contract } from '../../../shared/contract'

/** All that the phone may ask for. */
export const table = { ...contract, checklists: checklistOperations, home: homeOperations, files: fileOperations }
export type Table = typeof table
