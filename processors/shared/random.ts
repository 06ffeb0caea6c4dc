import { murmur2 } from '../../streams/engine/partition.ts'

/**
 * Seeded randomness, the only source of it in the program: the same seed gives the same numbers on every machine and in every
 * version. Trained indexes, recorded propensities, the music of the demo library and the samples of the Free Music Archive
 * depend on these algorithms, so none of them may change.
 */

/** A seeded pseudo-random number generator. */
export interface Random {
  /** Uniform from 0 (inclusive) to 1 (exclusive). */
  next(): number
  /** A whole number from 0 (inclusive) to `bound` (exclusive), which is at least 1. */
  below(bound: number): number
  between(low: number, high: number): number
  /** @throws {RangeError} when the list is empty. */
  pick<T>(items: readonly T[]): T
  /** True with the given probability. */
  happens(probability: number): boolean
  /** An independent generator whose numbers do not depend on how many were drawn from this one. */
  fork(name: string): Random
}

export function seededRandom(seed: number): Random {
  const next = mulberry32(seed)
  const below = (bound: number) => Math.floor(next() * bound)
  return {
    next,
    below,
    between: (low, high) => low + (high - low) * next(),
    pick(items) {
      const picked = items[below(items.length)]
      if (picked === undefined) throw new RangeError('Nothing can be picked from an empty list.')
      return picked
    },
    happens: (probability) => next() < probability,
    fork: (name) => seededRandom(fnv1a(`${seed}/${name}`)),
  }
}

/** Mulberry32 (Tommy Ettinger 2017, public domain): 32 bits of state, uniform from 0 (inclusive) to 1 (exclusive). */
export function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** FNV-1a of 32 bits (Fowler, Noll and Vo), over code points instead of bytes; unsigned. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? NaN), 0x01000193)
  return hash >>> 0
}

const encoder = new TextEncoder()

/** MurmurHash2 of a key (the one that Kafka's partitioner uses) as a fraction: from 0 (inclusive) to 1 (exclusive). */
export function uniformHash(key: string): number {
  return (murmur2(encoder.encode(key)) >>> 0) / 2 ** 32
}

/** A permutation of the places of ids, by the hash of seed and id: it does not depend on the order of the ids. */
export function seededPermutation(ids: readonly string[], seed: number): readonly number[] {
  return ids
    .map((id, place) => ({ id, place, hash: uniformHash(`${seed}/${id}`) }))
    .sort((a, b) => a.hash - b.hash || (a.id < b.id ? -1 : 1))
    .map(({ place }) => place)
}

/** The 32-bit finaliser of MurmurHash3 (Austin Appleby 2011, public domain): a bijection that mixes all bits; unsigned. */
export function fmix32(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** 2^32 divided by the golden ratio: the increment of SplitMix, which keeps 0 from being mapped to 0. */
const GOLDEN_GAMMA = 0x9e3779b9

/** A hash of a whole number under a seed; unsigned 32 bits. Different seeds give unrelated orders of the same numbers. */
export function seededHash(value: number, seed: number): number {
  const mixed = (number: number) => fmix32((number + GOLDEN_GAMMA) >>> 0)
  return mixed(mixed(seed >>> 0) ^ (value >>> 0))
}
