const SEED = 0x9747b28c
const M = 0x5bd1e995
const R = 24
const TO_POSITIVE = 0x7fffffff

/**
 * The partition that Kafka's Java client chooses for a key (`BuiltInPartitioner.partitionForKey`), so that records of other
 * producers are co-partitioned with ours.
 * @param partitions partitions of the topic, at least 1.
 */
export function partitionOf(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & TO_POSITIVE) % partitions
}

/** MurmurHash2 as in Kafka's `Utils.murmur2`: 32 bits, signed. */
export function murmur2(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length - (bytes.length % 4)
  let hash = SEED ^ bytes.length
  for (let i = 0; i < whole; i += 4) {
    let k = Math.imul(view.getInt32(i, true), M)
    k ^= k >>> R
    hash = Math.imul(hash, M) ^ Math.imul(k, M)
  }
  const rest = bytes.subarray(whole)
  if (rest.length > 0) {
    for (const [i, byte] of rest.entries()) hash ^= byte << (8 * i)
    hash = Math.imul(hash, M)
  }
  hash ^= hash >>> 13
  hash = Math.imul(hash, M)
  return hash ^ (hash >>> 15)
}
