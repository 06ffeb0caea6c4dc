import { murmur2 } from '../../streams/engine/partition.ts'

/**
 * A bounded memory of ids: a hash of 64 bits each, newest first, as bytes that a state can hold. Of a thousand ids, one that
 * was never added is taken for known once in 10^16.
 */

export const BYTES_PER_ID = 8

export function hasId(ids: Buffer, id: string): boolean {
  const hash = idHash(id)
  const [high, low] = [hash.readInt32BE(0), hash.readInt32BE(4)]
  for (let at = 0; at + BYTES_PER_ID <= ids.length; at += BYTES_PER_ID) {
    if (ids.readInt32BE(at) === high && ids.readInt32BE(at + 4) === low) return true
  }
  return false
}

/** @param max ids that are kept; the oldest is evicted. @returns another buffer. */
export function withId(ids: Buffer, id: string, max: number): Buffer {
  return Buffer.concat([idHash(id), ids.subarray(0, (max - 1) * BYTES_PER_ID)])
}

const encoder = new TextEncoder()

/** `BYTES_PER_ID` bytes: two hashes of texts that differ from the first byte on, so that they are independent. */
export function idHash(id: string): Buffer {
  const hash = Buffer.alloc(BYTES_PER_ID)
  hash.writeInt32BE(murmur2(encoder.encode(id)), 0)
  hash.writeInt32BE(murmur2(encoder.encode(`#${id}`)), 4)
  return hash
}
