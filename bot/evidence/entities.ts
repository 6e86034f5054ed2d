import { z } from 'zod'
import { UnitPath, instant } from '../../shared/vocabulary'
import { table } from '../core/table'

/** A photo; `wholeAt` is null while parts are missing. */
const StoredFile = z.object({
  id: z.uuid(),
  personId: z.string().max(64),
  size: z.int(),
  at: instant,
  wholeAt: instant.nullable(),
})
export type StoredFile = z.output<typeof StoredFile>
export const FileEntity = table('file', StoredFile, { primary: ['id'] })
const Part = z.object({ fileId: z.uuid(), from: z.int(), length: z.int() })
export type Part = z.output<typeof Part>
export const PartEntity = table('file_part', Part, { primary: ['fileId', 'from'] })
/** How much somebody has sent on a day, whatever became of it. */
export const UploadEntity = table(
  'file_upload',
  z.object({
    personId: z.string().max(64),
    day: z.string().max(10),
    files: z.int(),
    bytes: z.int(),
  }),
  { primary: ['personId', 'day'] },
)
/** What it was given for: whoever may see that unit may see it, if it was given by its owner. */
const Use = z.object({ fileId: z.uuid(), unitPath: UnitPath, byId: z.string().max(64) })
export type Use = z.output<typeof Use>
export const UseEntity = table('file_use', Use, { primary: ['fileId', 'unitPath'] })
/** A photo that will not come any more, by whom it was to come from. */
export const LossEntity = table(
  'file_loss',
  z.object({ fileId: z.uuid(), byId: z.string().max(64), at: instant }),
  { primary: ['fileId', 'byId'], index: [['at']] },
)
