import { mulberry32 } from '../../processors/shared/random.ts'

/** Seeded listening histories with what real ones have: clusters, popular items, listeners of several tastes, and tracks that follow one another. */

export interface Histories {
  readonly lists: readonly (readonly number[])[]
  readonly negatives: readonly (readonly number[])[]
}

const CLUSTER = 25
const NEGATIVES = 50
const FOLLOWS = 0.35

export function histories(listeners: number, items: number, seed: number): Histories {
  const random = mulberry32(seed)
  const below = (n: number) => Math.floor(random() * n)
  const clusters = Math.floor(items / CLUSTER)
  // Squaring prefers the first of a cluster: those are the popular ones.
  const drawn = (cluster: number) => cluster + clusters * Math.floor(random() ** 2 * CLUSTER)
  const follower = Array.from({ length: items }, (_, i) => (i % clusters) + clusters * below(CLUSTER))
  const lists = Array.from({ length: listeners }, () => {
    const tastes = Array.from({ length: 1 + below(3) }, () => below(clusters))
    const list: number[] = []
    const wanted = 4 + below(20)
    while (list.length < wanted) {
      const last = list.at(-1)
      const follows = last !== undefined && random() < FOLLOWS
      const item = follows ? (follower[last] ?? 0) : drawn(tastes[below(tastes.length)] ?? 0)
      if (item !== last) list.push(item)
    }
    return list
  })
  const negatives = lists.map((list) => {
    const others = new Set<number>()
    while (others.size < NEGATIVES) {
      const item = below(items)
      if (!list.includes(item)) others.add(item)
    }
    return [...others]
  })
  return { lists, negatives }
}
