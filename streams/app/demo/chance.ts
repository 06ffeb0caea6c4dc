/** A seeded source of chance: the same seed gives the same numbers for ever. */
export interface Chance {
  /** From 0 to below 1. */
  next(): number
  between(low: number, high: number): number
  /** @throws {Error} when there is nothing to pick from. */
  pick<T>(items: readonly T[]): T
  whether(probability: number): boolean
  /** Another source, which gives its own numbers however much is drawn from this one. */
  branch(name: string): Chance
}

/** Mulberry32 by Tommy Ettinger (public domain): 32 bits of state, more than enough for music. */
export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    pick(items) {
      const picked = items[Math.floor(next() * items.length)]
      if (picked === undefined) throw new Error('There is nothing to pick from.')
      return picked
    },
    whether: (probability) => next() < probability,
    branch: (name) => chance(seedOf(`${seed}/${name}`)),
  }
}

/** FNV-1a, 32 bits. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
