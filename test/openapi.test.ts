import { openApi } from '../bot/openapi'
import { slices } from '../bot/slices'

const { paths } = openApi()

test('what the service answers to is printed, and nothing else', () => {
  const mounted = slices.flatMap(({ routes = [], doors = [] }) => [...routes, ...doors])
  expect(mounted.length).toBeGreaterThan(40)
  expect(Object.keys(paths).sort()).toEqual(mounted.map(({ name }) => `/api/${name}`).sort())
})

test('a moment is text with an offset, who may call is said, a log-in needs no session', () => {
  const draft = paths['/api/warnings.draft']!.post
  const input = draft.requestBody.content['application/json'].schema as {
    properties: Record<string, { format?: string; nullable?: boolean }>
  }
  expect(input.properties['validUntil']).toMatchObject({
    type: 'string',
    format: 'date-time',
    nullable: true,
  })
  expect(draft.description).toBe('For duty, office, approver; scope: the units in the input.')
  expect(draft).not.toHaveProperty('security')
  expect(paths['/api/session.open']!.post.security).toEqual([])
})

test('it is JSON as it stands: nothing is lost in print', () => {
  expect(JSON.parse(JSON.stringify(openApi()))).toStrictEqual(openApi())
})
