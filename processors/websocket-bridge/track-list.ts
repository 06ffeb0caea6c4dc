/** What a list is sorted by; unique, compared by UTF-16 unit. */
export interface Sorted {
  readonly sortKey: string
}

/** Entries in order, while they come and go. */
export interface SortedList<T extends Sorted> {
  add(entry: T): void
  remove(entry: T): void
  /** Costs a copy of the list when it has changed, not a sort. */
  all(): readonly T[]
}

/** Changes that are gathered before they are put into the list: as many take about a millisecond. */
const MAX_PENDING = 1_000

export function sortedList<T extends Sorted>(): SortedList<T> {
  let sorted: readonly T[] = []
  const added = new Set<T>()
  const gone = new Set<T>()
  const settle = () => {
    if (added.size + gone.size === 0) return
    sorted = merged(sorted, [...added].sort(byKey), gone)
    added.clear()
    gone.clear()
  }
  const settleIfMany = () => {
    if (added.size + gone.size >= MAX_PENDING) settle()
  }
  return {
    add(entry) {
      added.add(entry)
      settleIfMany()
    },
    remove(entry) {
      if (!added.delete(entry)) gone.add(entry)
      settleIfMany()
    },
    all() {
      settle()
      return sorted
    },
  }
}

export const byKey = (a: Sorted, b: Sorted): number => (a.sortKey < b.sortKey ? -1 : 1)

/** Copies the stretches of the list between the places where something changes. */
function merged<T extends Sorted>(sorted: readonly T[], added: readonly T[], gone: ReadonlySet<T>): readonly T[] {
  const places = [
    ...added.map((entry) => ({ at: firstAfter(sorted, entry.sortKey), entry })),
    ...[...gone].map((entry) => ({ at: firstAfter(sorted, entry.sortKey) - 1, entry: null })),
  ].sort((a, b) => a.at - b.at)
  const parts: (readonly T[])[] = []
  let next = 0
  for (const { at, entry } of places) {
    if (at > next) parts.push(sorted.slice(next, at))
    next = entry === null ? at + 1 : Math.max(next, at)
    if (entry !== null) parts.push([entry])
  }
  parts.push(sorted.slice(next))
  return Array<T>().concat(...parts)
}

/** The first index whose key comes after this one. */
export function firstAfter(entries: readonly Sorted[], key: string): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle]?.sortKey ?? '') > key) high = middle
    else low = middle + 1
  }
  return low
}
