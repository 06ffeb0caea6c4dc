import type * as z from 'zod/mini'

/** The part of the browser's storage that is used. */
export type KeyValueStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** What was kept under a key; null when there is nothing, or nothing of this shape: an older or a broken one is passed over. */
export function readKept<T>(store: KeyValueStore, key: string, shape: z.ZodMiniType<T>): T | null {
  const text = store.getItem(key)
  if (text === null) return null
  const parsed = shape.safeParse(parsedJson(text))
  return parsed.success ? parsed.data : null
}

/** @returns false when the browser keeps nothing more: then it is lost on a reload, and nothing else. */
export function keep(store: KeyValueStore, key: string, value: unknown): boolean {
  try {
    store.setItem(key, JSON.stringify(value))
    return true
  } catch (error) {
    if (error instanceof DOMException) return false
    throw error
  }
}

/** The browser's own storage; one of memory where the browser forbids it. */
export function browserStore(open: () => KeyValueStore): KeyValueStore {
  try {
    const store = open()
    store.getItem('slipstream')
    return store
  } catch (error) {
    if (error instanceof DOMException) return memoryStore()
    throw error
  }
}

export function memoryStore(): KeyValueStore {
  const values = new Map<string, string>()
  return {
    get length() {
      return values.size
    },
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    key: (index) => [...values.keys()][index] ?? null,
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
