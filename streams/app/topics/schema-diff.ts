import { z } from 'zod'

/** How a field of a schema is defined. */
export interface FieldDefinition {
  readonly type: string
  /** As JSON; absent where there is none. */
  readonly default?: string
  readonly doc?: string
}

/** What differs between two versions of a schema at one place. */
export interface SchemaChange {
  /** Fields from the root, `[]` for the items of an array, `{}` for the values of a map. */
  readonly path: string
  readonly change: 'added' | 'removed' | 'changed'
  readonly from: FieldDefinition | null
  readonly to: FieldDefinition | null
}

/** Compares types, defaults and documentation field by field, in the order of the newer schema; what was removed comes last. */
export function schemaDiff(from: unknown, to: unknown): readonly SchemaChange[] {
  const [before, after] = [definitionsIn(from), definitionsIn(to)]
  const changes = [...after].flatMap(([path, definition]): readonly SchemaChange[] => {
    const was = before.get(path)
    if (was === undefined) return [{ path, change: 'added', from: null, to: definition }]
    return JSON.stringify(was) === JSON.stringify(definition)
      ? []
      : [{ path, change: 'changed', from: was, to: definition }]
  })
  const removed = [...before].filter(([path]) => !after.has(path))
  return [...changes, ...removed.map(([path, was]) => ({ path, change: 'removed', from: was, to: null }) as const)]
}

const namedSchema = z.looseObject({
  type: z.string(),
  name: z.string().optional(),
  doc: z.string().optional(),
  logicalType: z.string().optional(),
  symbols: z.array(z.string()).optional(),
  size: z.number().optional(),
  items: z.unknown().optional(),
  values: z.unknown().optional(),
  fields: z
    .array(z.looseObject({ name: z.string(), type: z.unknown().optional(), doc: z.string().optional() }))
    .optional(),
})
/** `{"type": {"type": "string", …}}` is allowed too. */
const wrappedSchema = z.looseObject({ type: z.union([z.array(z.unknown()), z.looseObject({})]) })

function definitionsIn(schema: unknown): ReadonlyMap<string, FieldDefinition> {
  const found = new Map<string, FieldDefinition>()
  walk(schema, '', found)
  return found
}

/** A schema is a tree: a type that is named again is not walked again. */
function walk(schema: unknown, path: string, found: Map<string, FieldDefinition>): void {
  if (Array.isArray(schema)) {
    for (const branch of schema) walk(branch, path, found)
    return
  }
  const wrapped = wrappedSchema.safeParse(schema)
  if (wrapped.success) {
    walk(wrapped.data.type, path, found)
    return
  }
  const named = namedSchema.safeParse(schema)
  if (!named.success) return
  const { type, fields = [], items, values, doc } = named.data
  if (path === '') found.set('', { type: avroTypeText(schema), ...(doc !== undefined && { doc }) })
  for (const field of fields) {
    const at = path === '' ? field.name : `${path}.${field.name}`
    found.set(at, {
      type: avroTypeText(field.type),
      ...('default' in field && { default: JSON.stringify(field['default']) }),
      ...(field.doc !== undefined && { doc: field.doc }),
    })
    walk(field.type, at, found)
  }
  if (type === 'array') walk(items, `${path}[]`, found)
  if (type === 'map') walk(values, `${path}{}`, found)
}

/** A type in one line, such as `null | string` or `enum Event (started, finished)`. */
export function avroTypeText(schema: unknown): string {
  if (typeof schema === 'string') return schema
  if (Array.isArray(schema)) return schema.map(avroTypeText).join(' | ')
  const wrapped = wrappedSchema.safeParse(schema)
  if (wrapped.success) return avroTypeText(wrapped.data.type)
  const parsed = namedSchema.safeParse(schema)
  if (!parsed.success) return 'unknown'
  const { type, name = '', logicalType, symbols = [], items, values, size } = parsed.data
  switch (type) {
    case 'array':
      return `array of ${avroTypeText(items)}`
    case 'map':
      return `map of ${avroTypeText(values)}`
    case 'enum':
      return `enum ${name} (${symbols.join(', ')})`
    case 'fixed':
      return `fixed ${name} (${size ?? 0} bytes)`
    case 'record':
      return `record ${name}`
    default:
      return logicalType === undefined ? type : `${type} (${logicalType})`
  }
}
