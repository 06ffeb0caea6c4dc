import { pino } from 'pino'
import { expect, it } from 'vitest'
import { allTopics, deadLetters } from '../../../../schemas/topics.ts'
import { describeTopic, keptOf, listTopics, retentionText } from '../../../../streams/app/topics/topics.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('topics')

async function running() {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) }) // prettier-ignore
  const runtime = memory.connect(new AbortController().signal)
  const writer = await runtime.kafka.transactionalWriter('test', 'test', { topics: ['plays'] })
  const record = (key: string, timestamp: number) => ({ topic: 'plays', partition: 1, key: Buffer.from(key), value: null, headers: {}, timestamp }) // prettier-ignore
  await writer.send([record('a', 7), record('b', 5)])
  await writer.commit([])
  return runtime
}

function shown() {
  const lines: unknown[] = []
  return { lines, rows: { rows: (_: unknown, rows: readonly { readonly line: object }[]) => Promise.resolve(void lines.push(...rows.map(({ line }) => line))) } } // prettier-ignore
}

it('tells records beside offsets: the marker of a transaction takes an offset, and is no record', async () => {
  const runtime = await running()
  const { lines, rows } = shown()
  expect(await listTopics(runtime, rows)).toBe(0)
  expect(lines).toHaveLength(allTopics.length)
  expect(lines).toContainEqual(expect.objectContaining({ topic: 'plays', records: 2, exact: true, offsets: 3 }))
})

it('describes each partition, with its oldest record', async () => {
  const runtime = await running()
  const { lines, rows } = shown()
  expect(await describeTopic(runtime, 'plays', rows)).toBe(0)
  expect(lines[1]).toStrictEqual({
    topic: 'plays',
    partition: 1,
    cleanup: 'delete',
    retentionMs: 604_800_000,
    start: 0,
    end: 3,
    records: 2,
    exact: true,
    offsets: 3,
    oldest: 5,
  })
  await expect(describeTopic(runtime, 'playz', rows)).rejects.toThrow(ConfigError)
})

it('says for how long records are kept', () => {
  const kept = (cleanup: string, retention: string) =>
    keptOf({ config: new Map([['cleanup.policy', cleanup], ['retention.ms', retention]]) }).retentionMs // prettier-ignore
  expect([kept('compact', '5'), kept('delete', '-1'), kept('delete', '5')]).toStrictEqual([null, null, 5])
  expect([null, 86_400_000, 7_200_000, 1_500].map(retentionText)).toStrictEqual(['for ever', '1 d', '2 h', '1.5 s'])
})
