import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inEventOrder, streamOf } from '../../../../streams/engine/runtime/event-order.ts'
import type { RecordStream } from '../../../../streams/engine/runtime/event-order.ts'

interface Timed {
  readonly at: number
  readonly from: number
  readonly n: number
}

/** A stream that gives so many at a time. */
function cut(records: readonly Timed[], size: number): RecordStream<Timed> {
  let next = 0
  return {
    next() {
      const batch = records.slice(next, next + size)
      next += size
      return Promise.resolve(batch.length === 0 ? null : batch)
    },
  }
}

async function merged(streams: readonly RecordStream<Timed>[]): Promise<readonly Timed[]> {
  const all: Timed[] = []
  for await (const batch of inEventOrder(streams, ({ at }) => at)) all.push(...batch)
  return all
}

const logs = fc
  .array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }), { maxLength: 4 })
  .map((times) => times.map((each, from) => each.map((at, n): Timed => ({ at, from, n }))))

it('does not depend on how records were fetched, and keeps the order of each stream', () =>
  fc.assert(
    fc.asyncProperty(logs, fc.integer({ min: 1, max: 5 }), async (each, size) => {
      const whole = await merged(each.map(streamOf))
      expect(await merged(each.map((log) => cut(log, size)))).toStrictEqual(whole)
      for (const [from, log] of each.entries())
        expect(whole.filter((record) => record.from === from)).toStrictEqual(log)
    }),
  ))

it('has the earliest first, and of equal times the stream that is named first', async () => {
  const times = [
    [3, 3, 7],
    [1, 3, 9],
    [3, 2],
  ]
  const all = await merged(times.map((each, from) => streamOf(each.map((at, n) => ({ at, from, n })))))
  expect(all.map(({ at, from }) => `${at}${'abc'.charAt(from)}`)).toStrictEqual(['1b', '3a', '3a', '3b', '3c', '2c', '7a', '9b']) // prettier-ignore
})
