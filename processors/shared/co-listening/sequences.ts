/** What each listener played, in order of time: items are numbers from 0, listener `u` has those from `starts[u]` to `starts[u + 1]`. */
export interface Sequences {
  /** How many different items there may be. */
  readonly size: number
  readonly starts: Int32Array
  readonly items: Int32Array
}

/** Where each item occurs: item `i` at the places from `starts[i]` to `starts[i + 1]` of `places`. */
export interface Occurrences {
  readonly starts: Int32Array
  readonly places: Int32Array
  /** The listener of each place. */
  readonly listeners: Int32Array
}

export function sequencesOf(lists: readonly (readonly number[])[], size: number): Sequences {
  const starts = new Int32Array(lists.length + 1)
  for (const [u, list] of lists.entries()) starts[u + 1] = (starts[u] ?? 0) + list.length
  const items = new Int32Array(starts[lists.length] ?? 0)
  for (const [u, list] of lists.entries()) items.set(list, starts[u] ?? 0)
  return { size, starts, items }
}

/** The same without the last `count` of each listener. */
export function withoutLast({ size, starts, items }: Sequences, count: number): Sequences {
  const listeners = starts.length - 1
  const lists = Array.from({ length: listeners }, (_, u) => {
    const from = starts[u] ?? 0
    return items.subarray(from, Math.max(from, (starts[u + 1] ?? 0) - count))
  })
  const fewer = new Int32Array(listeners + 1)
  for (const [u, list] of lists.entries()) fewer[u + 1] = (fewer[u] ?? 0) + list.length
  const kept = new Int32Array(fewer[listeners] ?? 0)
  for (const [u, list] of lists.entries()) kept.set(list, fewer[u] ?? 0)
  return { size, starts: fewer, items: kept }
}

/** Each item once for a listener, where it was played last. */
export function withoutRepeats({ size, starts, items }: Sequences): Sequences {
  const seenBy = new Int32Array(size).fill(-1)
  const kept = new Int32Array(items.length)
  const fewer = new Int32Array(starts.length)
  let end = 0
  for (let u = 0; u + 1 < starts.length; u += 1) {
    const begin = end
    for (let p = (starts[u + 1] ?? 0) - 1; p >= (starts[u] ?? 0); p -= 1) {
      const item = items[p] ?? 0
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
  for (const item of items) first[item + 1] = (first[item + 1] ?? 0) + 1
  for (let i = 0; i < size; i += 1) first[i + 1] = (first[i + 1] ?? 0) + (first[i] ?? 0)
  const next = first.slice(0, size)
  const places = new Int32Array(items.length)
  const listeners = new Int32Array(items.length)
  for (let u = 0; u + 1 < starts.length; u += 1) {
    for (let p = starts[u] ?? 0; p < (starts[u + 1] ?? 0); p += 1) {
      const item = items[p] ?? 0
      places[next[item] ?? 0] = p
      next[item] = (next[item] ?? 0) + 1
      listeners[p] = u
    }
  }
  return { starts: first, places, listeners }
}

/** How often each item occurs. */
export function countsOf({ size, items }: Sequences): Float64Array {
  const counts = new Float64Array(size)
  for (const item of items) counts[item] = (counts[item] ?? 0) + 1
  return counts
}
