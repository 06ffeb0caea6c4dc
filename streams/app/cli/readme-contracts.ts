import * as z from 'zod/mini'
import { allRoutes, commonProblems, problems } from '../../../schemas/http.ts'
import { LIVE_PATH, allMessages, upgradeProblems } from '../../../schemas/live.ts'
import { allTopics } from '../../../schemas/topics.ts'
import type { Cleanup } from '../../engine/topic.ts'
import { exportedMetrics } from './exported-metrics.ts'
import { code, table } from './markdown.ts'

/** The README's tables of what others may rely on: made from `schemas/`. */

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export function topicsTable(): string {
  return table(
    ['topic', 'a record', 'key', 'partitions', 'retention', 'compatibility', 'schema'],
    allTopics.map(({ name, doc, keyForm, partitions, cleanup, compatibility, schemaFile }) => [
      code(name),
      doc,
      keyForm,
      String(partitions),
      retention(cleanup),
      code(compatibility),
      `[${schemaFile}](schemas/${schemaFile})`,
    ]),
  )
}

function retention(cleanup: Cleanup): string {
  if (cleanup === 'compact') return 'compacted'
  if (cleanup === 'for-ever') return 'for ever'
  const { retentionMs, since } = cleanup
  const time = retentionMs < DAY_MS ? `${retentionMs / HOUR_MS} h` : `${retentionMs / DAY_MS} days`
  return `${time} after the ${since === 'event' ? 'event' : 'record was written'}`
}

/** Every route, with its query and the TypeScript type of its answer. */
export function routesTable(): string {
  return table(
    ['route', 'what it does', 'query or body', 'answer', 'problems'],
    allRoutes.map(({ method, path, query, body, answer, mediaType, problems: own, doc }) => [
      code(`${method} ${path}`),
      doc,
      [...parameters(query), ...(body === undefined ? [] : [typeText(z.toJSONSchema(body))])].map(code).join(', '),
      code(answer === null ? mediaType : typeText(z.toJSONSchema(answer))),
      own.map(code).join(', '),
    ]),
  )
}

export function problemsTable(): string {
  return table(
    ['code', 'status', 'title'],
    Object.entries(problems).map(([name, { status, title }]) => [code(name), String(status), title]),
  )
}

export const commonProblemsList = (): string => `${commonProblems.map(code).join(', ')}.`

export const upgradeProblemsList = (): string => `${upgradeProblems.map(code).join(', ')}.`

/** Every message on the socket, with the TypeScript type of its text. */
export function messagesTable(): string {
  return table(
    [`from, on ${code(LIVE_PATH)}`, 'message', 'meaning'],
    allMessages.map(({ from, shape, doc }) => [
      from,
      code(typeText(z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }))),
      doc,
    ]),
  )
}

/** Those of every process first; then the bridge's own. */
export function metricsTable(): string {
  return table(
    ['metric', 'type', 'meaning', 'labels'],
    exportedMetrics().map(({ name, type, help, labels }) => [code(name), type, help, labels.map(code).join(', ')]),
  )
}

/** The names of the parameters; a number that holds where one is left out stands beside its name. */
function parameters(query: z.ZodMiniType): readonly string[] {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' })
  const defaults = new Map(Object.entries(z.record(z.string(), z.unknown()).parse(query.parse({}))))
  return Object.keys(properties).map((name) => {
    const value: unknown = defaults.get(name)
    return typeof value === 'number' ? `${name}=${value}` : name
  })
}

type JsonSchema = z.core.JSONSchema.BaseSchema

/** A JSON Schema as the TypeScript type of the values that it describes. */
export function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const options = schema.anyOf ?? schema.oneOf
  if (options !== undefined) return options.map(typeOf).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.join(' | ')
  if (schema.type === 'array') return arrayText(schema.items)
  if (schema.type === 'object') return objectText(schema)
  return schema.type === 'integer' ? 'number' : (schema.type ?? 'unknown')
}

function objectText({ properties = {}, required = [] }: JsonSchema): string {
  const fields = Object.entries(properties).map(
    ([name, value]) => `${name}${required.includes(name) ? '' : '?'}: ${typeOf(value)}`,
  )
  return `{ ${fields.join('; ')} }`
}

const typeOf = (schema: JsonSchema | boolean): string => (typeof schema === 'boolean' ? 'unknown' : typeText(schema))

function arrayText(items: JsonSchema['items']): string {
  const item = items === undefined || Array.isArray(items) ? 'unknown' : typeOf(items)
  return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
}
