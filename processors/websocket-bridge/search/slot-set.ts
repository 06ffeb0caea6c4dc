const BITS = 32

/** A set of slots, one bit for each. */
export interface SlotSet {
  has(slot: number): boolean
  readonly size: number
  /** All of them, in order, when they are no more than this; else null. */
  upTo(most: number): readonly number[] | null
  each(): Generator<number>
}

/** @param slots may name one more than once. @param count of all slots there are. */
export function slotSet(slots: Iterable<readonly number[]>, count: number): SlotSet {
  const words = new Uint32Array(Math.ceil(count / BITS))
  for (const some of slots)
    for (const slot of some) words[slot >>> 5] = (words[slot >>> 5] ?? 0) | (1 << (slot & (BITS - 1)))
  return setOf(words)
}

/** Slots that are in both. */
export function inBoth(set: SlotSet, slots: Iterable<readonly number[]>, count: number): SlotSet {
  const words = new Uint32Array(Math.ceil(count / BITS))
  for (const some of slots)
    for (const slot of some)
      if (set.has(slot)) words[slot >>> 5] = (words[slot >>> 5] ?? 0) | (1 << (slot & (BITS - 1)))
  return setOf(words)
}

function setOf(words: Uint32Array): SlotSet {
  let size = 0
  for (const word of words) size += bitsIn(word)
  const each = function* (): Generator<number> {
    for (let at = 0; at < words.length; at += 1)
      for (let left = words[at] ?? 0; left !== 0; left &= left - 1) yield at * BITS + 31 - Math.clz32(left & -left)
  }
  return {
    has: (slot) => ((words[slot >>> 5] ?? 0) & (1 << (slot & (BITS - 1)))) !== 0,
    size,
    upTo: (most) => (size > most ? null : [...each()]),
    each,
  }
}

/** H. S. Warren, Hacker's Delight, section 5-1. */
function bitsIn(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555)
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333)
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
