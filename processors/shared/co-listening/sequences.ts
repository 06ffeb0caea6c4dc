import { checked } from '../numeric.ts'

/** The plays of each listener in order of time; items are numbers from 0. Those of listener `u` are from `starts[u]` to `starts[u + 1]`. */
export interface Sequences {
  /** The number of different items. */
  readonly size: number
  readonly starts: Int32Array
  readonly items: Int32Array
}

/** The inverse: item `i` occurs at `places` from `starts[i]` to `starts[i + 1]`. */
export interface Occurrences {
  readonly starts: Int32Array
  readonly places: Int32Array
  /** The listener of each place. */
  readonly listeners: Int32Array
}

export function sequencesOf(lists: readonly (readonly number[])[], size: number): Sequences {
  const starts = new Int32Array(lists.length + 1)
  for (const [u, list] of lists.entries()) starts[u + 1] = checked(starts[u]) + list.length
  const items = new Int32Array(checked(starts[lists.length]))
  for (const [u, list] of lists.entries()) items.set(list, checked(starts[u]))
  return { size, starts, items }
}

/** The same without the last `count` of each listener. */
export function withoutLast({ size, starts, items }: Sequences, count: number): Sequences {
  const listeners = starts.length - 1
  const lists = Array.from({ length: listeners }, (_, u) => {
    const from = checked(starts[u])
    return items.subarray(from, Math.max(from, checked(starts[u + 1]) - count))
  })
  const fewer = new Int32Array(listeners + 1)
  for (const [u, list] of lists.entries()) fewer[u + 1] = checked(fewer[u]) + list.length
  const kept = new Int32Array(checked(fewer[listeners]))
  for (const [u, list] of lists.entries()) kept.set(list, checked(fewer[u]))
  return { size, starts: fewer, items: kept }
}

/** Each item once for a listener, at its last play. */
export function withItemsOnce({ size, starts, items }: Sequences): Sequences {
  const seenBy = new Int32Array(size).fill(-1)
  const kept = new Int32Array(items.length)
  const fewer = new Int32Array(starts.length)
  let end = 0
  for (let u = 0; u + 1 < starts.length; u += 1) {
    const begin = end
    for (let p = checked(starts[u + 1]) - 1; p >= checked(starts[u]); p -= 1) {
      const item = checked(items[p])
      if (seenBy[item] === u) continue
      seenBy[item] = u
      kept[end] = item
      end += 1
    }
    kept.subarray(begin, end).reverse()
    fewer[u + 1] = end
  }
  return { size, starts: fewer, items: kept.subarray(0, end) }
}

export function occurrencesOf({ size, starts, items }: Sequences): Occurrences {
  const first = new Int32Array(size + 1)
  for (const item of items) first[item + 1] = checked(first[item + 1]) + 1
  for (let i = 0; i < size; i += 1) first[i + 1] = checked(first[i + 1]) + checked(first[i])
  const next = first.slice(0, size)
  const places = new Int32Array(items.length)
  const listeners = new Int32Array(items.length)
  for (let u = 0; u + 1 < starts.length; u += 1) {
    for (let p = checked(starts[u]); p < checked(starts[u + 1]); p += 1) {
      const item = checked(items[p])
      places[checked(next[item])] = p
      next[item] = checked(next[item]) + 1
      listeners[p] = u
    }
  }
  return { starts: first, places, listeners }
}

/** How often each item occurs. */
export function itemCounts({ size, items }: Sequences): Float64Array {
  const counts = new Float64Array(size)
  for (const item of items) counts[item] = checked(counts[item]) + 1
  return counts
}
