import fc from 'fast-check'

/** An Avro schema as its JSON. */
type Schema = string | readonly Schema[] | NamedSchema
interface NamedSchema {
  readonly type: Schema
  readonly name?: string
  readonly fields?: readonly { readonly name: string; readonly type: Schema }[]
  readonly symbols?: readonly string[]
  readonly items?: Schema
}

const INT = 2 ** 31
/** avsc refuses a larger long. */
const LARGEST_LONG = 2 ** 53 - 2
/** avsc zigzags in a double: it gives a smaller long back as another number, without a word. */
const SMALLEST_LONG = -(2 ** 52)

const primitives: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  int: () => fc.integer({ min: -INT, max: INT - 1 }),
  long: () => fc.integer({ min: SMALLEST_LONG, max: LARGEST_LONG }),
  double: () => fc.double(),
  float: () => fc.float(),
  string: () => fc.string({ unit: 'grapheme' }),
  bytes: () => fc.uint8Array().map((bytes) => Buffer.from(bytes)),
}

/**
 * Values that fit a schema, drawn by fast-check's seed: avsc's own `random()` takes none.
 * @param schema in the parts of Avro that the project uses; types that are named once may be meant by name later on.
 * @throws {Error} when it uses another part.
 */
export function arbitraryValue(schema: unknown): fc.Arbitrary<unknown> {
  return arbitrary(schema as Schema, new Map())
}

function arbitrary(schema: Schema, named: Map<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  if (typeof schema === 'string') {
    const known = named.get(schema) ?? primitives[schema]?.()
    if (known === undefined) throw new Error(`No values are drawn for the Avro type ${schema} yet: add it here.`)
    return known
  }
  if ('length' in schema) return fc.oneof(...schema.map((branch) => arbitrary(branch, named)))
  const { type, name, fields, symbols, items } = schema
  const made = complex(type, { fields, symbols, items }, named)
  if (name !== undefined) named.set(name, made)
  return made
}

type Parts = { readonly [P in 'fields' | 'symbols' | 'items']: NamedSchema[P] | undefined }

function complex(
  type: Schema,
  { fields = [], symbols = [], items }: Parts,
  named: Map<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<unknown> {
  if (type === 'record') {
    const parts = fields.map((field) => [field.name, arbitrary(field.type, named)] as const)
    return fc.record(Object.fromEntries(parts), { noNullPrototype: true })
  }
  if (type === 'enum') return fc.constantFrom(...symbols)
  if (type === 'array' && items !== undefined) return fc.array(arbitrary(items, named), { maxLength: 5 })
  return arbitrary(type, named)
}
