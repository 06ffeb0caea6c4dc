import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { indexTracks } from '../../processors/index-tracks/index-tracks.ts'
import { monitorFeedback } from '../../processors/monitor-feedback/monitor-feedback.ts'
import { trainIndex } from '../../processors/train-index/train-index.ts'
import { allTopics, deadLetters, feedback, indexTrainings, indexUpdates, listenerProfiles, monitorFeedbackState, recommendations } from '../../schemas/topics.ts' // prettier-ignore
import { unframe } from '../../streams/engine/serde/wire.ts'
import { createMemoryRuntime } from '../../streams/engine/testing/memory-runtime.ts'
import type { MemoryRuntime } from '../../streams/engine/testing/memory-runtime.ts'
import type { AnyTopic, StreamRecord } from '../../streams/engine/topic.ts'
import { recommend } from '../support/recommend.ts'
import { expectedOf, inputOf, lineOf, scenarios } from '../support/scenario.ts'
import { temporaryFolders } from '../support/temporary.ts'

const newFolder = temporaryFolders('golden-runtime')

/** Starts and stops each processor after every few records: what it knows comes from changelogs, snapshots and tables. */
async function byTheRuntime(input: readonly StreamRecord[], recordsPerStart: number): Promise<MemoryRuntime> {
  const log = pino({ level: 'silent' })
  const runtime = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log })
  for (let i = 0; i < input.length; i += recordsPerStart) {
    await runtime.write(...input.slice(i, i + recordsPerStart))
    for (const processor of [trainIndex, indexTracks, recommend, monitorFeedback]) await runtime.runToEnd(processor)
  }
  return runtime
}

async function linesOf(runtime: MemoryRuntime): Promise<readonly string[]> {
  const lines: string[] = []
  for (const topic of [indexTrainings, indexUpdates, recommendations, feedback, deadLetters] as readonly AnyTopic[]) {
    for (const { key, value, timestamp } of await runtime.read(topic)) {
      lines.push(lineOf({ topic: topic.name, key, value: withoutFraming(value), timestamp }))
    }
  }
  for (const topic of [listenerProfiles, monitorFeedbackState] as readonly AnyTopic[]) {
    const newest = new Map((await runtime.read(topic)).map(({ key, value }) => [key, value]))
    for (const [key, value] of newest) if (value !== null) lines.push(lineOf({ table: topic.name, key, value }))
  }
  return lines
}

/** A dead letter holds the bytes of its record. The driver has no registry, so its records have no schema id before them. */
function withoutFraming(value: unknown): unknown {
  const isDeadLetter = typeof value === 'object' && value !== null && 'processor' in value && 'value' in value
  if (!isDeadLetter || !Buffer.isBuffer(value.value)) return value
  return { ...value, value: unframe(value.value)?.avro }
}

/**
 * What depends on the run: how long a suggestion took is measured by the clock, from the header `sent-at` that the driver does not
 * write.
 */
function withoutRun(line: string): string {
  return line
    .replace(/"timeToSuggestion(P\d+)Ms":[^,]+/g, '"timeToSuggestion$1Ms":null')
    .replace(/"times":\[[^\]]*\]/g, '"times":[]')
}

const comparable = (lines: readonly string[]): readonly string[] => byKey(lines.map(withoutRun))

/** Records of different partitions have no order among each other; those of one key stay in theirs. */
function byKey(lines: readonly string[]): readonly string[] {
  const name = (line: string) => {
    const { topic, table, key } = JSON.parse(line) as { topic?: string; table?: string; key: string } // a golden line
    return `${topic ?? table ?? ''} ${key}`
  }
  return lines.toSorted((a, b) => (name(a) < name(b) ? -1 : Number(name(a) > name(b))))
}

/**
 * The driver is believed because of this: the runtime itself, with tasks, transactions, restore and tables, gives the goldens too.
 * One record at a time, each processor has read its tables exactly to the event time of the record.
 */
describe.each(scenarios())('the runtime on the scenario %s', (scenario) => {
  it('gives what the driver gives', async () => {
    const given = comparable(await linesOf(await byTheRuntime(inputOf(scenario), 1)))
    expect(given).toStrictEqual(comparable(expectedOf(scenario, given)))
  })
})
