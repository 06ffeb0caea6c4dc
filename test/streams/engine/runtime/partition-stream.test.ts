import { expect, it } from 'vitest'
import { plays } from '../../../../schemas/topics.ts'
import { partitionStream } from '../../../../streams/engine/runtime/partition-stream.ts'
import { alive } from '../../../support/collected.ts'
import { played } from '../../../support/builders.ts'
import { memoryLog } from '../../app/records/memory-log.ts'

const at = { topic: plays.name, partition: 0 }

/** @param count plays, of one listener and so of one partition. */
async function streamed(count: number) {
  const memory = memoryLog()
  await memory.write(...Array.from({ length: count }, (_, n) => played('liked', `track-${n}`)))
  const [first] = await memory.read(plays)
  const batches: WeakRef<object>[] = []
  const { codec } = memory.runtime
  const decode: typeof codec.decode = async (...args) => {
    const batch = await codec.decode(...args)
    batches.push(new WeakRef(batch))
    return batch
  }
  const left = new AbortController()
  const runtime = { ...memory.runtime, codec: { ...codec, decode } }
  return { stream: partitionStream(runtime, { ...at, partition: first?.partition ?? 0 }, Infinity, left.signal), batches, left } // prettier-ignore
}

it('holds one batch beside the one that was taken last', async () => {
  const { stream, batches } = await streamed(5_000)
  const taken: number[] = []
  for (let n = 0; n < 8; n += 1) taken.push((await stream.next())?.length ?? 0)
  expect(await alive(batches)).toBeLessThan(4)
  for (let batch = await stream.next(); batch !== null; batch = await stream.next()) taken.push(batch.length)
  expect(taken).toStrictEqual(Array.from({ length: 10 }, () => 500))
  expect(await stream.next()).toBeNull()
})

it('ends when its reader has left: who asks is told, and what was fetched is let go', async () => {
  const { stream, batches, left } = await streamed(5_000)
  await stream.next()
  left.abort()
  await expect(stream.next()).rejects.toThrow('aborted')
  expect(await alive(batches)).toBe(0)
})
