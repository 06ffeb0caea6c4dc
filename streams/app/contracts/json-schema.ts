import * as z from 'zod/mini'

export type JsonSchema = Readonly<Record<string, unknown>>

/** OpenAPI 3.1 has JSON Schema 2020-12, AsyncAPI 3.0 a superset of draft 7. */
export type Dialect = 'draft-2020-12' | 'draft-7'

/**
 * JSON Schemas of what is sent, by name; a shape within another is a reference to it. An object may have more properties than are
 * named, as later versions add some.
 * @param at where the document has these schemas, such as `#/components/schemas/`
 */
export function jsonSchemasOf(
  shapes: ReadonlyMap<string, z.ZodMiniType>,
  at: string,
  dialect: Dialect,
): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string }>()
  for (const [id, shape] of shapes) registry.add(shape, { id })
  const { schemas } = z.toJSONSchema(registry, { ...optionsOf(dialect), uri: (id) => `${at}${id}` })
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bare(schema)]))
}

/** The JSON Schema of one shape, whole. */
export const jsonSchemaOf = (shape: z.ZodMiniType, dialect: Dialect): JsonSchema =>
  bare(z.toJSONSchema(shape, optionsOf(dialect)))

const optionsOf = (target: Dialect) => ({ target, io: 'input', unrepresentable: 'any', override: adapted }) as const

function adapted({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes
  jsonSchema: z.core.JSONSchema.BaseSchema
}): void {
  // What stands for a value that a reader does not know is never sent.
  if (zodSchema._zod.def.type === 'catch') delete jsonSchema.default
  // Every integer of JSON is within these bounds, as far as readers in JavaScript are concerned.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
}

/** The document says the dialect, and where a schema is. */
const bare = (schema: object): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema' && name !== '$id'))
