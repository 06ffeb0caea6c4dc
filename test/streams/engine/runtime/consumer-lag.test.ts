import { pino } from 'pino'
import { expect, it } from 'vitest'
import { allTopics, deadLetters } from '../../../../schemas/topics.ts'
import { lagMeter } from '../../../../streams/engine/runtime/consumer-lag.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('consumer-lag')
const NOW = 1_000_000

/** Two committed transactions in a partition of `plays`, each with its marker: offsets 0, 1, (2), 3, (4). */
async function measured() {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) }) // prettier-ignore
  const runtime = memory.connect(new AbortController().signal)
  const writer = await runtime.kafka.transactionalWriter('test', 'test', { topics: ['plays'] })
  const write = async (...secondsAgo: readonly number[]) => {
    await writer.send(secondsAgo.map((seconds) => ({ topic: 'plays', partition: 0, key: Buffer.from('a'), value: null, headers: {}, timestamp: NOW - seconds * 1_000 }))) // prettier-ignore
    await writer.commit([])
  }
  await write(50, 40)
  await write(30)
  const admin = await runtime.kafka.admin()
  let reads = 0
  const kafka = { ...runtime.kafka, read: (options: Parameters<typeof runtime.kafka.read>[0]) => (reads++, runtime.kafka.read(options)) } // prettier-ignore
  return {
    commit: (group: string, next: number) => admin.setOffsets(group, [{ topic: 'plays', partition: 0, next }]),
    write,
    lags: lagMeter({ kafka, signal: runtime.signal }, () => NOW),
    reads: () => reads,
  }
}

it('is counted in records and seconds, for each group and topic, by whatever program', async () => {
  const { commit, lags } = await measured()
  await commit('recommend', 1)
  await commit('notebook', 0)
  expect(await lags()).toStrictEqual([
    { group: 'notebook', topic: 'plays', records: 3, seconds: 50 },
    { group: 'recommend', topic: 'plays', records: 2, seconds: 40 },
  ])
})

it('is 0 at rest, although a transaction marker stands behind the last record', async () => {
  const { commit, lags } = await measured()
  await commit('recommend', 4)
  expect(await lags()).toStrictEqual([{ group: 'recommend', topic: 'plays', records: 0, seconds: 0 }])
})

it('reads nothing again of what has not moved', async () => {
  const { commit, write, lags, reads } = await measured()
  await commit('recommend', 4)
  const [first, second] = [await lags(), await lags()]
  expect([reads(), second]).toStrictEqual([1, first])
  await write(10)
  expect(await lags()).toMatchObject([{ records: 1, seconds: 10 }])
  await commit('recommend', 6)
  expect(await lags()).toMatchObject([{ records: 0, seconds: 0 }])
  expect(reads()).toBe(3)
})

it('measures no more than so many groups, so that the series are bounded whatever programs there are', async () => {
  const { commit, lags } = await measured()
  for (let n = 0; n < 103; n++) await commit(`group-${String(n).padStart(3, '0')}`, 4)
  expect((await lags()).map(({ group }) => group).slice(-2)).toStrictEqual(['group-098', 'group-099'])
})
