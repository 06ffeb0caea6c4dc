/** Something in a list that may be shuffled. */
interface Placed {
  /** Place before the shuffle; -1: it was not shuffled. */
  readonly unshuffled: number
}

const UINT32 = 2 ** 32

/** Numbers from 0 to 1 that a seed determines (mulberry32, by Tommy Ettinger). */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32
  }
}

/** The entries in an order that the seed determines; each remembers the place that it had. */
export function shuffledBy<E extends Placed>(seed: number, entries: readonly E[]): readonly E[] {
  const chance = chanceOf(seed)
  const mixed = entries.map((entry, place): E => ({ ...entry, unshuffled: place }))
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(chance() * (last + 1))
    const [a, b] = [mixed[last], mixed[other]]
    if (a === undefined || b === undefined) continue
    mixed[last] = b
    mixed[other] = a
  }
  return mixed
}

/** The entries in the order before the shuffle; what was put since keeps its place. */
export function inRealOrder<E extends Placed>(entries: readonly E[]): readonly E[] {
  const ordered = entries
    .filter(({ unshuffled }) => unshuffled >= 0)
    .sort((a, b) => a.unshuffled - b.unshuffled)
    .values()
  return entries.map((entry): E => {
    const next = entry.unshuffled < 0 ? entry : (ordered.next().value ?? entry)
    return { ...next, unshuffled: -1 }
  })
}
