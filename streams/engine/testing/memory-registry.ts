import type { Registry } from '../serde/registry.ts'
import type { AvroSchema } from '../topic.ts'

export interface MemoryRegistry extends Registry {
  /** As a fresh registry at the same address: it knows nothing, and gives ids that it has not given before. */
  forget(): void
  /** As the registry that was forgotten, back again. */
  remember(): void
}

/** A schema registry in memory: ids count up in the order of registration. It checks no compatibility. */
export function memoryRegistry(): MemoryRegistry {
  const ids = new Map<AvroSchema, number>()
  const schemas = new Map<number, AvroSchema>()
  let given = 0
  let forgotten: readonly (readonly [number, AvroSchema])[] = []
  return {
    register({ value: { schema } }) {
      const known = ids.get(schema)
      if (known === undefined) given += 1
      const id = known ?? given
      ids.set(schema, id)
      schemas.set(id, schema)
      return Promise.resolve(id)
    },
    writerSchema: (id) => Promise.resolve(schemas.get(id) ?? null),
    knownWriter: (id) => schemas.get(id),
    forget() {
      forgotten = [...schemas]
      ids.clear()
      schemas.clear()
    },
    remember() {
      schemas.clear()
      for (const [id, schema] of forgotten) {
        ids.set(schema, id)
        schemas.set(id, schema)
      }
    },
  }
}
