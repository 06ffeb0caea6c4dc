import { murmur2 } from '../../streams/engine/partition.ts'

/**
 * A bounded memory of ids: a hash of 64 bits each, newest first, as bytes that a state can hold. Of a thousand ids, one that
 * was never added is taken for known once in 10^16.
 */

export const BYTES_PER_ID = 8

export function hasId(ids: Buffer, id: string): boolean {
  const [high, low] = hashOf(id)
  for (let at = 0; at + BYTES_PER_ID <= ids.length; at += BYTES_PER_ID) {
    if (ids.readInt32BE(at) === high && ids.readInt32BE(at + 4) === low) return true
  }
  return false
}

/** @param max ids that are kept; the oldest is evicted. @returns another buffer. */
export function withId(ids: Buffer, id: string, max: number): Buffer {
  const [high, low] = hashOf(id)
  const added = Buffer.alloc(BYTES_PER_ID)
  added.writeInt32BE(high, 0)
  added.writeInt32BE(low, 4)
  return Buffer.concat([added, ids.subarray(0, (max - 1) * BYTES_PER_ID)])
}

const encoder = new TextEncoder()

/** Two hashes whose bytes differ from the first on, so that they are independent. */
function hashOf(id: string): readonly [number, number] {
  return [murmur2(encoder.encode(id)), murmur2(encoder.encode(`#${id}`))]
}
