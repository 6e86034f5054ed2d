import type { orgOperations } from '../../shared/org'
import type { Input, Reply } from '../../shared/operation'
import type { Ctx } from '../core/slice'
type Org = typeof orgOperations
export async function importPosts(_ctx: Ctx, _input: Input<Org['importPosts']>): Promise<Reply<Org['importPosts']>> { return { taken: 0, refused: [], file: null } }
export async function postsTemplate(_ctx: Ctx, _input: Input<Org['postsTemplate']>): Promise<Reply<Org['postsTemplate']>> { return { file: '' } }
