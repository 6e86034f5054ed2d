import type Router from 'koa-router'
import { z } from 'zod'
import { Problem } from '../../../shared/problem'
import { photoHead, photoType } from '../../core/photo'
import type { Io } from '../../core/slice'
import type { Calls } from '../calls'
import { isSigned } from './signed'

const Id = z.uuid()
const Query = z.object({
  who: z.uuid(),
  until: z.coerce.number().int(),
  sign: z.string().max(64),
})
type Options = { io: Io; calls: Pick<Calls, 'isHere'>; now: () => Date }
/**
 * `GET /files/:id` with a signature that is still good: pictures are shown by their address alone,
 * for as long as the person is here to whom it was given.
 */
export function serveFiles(router: Router, { io, calls, now }: Options) {
  const { files, seal } = io.ports
  router.get('/files/:id', async (http) => {
    const id = Id.safeParse(http['params'].id)
    const query = Query.safeParse(http.query)
    if (!id.success || !query.success || query.data.until < now().getTime()) {
      throw new Problem('photo.notFound')
    }
    const { who, until } = query.data
    if (!isSigned(seal, `file ${id.data} ${who} ${until}`, query.data.sign)) {
      throw new Problem('photo.notFound')
    }
    if (!(await calls.isHere(who))) throw new Problem('photo.notFound')
    const head = await files.head(id.data, photoHead).catch(() => null)
    const type = head && photoType(head)
    if (!type) throw new Problem('photo.notFound')
    const { size, stream } = await files.read(id.data)
    http.set('cache-control', 'private, max-age=1800')
    http.set('cross-origin-resource-policy', 'cross-origin')
    http.type = type
    http.length = size
    http.body = stream
  })
}
