/** Chance from a seed: the same seed gives the same numbers, on every machine. */
export interface Chance {
  /** A whole number from 0 up to but without `below`, which is at least 1. */
  int(below: number): number
  pick<T>(list: readonly T[]): T
}

/** @param seed any whole number (mulberry32 by T. Ettinger, public domain). */
export function chance(seed: number): Chance {
  let state = seed | 0
  const int = (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
  return {
    int,
    pick(list) {
      const picked = list[int(list.length)]
      if (picked === undefined) throw new RangeError('There is nothing to pick from.')
      return picked
    },
  }
}
