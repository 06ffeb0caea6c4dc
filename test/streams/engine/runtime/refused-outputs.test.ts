import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { deadLetters } from '../../../../schemas/topics.ts'
import { KafkaError } from '../../../../streams/engine/kafka/kafka-error.ts'
import { processor } from '../../../../streams/engine/processor.ts'
import { RefusedOutputs } from '../../../../streams/engine/runtime/refused-outputs.ts'
import { avroSerde } from '../../../../streams/engine/serde/avro.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import type { MemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import type { Topic } from '../../../../streams/engine/topic.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('refused-outputs')

interface Text {
  readonly text: string
}

const topic = <N extends string>(name: N, cleanup: Topic['cleanup']): Topic<N, string, Text> => ({
  name,
  key: (text) => text,
  value: avroSerde<Text>({ type: 'record', name: 'Text', fields: [{ name: 'text', type: 'string' }] }),
  compatibility: 'FULL_TRANSITIVE',
  cleanup,
  partitions: 1,
})
const words = topic('words', 'for-ever')
const phrases = topic('phrases', 'for-ever')
const memory = topic('memory', 'compact')

/** Says all that was said before, and so grows with each word. */
const repeat = processor({
  name: 'repeat',
  from: [words],
  to: [phrases],
  changelog: memory,
  latency: 'interactive',
  initial: { text: '' },
  step(state, { key, value, timestamp }) {
    const text = `${state.text}${value?.text ?? ''}`
    return { state: { text }, emit: [record(phrases, key, { text }, timestamp)] }
  },
})

function started(largestBatchBytes?: number): MemoryRuntime {
  return createMemoryRuntime({
    topics: [words, phrases, memory, deadLetters],
    deadLetters,
    dataFolder: newFolder(),
    log: pino({ level: 'silent' }),
    ...(largestBatchBytes === undefined ? {} : { largestBatchBytes }),
  })
}

/** Two of them do not fit where one does. */
const LARGE = 'x'.repeat(1_200)
const LIMIT = 2_000
const said = (key: string, text: string) => record(words, key, { text }, 1)

async function resultOf(runtime: MemoryRuntime) {
  const [letters, spoken, states] = await Promise.all([
    runtime.read(deadLetters),
    runtime.read(phrases),
    runtime.read(memory),
  ])
  const short = (text = '') => text.replace(LARGE, 'X')
  return {
    letters: letters
      .map(({ value }) => `${value?.offset ?? ''} ${value?.code ?? ''} of ${value?.value?.length ?? 0}`)
      .sort(),
    spoken: spoken.map(({ value }) => short(value?.text)),
    states: Object.fromEntries(states.map(({ key, value }) => [key, short(value?.text)])),
  }
}

/** Between two starts, so that the state comes from memory and from the changelog. */
async function saidInTwoStarts(runtime: MemoryRuntime) {
  await runtime.write(said('a', LARGE), said('b', 'eins'), said('a', LARGE), said('a', '2'), said('b', 'zwei'))
  await runtime.runToEnd(repeat)
  await runtime.write(said('a', '3'), said('a', LARGE))
  await runtime.runToEnd(repeat)
  return resultOf(runtime)
}

describe('an input whose output is larger than the broker takes', () => {
  const expected = (code: string) => ({
    letters: [`2 ${code} of 1207`, `6 ${code} of 1207`],
    spoken: ['X', 'eins', 'X2', 'einszwei', 'X23'],
    states: { a: 'X23', b: 'einszwei' },
  })

  it('becomes a dead letter before anything is sent; its state stays as it was, and the stream goes on', async () => {
    expect(await saidInTwoStarts(started(LIMIT))).toStrictEqual(expected('output-too-large'))
  })

  it('is found when the broker refuses the transaction: only it becomes a dead letter', async () => {
    const runtime = started(Infinity)
    for (const { name } of [phrases, memory]) {
      runtime.kafka.configureTopic(name, { 'max.message.bytes': String(LIMIT) })
    }
    expect(await saidInTwoStarts(runtime)).toStrictEqual(expected('output-refused'))
  })

  it('ends the processor when the broker does not take the dead letter either', async () => {
    const runtime = started(Infinity)
    for (const { name } of [phrases, memory, deadLetters]) {
      runtime.kafka.configureTopic(name, { 'max.message.bytes': '400' })
    }
    await runtime.write(said('a', 'eins'), said('b', 'x'.repeat(500)))
    await expect(runtime.runToEnd(repeat)).rejects.toMatchObject({ kind: 'refused' })
  })

  it('has a letter without the record where the two together are too large', async () => {
    const runtime = started(1_450)
    await runtime.write(said('a', LARGE), said('a', LARGE), said('b', 'eins'))
    await runtime.runToEnd(repeat)
    expect(await resultOf(runtime)).toStrictEqual({
      letters: ['1 record-not-kept of 0'],
      spoken: ['X', 'eins'],
      states: { a: 'X', b: 'eins' },
    })
  })
})

describe('the search for the input', () => {
  const at = (next: number) => [{ topic: 'words', partition: 0, next }]
  const error = new KafkaError('refused', 'too large')

  it('suspects all that was processed, until each has been committed', () => {
    const refused = new RefusedOutputs()
    refused.suspect(at(3))
    refused.suspect(at(2)) // found again while they are processed one by one
    const suspects = () => [0, 1, 2, 3].filter((offset) => refused.isSuspect('words', 0, offset))
    expect([suspects(), refused.isSuspect('words', 1, 0)]).toStrictEqual([[0, 1, 2], false])
    refused.passed('words', 0, 0)
    expect(suspects()).toStrictEqual([0, 1, 2])
    refused.passed('words', 0, 2)
    expect(suspects()).toStrictEqual([])
  })

  it('ends with the input, or stops when even the dead letter is refused', () => {
    const refused = new RefusedOutputs()
    refused.found('words', 0, 1, error)
    expect([0, 1].map((offset) => refused.reasonOf('words', 0, offset))).toStrictEqual([null, error])
    expect(refused.isStuck).toBe(false)
    refused.found('words', 0, 1, error)
    expect(refused.isStuck).toBe(true)
    refused.passed('words', 0, 1)
    expect(refused.reasonOf('words', 0, 1)).toBeNull()
  })
})
