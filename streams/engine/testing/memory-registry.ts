import type { Registry } from '../serde/registry.ts'
import type { AvroSchema } from '../topic.ts'

/** A schema registry in memory: ids count up in the order of registration. It checks no compatibility. */
export function memoryRegistry(): Registry {
  const ids = new Map<AvroSchema, number>()
  const schemas = new Map<number, AvroSchema>()
  return {
    register({ value: { schema } }) {
      const id = ids.get(schema) ?? ids.size + 1
      ids.set(schema, id)
      schemas.set(id, schema)
      return Promise.resolve(id)
    },
    writerSchema: (id) => Promise.resolve(schemas.get(id) ?? null),
    knownWriter: (id) => schemas.get(id),
  }
}
