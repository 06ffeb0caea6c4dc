import { deserialize, serialize } from 'node:v8'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { LRUCache } from 'lru-cache'

/** A table whose values are kept compressed, but for those that were used last. */
export interface PackedTable<K extends string, V extends object> {
  get(key: K): V | undefined
  set(key: K, value: V): void
  /** Bytes of the compressed values. */
  packedBytes(): number
}

/** @param unpacked how many values are kept as they are. */
export function packedTable<K extends string, V extends object>(unpacked: number): PackedTable<K, V> {
  const packed = new Map<K, Buffer>()
  const used = new LRUCache<K, V>({
    max: unpacked,
    dispose: (value, key, reason) => {
      if (reason === 'evict') packed.set(key, deflateRawSync(serialize(value), { level: 1 }))
    },
  })
  return {
    get(key) {
      const value = used.get(key)
      if (value !== undefined) return value
      const bytes = packed.get(key)
      if (bytes === undefined) return undefined
      const restored = deserialize(inflateRawSync(bytes)) as V // what was serialised under this key
      packed.delete(key)
      used.set(key, restored)
      return restored
    },
    set(key, value) {
      packed.delete(key)
      used.set(key, value)
    },
    packedBytes: () => [...packed.values()].reduce((sum, { length }) => sum + length, 0),
  }
}
