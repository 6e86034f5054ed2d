import { z } from 'zod'
import { Cover, Person, Post, Unit } from '../../shared/org'
import { instant } from '../../shared/vocabulary'
import { table } from '../core/table'

export const UnitEntity = table('unit', Unit, { primary: ['path'], index: [['name']] })
export const PersonEntity = table('person', Person, {
  primary: ['id'],
  unique: [['directoryKey']],
  index: [['phoneIndex'], ['name']],
})
export const PostEntity = table('post', Post, {
  primary: ['id'],
  index: [['unitPath', 'kind'], ['personId'], ['deputyId']],
})
export const CoverEntity = table('cover', Cover, {
  primary: ['id'],
  index: [['postId'], ['personId', 'until']],
})
/** Names that people and units had before: history keeps them. */
export const FormerNameEntity = table(
  'former_name',
  z.object({ id: z.uuid(), of: z.string().max(64), name: z.string().max(64), until: instant }),
  { primary: ['id'], index: [['of']] },
)

/** How often all sessions of somebody were ended: those that were opened before are over. */
export const SessionEndEntity = table(
  'session_end',
  z.object({ personId: z.string().max(64), ended: z.int() }),
  { primary: ['personId'] },
)
/** Something sealed whose plain text is known, by which a key is proved. */
export const SealProbeEntity = table(
  'seal_probe',
  z.object({ name: z.string().max(16), sealed: z.string().max(160) }),
  { primary: ['name'] },
)
