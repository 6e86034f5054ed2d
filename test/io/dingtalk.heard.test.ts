import type { Inbound } from '../../bot/core/ports'
import { openPlace, type Place } from './dingtalk.support'

let place: Place
let heard: Inbound[]
beforeEach(async () => {
  heard = []
  place = await openPlace()
  await place.listen(async (inbound) => {
    heard.push(inbound)
    return null
  })
})
afterEach(() => place.close())

/** What people say, in the forms in which DingTalk sends it. */
describe('of a message the words are heard', () => {
  const base64 = Buffer.from('x').toString('base64')
  test.each<[string, Parameters<Place['standin']['say']>[0], string | null]>([
    [
      'that quotes another',
      { userId: 'u1', text: '收到', quote: { msgId: 'm0', text: '请确认' } },
      '收到',
    ],
    [
      'with pictures among them',
      {
        userId: 'u1',
        message: {
          msgtype: 'richText',
          content: { richText: [{ text: '桥' }, { type: 'picture', base64 }, { text: '裂了' }] },
        },
      },
      '桥裂了',
    ],
    [
      'that is a file: none',
      { userId: 'u1', message: { msgtype: 'file', content: { fileName: 'a.xlsx', base64 } } },
      null,
    ],
  ])('%s', async (_name, input, text) => {
    expect(await place.standin.say(input)).toEqual({ ok: true })
    expect(heard).toMatchObject([{ kind: 'said', from: 'u1', text, group: false }])
  })
})
