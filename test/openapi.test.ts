import { openApi } from '../bot/openapi'
import { contract } from '../shared/contract'

const { paths } = openApi()

test('every operation of the contract is printed', () => {
  const names = Object.entries(contract).flatMap(([slice, operations]) =>
    Object.keys(operations).map((name) => `/api/${slice}.${name}`),
  )
  expect(Object.keys(paths)).toEqual(names)
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
  expect(JSON.parse(JSON.stringify(openApi()))).toEqual(openApi())
})
