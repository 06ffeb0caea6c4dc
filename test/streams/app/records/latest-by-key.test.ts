import { expect, it } from 'vitest'
import { readLatest } from '../../../../streams/app/records/latest-by-key.ts'
import type { RangeEdge } from '../../../../streams/app/records/range.ts'
import { memoryLog, outgoing } from './memory-log.ts'

async function latest(log: ReturnType<typeof memoryLog>, to: RangeEdge | null = null, maxKeys?: number) {
  const found: string[] = []
  const options = {
    ...{ topic: 'tables', from: { kind: 'earliest' } as const, to, signal: new AbortController().signal },
    onRecords: (_: unknown, records: readonly { key: Buffer | null; offset: number }[]) =>
      void found.push(...records.map(({ key, offset }) => `${String(key)}@${offset}`)),
  }
  await readLatest(log.runtime, options, maxKeys)
  return found
}

it('gives the newest record of each key in a range, in order, also a tombstone', async () => {
  const log = memoryLog({ tables: 2 })
  const keys = ['a', 'b', 'a', 'c', 'b']
  await log.append(
    ...keys.map((key, n) => outgoing('tables', 0, key, { timestamp: n, ...(n === 4 && { value: null }) })),
  )
  await log.append(outgoing('tables', 1, 'a'), outgoing('tables', 1, '', { key: null }))
  expect([await latest(log), await latest(log, { kind: 'offset', offset: 2 }), await latest(log, { kind: 'time', atMs: 3 })]).toStrictEqual([
    ['a@2', 'c@3', 'b@4', 'a@0', 'null@1'],
    ['a@0', 'b@1', 'a@0', 'null@1'],
    ['b@1', 'a@2'],
  ]) // prettier-ignore
})

it('says that there are too many keys, and remembers no more', async () => {
  const log = memoryLog({ tables: 1 })
  await log.append(...['a', 'b', 'c'].map((key) => outgoing('tables', 0, key)))
  await expect(latest(log, null, 2)).rejects.toMatchObject({ code: 'too-many-keys' })
})
