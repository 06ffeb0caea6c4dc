import { pino } from 'pino'
import { deadLetters } from '../../schemas/topics.ts'
import { processor } from '../../streams/engine/processor.ts'
import { avroSerde } from '../../streams/engine/serde/avro.ts'
import { createMemoryRuntime } from '../../streams/engine/testing/memory-runtime.ts'
import type { MemoryRuntime } from '../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../streams/engine/topic.ts'
import type { Topic } from '../../streams/engine/topic.ts'

/** A processor with a state that tells how often each record was counted, on the runtime in memory. */

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
export const plays = topic('plays', 'for-ever')
const totals = topic('totals', 'for-ever')
export const memory = topic('memory', 'compact')

/** Counts each record once; a negative count says the total without changing it. */
export const add = processor({
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

export const startAdding = (dataFolder: string): MemoryRuntime =>
  createMemoryRuntime({ topics: [plays, totals, memory, deadLetters], deadLetters, dataFolder, log: pino({ level: 'silent' }) }) // prettier-ignore
export const played = (key: string, count: number, timestamp = 1) => record(plays, key, { count }, timestamp)
export const totalsOf = async (runtime: MemoryRuntime) => (await runtime.read(totals)).map(({ value }) => value?.count)
