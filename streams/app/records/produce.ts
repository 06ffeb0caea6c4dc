import { once } from 'node:events'
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ConfigError, SlipstreamError } from '../../engine/errors.ts'
import { KafkaError } from '../../engine/kafka/kafka-error.ts'
import type { IdempotentProducer, KafkaAdmin } from '../../engine/kafka/port.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { OutgoingRecord } from '../../engine/serde/log-record.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { EXIT } from '../output/exit-codes.ts'
import { interruption } from '../output/interruption.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { askKafka, requireTopic } from './known-topic.ts'
import { LineFault, lineEncoder, targetName } from './line-encoder.ts'
import type { LineTarget } from './line-encoder.ts'
import { createKeptTopic } from './new-topic.ts'

export interface ProduceArguments {
  /** A new topic. */
  readonly into?: string
  readonly execute?: boolean
}

/** Wrong lines that are named; of more, only their number. */
const MAX_NAMED = 20
const RECORDS_PER_SEND = 1_000

/** Writes the lines of standard input as records. @returns the exit code. */
export async function produce(
  config: Config,
  topic: string | undefined,
  typed: ProduceArguments,
  streams: OutputStreams,
): Promise<number> {
  targetName(topic, typed.into)
  const signal = interruption()
  const runtime = await connectClient(config, 'produce', signal)
  return produceLines(runtime, topic, typed, { lines: linesOf(process.stdin), streams, signal })
}

export interface Producing {
  readonly lines: AsyncIterable<string>
  readonly streams: OutputStreams
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/**
 * Checks every line, and only then writes them: all, or none where a line is wrong. Lines wait in a temporary file in between, so
 * that any number of them takes little memory. Key, partition, timestamp, headers and bytes are those of the lines.
 * @returns the exit code: `unmet` where a line is wrong.
 */
export async function produceLines(
  runtime: Runtime,
  topic: string | undefined,
  { into, execute = false }: ProduceArguments,
  { lines, streams, signal }: Producing,
): Promise<number> {
  const name = targetName(topic, into)
  const found = await askKafka(runtime, (admin) => partitionsOfTarget(runtime, admin, name, into !== undefined))
  const declared = runtime.topics.get(name) ?? null
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-produce-'))
  try {
    const target: LineTarget = { topic: name, partitions: found ?? Infinity, declared }
    const path = join(folder, 'lines')
    const encode = lineEncoder(target, runtime.registry)
    const checked = await check(lines, encode, { path, signal })
    if (isAborted(signal)) return EXIT.interrupted
    if (checked.faults.length > 0) {
      for (const fault of checked.faults) streams.err(fault)
      streams.err(`${checked.wrong} of ${checked.records} lines are wrong; nothing was written.`)
      return EXIT.unmet
    }
    if (into === undefined && !execute) {
      streams.err(`${checked.records} records would be written into ${name}; nothing was. Add --execute to do it.`)
      return EXIT.ok
    }
    if (found === null) await askKafka(runtime, (admin) => createKeptTopic(admin, name, checked.partitions))
    const written = await write(runtime, linesOf(createReadStream(path)), encode, signal)
    streams.out(JSON.stringify({ topic: name, records: written }))
    if (!isAborted(signal)) return EXIT.ok
    streams.err(`It was interrupted: ${written} of ${checked.records} records were written into ${name}.`)
    return EXIT.interrupted
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted

/** @returns how many partitions there are; null: the topic is to be made. */
async function partitionsOfTarget(
  runtime: Runtime,
  admin: KafkaAdmin,
  name: string,
  isNew: boolean,
): Promise<number | null> {
  if (!isNew) return (await requireTopic(admin, name)).partitions
  if (runtime.topics.has(name)) {
    throw new ConfigError(`${name} is a topic of Slipstream: give --into a new name, or write "produce ${name}".`)
  }
  const there = (await admin.describeTopics([name])).get(name)
  if (there === undefined) return null
  const isEmpty = (await admin.logBounds([name])).every(({ start, end }) => start === end)
  if (isEmpty) return there.partitions
  throw new ConfigError(`${name} has records already, and would have these beside them: give --into a new name.`)
}

interface Checked {
  readonly records: number
  readonly wrong: number
  readonly faults: readonly string[]
  /** So many that each line has its own. */
  readonly partitions: number
}

async function check(
  lines: AsyncIterable<string>,
  encode: (line: string) => Promise<OutgoingRecord>,
  { path, signal }: { readonly path: string; readonly signal: AbortSignal },
): Promise<Checked> {
  const kept = createWriteStream(path)
  const faults: string[] = []
  let [number, records, wrong, partitions] = [0, 0, 0, 1]
  for await (const line of lines) {
    if (signal.aborted) break
    number += 1
    if (line.trim() === '') continue
    records += 1
    try {
      const { partition } = await encode(line)
      partitions = Math.max(partitions, partition + 1)
      if (!kept.write(`${line}\n`)) await once(kept, 'drain')
    } catch (error) {
      if (!(error instanceof LineFault)) throw error
      wrong += 1
      if (wrong <= MAX_NAMED) faults.push(`Line ${number}: ${error.message}`)
    }
  }
  kept.end()
  await once(kept, 'close')
  return { records, wrong, faults, partitions }
}

async function write(
  { kafka }: Runtime,
  lines: AsyncIterable<string>,
  encode: (line: string) => Promise<OutgoingRecord>,
  signal: AbortSignal,
): Promise<number> {
  const producer = await kafka.producer()
  let written = 0
  let batch: OutgoingRecord[] = []
  try {
    for await (const line of lines) {
      if (signal.aborted) break
      batch.push(await encode(line))
      if (batch.length < RECORDS_PER_SEND) continue
      written += await sent(producer, batch)
      batch = []
    }
    return signal.aborted ? written : written + (await sent(producer, batch))
  } finally {
    await producer.close()
  }
}

async function sent(producer: IdempotentProducer, batch: readonly OutgoingRecord[]): Promise<number> {
  try {
    await producer.send(batch)
    return batch.length
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    const isRefused = error.kind === 'refused'
    throw new SlipstreamError(
      isRefused ? 'record-refused' : 'kafka-unavailable',
      isRefused
        ? `Kafka refuses a record (${error.message}); those before it were written.`
        : `Kafka did not acknowledge records (${error.message}): they may or may not be in the topic.`,
      { retriable: !isRefused, cause: error },
    )
  }
}

/** Begins to read when the first line is asked for: lines that come before that would be lost, and with them the end. */
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  yield* createInterface({ input, crlfDelay: Infinity, terminal: false })
}
