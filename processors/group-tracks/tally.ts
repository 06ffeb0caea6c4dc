/** How often each value occurs, most often first; equal ones in order of the values, so that no order of arrival counts. */
export function byCount<T extends string | number>(
  values: Iterable<T>,
): readonly (readonly [value: T, count: number])[] {
  const counts = summedBy(Array.from(values, (value) => [value, 1] as const))
  return [...counts].sort(([a, of], [b, than]) => than - of || (a < b ? -1 : 1))
}

/** The value that occurs most often; null without values. */
export function mostCommon<T extends string | number>(values: Iterable<T | null>): T | null {
  const counts = new Map<T, number>()
  let best: T | null = null
  let most = 0
  for (const value of values) {
    if (value === null) continue
    const count = (counts.get(value) ?? 0) + 1
    counts.set(value, count)
    if (count > most || (count === most && best !== null && value < best)) [best, most] = [value, count]
  }
  return best
}

/** Sums by value. */
export function summedBy<T>(counted: Iterable<readonly [value: T, count: number]>): ReadonlyMap<T, number> {
  const counts = new Map<T, number>()
  for (const [value, count] of counted) counts.set(value, (counts.get(value) ?? 0) + count)
  return counts
}

/** The value with the largest count, of equal ones the first in order; null without values. */
export function mostCounted(counts: ReadonlyMap<string, number>): string | null {
  const [first] = [...counts].sort(([a, of], [b, than]) => than - of || (a < b ? -1 : 1))
  return first?.[0] ?? null
}

/** Null without numbers. */
export function least(values: Iterable<number | null>): number | null {
  let found: number | null = null
  for (const value of values) if (value !== null && (found === null || value < found)) found = value
  return found
}

/** Items by what they have in common, in the order of the items. */
export function grouped<K, T>(items: Iterable<T>, keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
