import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { deadLetters } from '../../../../schemas/topics.ts'
import { processor } from '../../../../streams/engine/processor.ts'
import { avroSerde } from '../../../../streams/engine/serde/avro.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import type { MemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import type { Topic } from '../../../../streams/engine/topic.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('restore')

interface Count {
  readonly count: number
}

const topic = <N extends string>(name: N, cleanup: Topic['cleanup']): Topic<N, string, Count> => ({
  name,
  key: (text) => text,
  value: avroSerde<Count>({ type: 'record', name: 'Count', fields: [{ name: 'count', type: 'int' }] }),
  compatibility: 'FULL_TRANSITIVE',
  cleanup,
  partitions: 1,
})
const plays = topic('plays', 'for-ever')
const totals = topic('totals', 'for-ever')
const memory = topic('memory', 'compact')

/** Counts each record once; a negative count says the total without changing it. */
const add = processor({
  name: 'add',
  from: [plays],
  to: [totals],
  changelog: memory,
  initial: { count: 0 },
  step(state, { key, value, timestamp }) {
    if (value === null || value.count < 0) return { state, emit: [record(totals, key, state, timestamp)] }
    const next = { count: state.count + value.count }
    return { state: next, emit: [record(totals, key, next, timestamp)] }
  },
})

const started = (dataFolder = newFolder()): MemoryRuntime =>
  createMemoryRuntime({ topics: [plays, totals, memory, deadLetters], deadLetters, dataFolder, log: pino({ level: 'silent' }) }) // prettier-ignore
const played = (key: string, count: number, timestamp = 1) => record(plays, key, { count }, timestamp)
const totalsOf = async (runtime: MemoryRuntime) => (await runtime.read(totals)).map(({ value }) => value?.count)

describe('a registry that does not know the schema of a state', () => {
  it('stops the processor before anything is overwritten; with the right one it goes on as it was', async () => {
    const runtime = started()
    await runtime.write(played('a', 1), played('a', 2))
    await runtime.runToEnd(add)
    const states = await runtime.read(memory)
    await runtime.write(played('a', 4))
    runtime.registry.forget()
    await expect(runtime.runToEnd(add)).rejects.toMatchObject({ code: 'schema-unknown', retriable: false })
    runtime.registry.remember()
    expect(await runtime.read(memory)).toStrictEqual(states)
    await runtime.runToEnd(add)
    expect([await totalsOf(runtime), await runtime.read(deadLetters)]).toStrictEqual([[1, 3, 7], []])
  })
})
