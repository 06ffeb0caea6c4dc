import { murmur2 } from '../../../streams/engine/partition.ts'

/** A small seeded generator (Tommy Ettinger's mulberry32): numbers from 0 (inclusive) to 1 (exclusive). */
export function seededChance(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const encoder = new TextEncoder()

/** Places of ids in an order that is drawn by the seed and depends on nothing else: whoever has the same ids draws alike. */
export function shuffled(ids: readonly string[], seed: number): readonly number[] {
  const hashes = Uint32Array.from(ids, (id) => murmur2(encoder.encode(`${seed}/${id}`)))
  const order = Array.from(ids, (_, i) => i)
  return order.sort((a, b) => (hashes[a] ?? 0) - (hashes[b] ?? 0) || ((ids[a] ?? '') < (ids[b] ?? '') ? -1 : 1))
}
