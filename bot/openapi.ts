import { z } from 'zod'
import { contract } from '../shared/contract'
import type { Operation } from '../shared/operation'

/** A schema as the wire has it, in both directions. */
const wire = (schema: Operation['input']) =>
  z.toJSONSchema(schema, { io: 'input', target: 'openapi-3.0', unrepresentable: 'any' })
const json = (schema: unknown) => ({ content: { 'application/json': { schema } } })
const problem = {
  type: 'object',
  required: ['code', 'message'],
  properties: {
    code: { type: 'string' },
    message: { type: 'string' },
    details: { type: 'object' },
  },
}

function path({ roles, scope, input, reply, reads }: Operation, tag: string) {
  return {
    post: {
      tags: [tag],
      description: `${reads ? 'Changes nothing. ' : ''}${roles.length ? `For ${roles.join(', ')}` : 'For everybody'}; ${typeof scope === 'string' ? `scope: ${scope}` : 'scope: the units in the input'}.`,
      ...(scope === 'open' ? { security: [] } : {}),
      requestBody: { required: true, ...json(wire(input)) },
      responses: {
        200: { description: 'done', ...json(wire(reply)) },
        default: {
          description: 'a problem, with a sentence that says what to do',
          ...json(problem),
        },
      },
    },
  }
}

/** The contract as OpenAPI, for whoever calls the service without our client. */
export function openApi() {
  const paths = Object.entries(contract).flatMap(([slice, operations]) =>
    Object.entries(operations as Record<string, Operation>).map(
      ([name, operation]) => [`/api/${slice}.${name}`, path(operation, slice)] as const,
    ),
  )
  return {
    openapi: '3.0.3',
    info: { title: '应急钉', version: '1' },
    paths: Object.fromEntries(paths),
    components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
    security: [{ session: [] }],
  }
}

if (require.main === module) process.stdout.write(`${JSON.stringify(openApi(), null, 2)}\n`)
