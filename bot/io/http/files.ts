import { timingSafeEqual } from 'node:crypto'
import type Router from 'koa-router'
import { z } from 'zod'
import { Problem } from '../../../shared/problem'
import { photoHead, photoType } from '../../core/photo'
import type { Io } from '../../core/slice'

const Id = z.uuid()
const Query = z.object({ until: z.coerce.number().int(), sign: z.string().max(64) })
/**
 * `GET /files/:id` with a signature that is still good: pictures are shown by their address alone.
 */
export function serveFiles(router: Router, { ports: { files, seal } }: Io, now: () => Date) {
  router.get('/files/:id', async (http) => {
    const id = Id.safeParse(http['params'].id)
    const query = Query.safeParse(http.query)
    if (!id.success || !query.success || query.data.until < now().getTime()) {
      throw new Problem('photo.notFound')
    }
    const right = Buffer.from(seal.index(`file ${id.data} ${query.data.until}`))
    const given = Buffer.from(query.data.sign)
    if (right.length !== given.length || !timingSafeEqual(right, given)) {
      throw new Problem('photo.notFound')
    }
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
