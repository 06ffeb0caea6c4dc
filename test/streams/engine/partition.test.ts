import { describe, expect, it } from 'vitest'
import { murmur2, partitionOf } from '../../../streams/engine/partition.ts'

describe('murmur2', () => {
  // From UtilsTest.testMurmur2 of Apache Kafka.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s as Kafka does', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash)
  })
})

describe('the partition of a key', () => {
  it('is that of the Java client, also for a negative hash', () => {
    expect(['21', 'foobar', 'abc'].map((key) => partitionOf(Buffer.from(key), 8))).toStrictEqual([4, 6, 3])
  })

  it('is 0 when there is one partition', () => {
    expect(partitionOf(Buffer.from('abc'), 1)).toBe(0)
  })
})
