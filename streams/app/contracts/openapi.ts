import * as z from 'zod/mini'
import * as contract from '../../../schemas/http.ts'
import { allRoutes, commonProblems, PROBLEM_TYPE, problems } from '../../../schemas/http.ts'
import type { ProblemCode, Route } from '../../../schemas/http.ts'
import { jsonSchemaOf, jsonSchemasOf } from './json-schema.ts'
import type { JsonSchema } from './json-schema.ts'

/** The routes of the bridge as OpenAPI 3.1: `schemas/openapi.json`, made by `npm run generate`. */

const DIALECT = 'draft-2020-12'
const SCHEMAS = '#/components/schemas/'
const JSON_TYPE = 'application/json'
/** Of the cookie that `POST /api/session` sets. */
const SESSION = 'session'
const TOKEN = 'token'
const COOKIE = 'slipstream-session'

/** Loaders differ in the order of a module's names. */
const EXPORTED = Object.entries(contract).toSorted(([a], [b]) => (a < b ? -1 : 1))

const querySchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())),
  required: z._default(z.array(z.string()), []),
})

/** @param version of the program */
export function openApi(version: string): JsonSchema {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Slipstream',
      version,
      summary: 'The HTTP interface of the bridge, which the player uses.',
      description:
        'Every `GET` answers `HEAD` too. An answer may gain fields in a later version: ignore those that you do not know. Every request but a `GET` has the `Origin` that is the address of the player. The messages of `GET /live` are in asyncapi.json.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:4600', description: 'As `npm start` serves it.' }],
    paths: paths(),
    components: {
      schemas: jsonSchemasOf(namedShapes(), SCHEMAS, DIALECT),
      responses: sharedResponses(),
      securitySchemes: {
        [SESSION]: {
          type: 'apiKey',
          in: 'cookie',
          name: COOKIE,
          description: '`POST /api/session` sets it, signed; its name goes on with that of the instance.',
        },
        [TOKEN]: { type: 'http', scheme: 'bearer', description: 'SLIPSTREAM_METRICS_TOKEN; none is needed on the machine of the bridge.' }, // prettier-ignore
      },
    },
  }
}

function paths(): Readonly<Record<string, JsonSchema>> {
  const found = new Map<string, JsonSchema>()
  for (const route of allRoutes) {
    const path = openApiPath(route.path)
    found.set(path, { ...found.get(path), [route.method.toLowerCase()]: operation(route) })
  }
  return Object.fromEntries(found)
}

/** Parameters are written `{name}`. */
export const openApiPath = (path: string): string => path.replace(/:(\w+)/g, '{$1}')

function operation(route: Route): JsonSchema {
  const { path, query, body, doc } = route
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })) // prettier-ignore
  return {
    operationId: nameOf(route),
    tags: [path.split('/')[2] ?? 'probes'],
    description: doc,
    parameters: [...inPath, ...inQuery(query)],
    ...(body === undefined ? {} : { requestBody: { required: true, content: { [JSON_TYPE]: { schema: { $ref: `${SCHEMAS}${nameOf(route)}Body` } } } } }), // prettier-ignore
    responses: responses(route),
    ...security(route),
  }
}

/** As the constant is called that holds it. @throws {Error} when a route is not exported. */
function nameOf(route: Route): string {
  const [name] = EXPORTED.find(([, value]) => value === route) ?? []
  if (name === undefined) throw new Error(`${route.method} ${route.path} is not exported by schemas/http.ts.`)
  return name
}

/** Several routes may have one answer: it is named after its shape, or the first of them. */
function answerNameOf({ answer }: Route): string {
  const [name] = EXPORTED.find(([, value]) => value === answer) ?? []
  const first = allRoutes.find((route) => route.answer === answer)
  if (name !== undefined) return name.replace(/Shape$/, '')
  return first === undefined ? '' : `${nameOf(first)}Answer`
}

function inQuery(query: z.ZodMiniType): readonly JsonSchema[] {
  const { properties, required } = querySchema.parse(jsonSchemaOf(query, DIALECT))
  const defaults = z.record(z.string(), z.unknown()).parse(query.parse({}))
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: 'query', required: required.includes(name) },
    schema: typeof defaults[name] === 'number' ? { ...schema, default: defaults[name] } : schema,
  }))
}

function responses(route: Route): JsonSchema {
  const { answer, mediaType, problems: own, method, path } = route
  const content = { [mediaType]: answer === null ? {} : { schema: { $ref: `${SCHEMAS}${answerNameOf(route)}` } } }
  const isRanged = own.includes('range-not-satisfiable')
  const isNotReady = path === contract.readReadiness.path
  return {
    200: { description: 'As asked.', content },
    ...(isRanged ? { 206: { description: 'The range that was asked for.', content } } : {}),
    ...(answer === null && method === 'GET' && path.startsWith('/api/tracks') ? { 304: { description: 'It is as it was.' } } : {}), // prettier-ignore
    ...problemResponses([...own, ...commonProblems]),
    ...(isNotReady ? { 503: { description: 'It cannot work yet.', content } } : {}),
  }
}

interface ProblemResponse {
  readonly name: string
  readonly status: number
  readonly codes: readonly ProblemCode[]
}

/** One for each status, of which a problem has one. */
function responsesOf(codes: readonly ProblemCode[]): readonly ProblemResponse[] {
  const statuses = [...new Set(codes.map((code) => problems[code].status))].sort((a, b) => a - b)
  return statuses.map((status) => {
    const ofStatus = [...new Set(codes)].filter((code) => problems[code].status === status).sort()
    return { name: ofStatus.join('.'), status, codes: ofStatus }
  })
}

const problemResponses = (codes: readonly ProblemCode[]): JsonSchema =>
  Object.fromEntries(responsesOf(codes).map(({ status, name }) => [status, { $ref: `#/components/responses/${name}` }]))

function sharedResponses(): Readonly<Record<string, JsonSchema>> {
  const all = allRoutes.flatMap(({ problems: own }) => responsesOf([...own, ...commonProblems]))
  return Object.fromEntries(
    all.map(({ name, codes }) => {
      const schema = { allOf: [{ $ref: `${SCHEMAS}problem` }, { properties: { code: { enum: codes } } }] }
      const description = codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' ')
      return [name, { description, content: { [PROBLEM_TYPE]: { schema } } }]
    }),
  )
}

/** The exported shapes, and the answers and bodies that are none of them. */
function namedShapes(): ReadonlyMap<string, z.ZodMiniType> {
  const exported = EXPORTED.flatMap(([name, value]) =>
    name.endsWith('Shape') && value instanceof z.ZodMiniType ? [[name.slice(0, -'Shape'.length), value] as const] : [],
  )
  const known = new Set<unknown>(exported.map(([, shape]) => shape))
  const own = allRoutes.flatMap((route) => {
    const { answer, body } = route
    const isNew = answer !== null && !known.has(answer)
    known.add(answer)
    return [...(isNew ? [[answerNameOf(route), answer] as const] : []), ...(body === undefined ? [] : [[`${nameOf(route)}Body`, body] as const])] // prettier-ignore
  })
  return new Map([...exported, ...own])
}

function security({ problems: own }: Route): JsonSchema {
  if (own.includes('no-session')) return { security: [{ [SESSION]: [] }] }
  return own.includes('token-required') ? { security: [{ [TOKEN]: [] }, {}] } : {}
}
