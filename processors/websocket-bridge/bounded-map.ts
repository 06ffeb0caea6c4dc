/** A map that forgets: when it is full, the entry that was set or read longest ago makes room. */
export interface BoundedMap<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): void
  delete(key: K): void
  size(): number
}

/** @param capacity the most entries that are kept. */
export function boundedMap<K, V>(capacity: number): BoundedMap<K, V> {
  // A Map iterates in the order of insertion: its first key is the one that was used longest ago.
  const entries = new Map<K, V>()

  const put = (key: K, value: V) => {
    entries.delete(key)
    entries.set(key, value)
  }

  return {
    get(key) {
      const value = entries.get(key)
      if (value !== undefined) put(key, value)
      return value
    },
    set(key, value) {
      put(key, value)
      if (entries.size <= capacity) return
      for (const oldest of entries.keys()) {
        entries.delete(oldest)
        break
      }
    },
    delete: (key) => entries.delete(key),
    size: () => entries.size,
  }
}
