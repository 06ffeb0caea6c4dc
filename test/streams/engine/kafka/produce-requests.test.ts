import { expect, it } from 'vitest'
import type { OutgoingRecord } from '../../../../streams/engine/serde/log-record.ts'
import { portionsOf } from '../../../../streams/engine/kafka/produce-requests.ts'

const KIB = 1024

it('sends at once no more than a broker takes in one batch, in order', () => {
  const sizes = [200, 200, 200, 900, 1, 510, 1].map((kib) => kib * KIB)
  const records = sizes.map((bytes): OutgoingRecord => ({
    topic: 'plays',
    partition: 0,
    key: null,
    value: Buffer.alloc(bytes),
    headers: {},
    timestamp: 1,
  }))
  expect(portionsOf(records).map((portion) => portion.map(({ value }) => (value?.length ?? 0) / KIB))).toStrictEqual([
    [200, 200],
    [200],
    [900],
    [1, 510],
    [1],
  ])
  const [small] = records
  const many = Array.from({ length: 8_001 }, () => ({ ...small, value: null })) as OutgoingRecord[]
  expect(portionsOf(many).map(({ length }) => length)).toStrictEqual([4_000, 4_000, 1])
  const traced = many.slice(0, 3).map((each) => ({ ...each, headers: { 'trace-id': 'x'.repeat(300 * KIB) } }))
  expect(portionsOf(traced).map(({ length }) => length)).toStrictEqual([1, 1, 1])
  expect(portionsOf([])).toStrictEqual([])
})
