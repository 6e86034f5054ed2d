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
