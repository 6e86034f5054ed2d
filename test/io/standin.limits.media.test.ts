import { openUnlimited } from './standin.limits.support'
import type { World } from './standinWorld'

let world: World
beforeEach(async () => {
  world = await openUnlimited()
})
afterEach(() => world.standin.close())

describe('media', () => {
  const upload = async (type: string, name: string, size: number, inForm = false) => {
    const form = new FormData()
    form.append('type', type)
    if (inForm) form.append('access_token', world.token)
    form.append('media', new Blob([new Uint8Array(size)]), name)
    const response = await fetch(
      `${world.standin.url}/media/upload${inForm ? '' : `?access_token=${world.token}`}`,
      { method: 'POST', body: form },
    )
    return (await response.json()) as Record<string, unknown>
  }
  test.each([
    ['image', 'a.png', 1_000, 0],
    ['image', 'a.pdf', 1_000, 40005],
    ['voice', 'a.amr', 2 * 1024 * 1024 + 1, 40006],
    ['voice', 'a.amr', 2 * 1024 * 1024, 0],
    ['file', '表.xlsx', 10, 0],
    ['file', '表.exe', 10, 0],
    ['song', 'a.mp3', 10, 40004],
    ['image', 'a.jpg', 20 * 1024 * 1024 + 1, 40006],
  ])('%s %s of %d bytes: errcode %d', async (type, name, size, errcode) => {
    const body = await upload(type, name, size)
    expect(body).toMatchObject({ errcode })
    if (!errcode) {
      expect(body).toMatchObject({
        type,
        media_id: expect.stringMatching(/^@lADP/),
        created_at: expect.any(Number),
      })
    }
    if (!errcode) {
      expect(world.standin.world.files.get(body['media_id'] as string)?.content).toHaveLength(size)
    }
  })
  test('the token may stand in the form', async () => {
    expect(await upload('image', 'a.png', 10, true)).toMatchObject({ errcode: 0 })
  })
})
