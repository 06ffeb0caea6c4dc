import { deserialize, serialize } from 'node:v8'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { LRUCache } from 'lru-cache'

/** A table whose values are kept compressed, but for those that were used last. */
export interface PackedTable<K extends string, V extends object> {
  get(key: K): V | undefined
  set(key: K, value: V): void
  delete(key: K): void
  /** Bytes of the compressed values. */
  packedBytes(): number
  /** Values that are kept as they are. */
  unpacked(): number
}

/** What is kept as it is. */
export interface UnpackedLimit<V> {
  readonly count: number
  readonly bytes: number
  /** What a value takes, about. */
  bytesOf(value: V): number
}

export function packedTable<K extends string, V extends object>(limit: UnpackedLimit<V>): PackedTable<K, V> {
  const packed = new Map<K, Buffer>()
  const pack = (key: K, value: V) => void packed.set(key, deflateRawSync(serialize(value), { level: 1 }))
  const used = new LRUCache<K, V>({
    max: limit.count,
    maxSize: limit.bytes,
    sizeCalculation: limit.bytesOf,
    dispose: (value, key, reason) => {
      if (reason === 'evict') pack(key, value)
    },
  })
  const use = (key: K, value: V) => {
    packed.delete(key)
    if (limit.bytesOf(value) <= limit.bytes) {
      used.set(key, value)
      return
    }
    used.delete(key)
    pack(key, value)
  }
  return {
    get(key) {
      const value = used.get(key)
      if (value !== undefined) return value
      const bytes = packed.get(key)
      if (bytes === undefined) return undefined
      const restored = deserialize(inflateRawSync(bytes)) as V // what was serialised under this key
      use(key, restored)
      return restored
    },
    set: use,
    delete(key) {
      used.delete(key)
      packed.delete(key)
    },
    packedBytes: () => [...packed.values()].reduce((sum, { length }) => sum + length, 0),
    unpacked: () => used.size,
  }
}
