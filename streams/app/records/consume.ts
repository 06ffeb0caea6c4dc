import type { TopicPartition } from '../../engine/kafka/port.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { JsonBytes } from '../../engine/serde/json-bytes.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'
import { connectRegistry } from '../../engine/serde/registry.ts'
import type { Registry } from '../../engine/serde/registry.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { countedRecords } from '../output/counted-records.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { interruption } from '../output/interruption.ts'
import { recordOutput } from '../output/record-output.ts'
import type { RecordOutput } from '../output/record-output.ts'
import { parseConsumeOptions } from './consume-options.ts'
import type { ConsumeArguments, ConsumeOptions } from './consume-options.ts'
import { readLatest } from './latest-by-key.ts'
import { lineValues, rawValue } from './line-values.ts'
import type { LineValues } from './line-values.ts'
import { readRange } from './read-range.ts'
import { endLine, linesOf } from './record-line.ts'

/** Prints the records of a topic. @returns the exit code. */
export async function consume(
  config: Config,
  topic: string,
  typed: ConsumeArguments,
  streams: OutputStreams,
): Promise<number> {
  const options = parseConsumeOptions(typed, Date.now())
  const signal = interruption()
  const runtime = await connectClient(config, 'consume', signal)
  return consumeTopic(runtime, topic, options, { output: recordOutput(), streams, signal })
}

export interface Consumer {
  readonly output: RecordOutput
  readonly streams: Pick<OutputStreams, 'err'>
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Where schemas are; that of the runtime for its own topics, and else one that keeps none in the data folder. */
  readonly registry?: Pick<Registry, 'writerSchema'>
}

/**
 * Prints the records of a range, at the pace of the reader of the output.
 * @returns the exit code: `absent` where some could not be decoded, `interrupted` after Ctrl-C.
 * @throws {OutputUnread}; as `readRange` and `Registry.writerSchema`.
 */
export async function consumeTopic(
  runtime: Runtime,
  topic: string,
  options: ConsumeOptions,
  consumer: Consumer,
): Promise<number> {
  const { output, streams, signal } = consumer
  const registry = consumer.registry ?? registryFor(runtime, topic)
  const values = lineValues((id) => registry.writerSchema(id), options)
  const enough = new AbortController()
  const printer = linePrinter(options, { values, output, enough })
  const read = options.latestByKey ? readLatest : readRange
  await read(runtime, {
    ...{ topic, from: options.from, to: options.to, follow: options.follow },
    ...(options.partitions !== null && { partitions: options.partitions }),
    signal: AbortSignal.any([signal, enough.signal]),
    onRecords: printer.print,
  })
  await printer.flush()
  await output.flush()
  const { undecodable, failed, asked } = printer.count
  if (undecodable > 0)
    streams.err(`${countedRecords(undecodable)} could not be decoded: each has an "error", and its bytes.`)
  if (failed !== null) {
    streams.err(
      `--where could not be told of ${countedRecords(failed.records)}, which were left out. The first: ${failed.message}`,
    )
  }
  if (signal.aborted) return EXIT.interrupted
  // An expression that could be told of no record at all is probably a wrong one.
  if (failed !== null && failed.records === asked) return EXIT.absent
  return undecodable > 0 ? EXIT.absent : EXIT.ok
}

/** A schema of others that was kept in the data folder would be asked for at each start, as those of the application are. */
const registryFor = (runtime: Runtime, topic: string): Pick<Registry, 'writerSchema'> =>
  runtime.topics.has(topic)
    ? runtime.registry
    : connectRegistry(runtime.settings.registryUrl, runtime.settings.access.registry)

interface Count {
  undecodable: number
  /** Records that `--where` was asked of. */
  asked: number
  /** Those of which it could not be told. */
  failed: { records: number; readonly message: string } | null
}

function linePrinter(
  { limit, isWanted, where, raw, format, iso, follow }: ConsumeOptions,
  { values, output, enough }: { readonly values: LineValues; readonly output: RecordOutput; readonly enough: AbortController }, // prettier-ignore
) {
  const count: Count = { undecodable: 0, asked: 0, failed: null }
  const lines = new JsonBytes(CHUNK_BYTES)
  let left = limit

  /** Asks `--where` of the line that was appended at `start`, and takes it back unless it is wanted. */
  const isTrue = (start: number): boolean => {
    if (where === null) return true
    count.asked += 1
    const result = where(JSON.parse(lines.bytes.toString('utf8', start, lines.length)) as Readonly<Record<string, unknown>>) // prettier-ignore
    if (result.kind === 'error') {
      count.failed ??= { records: 0, message: result.message }
      count.failed.records += 1
    }
    if (result.kind !== 'wanted') lines.length = start
    return result.kind === 'wanted'
  }

  const flush = async () => {
    await output.printable(lines.written)
    lines.length = 0
  }

  const print = async (at: TopicPartition, records: readonly LogRecord[]): Promise<void> => {
    const wanted = isWanted === null ? records : records.filter(isWanted)
    if (!raw) await values.prepare(wanted)
    const beginLine = linesOf(at, { iso })
    for (const record of wanted) {
      if (left === 0) break
      const start = lines.length
      let isDecoded = true
      if (format === null || where !== null) {
        beginLine(lines, record)
        if (raw) endLine(lines, rawValue(record))
        else isDecoded = values.endLine(lines, record)
        if (!isTrue(start)) continue
      }
      if (format !== null) {
        lines.length = start
        const value = raw ? rawValue(record) : values.of(record)
        isDecoded = value.kind !== 'undecodable'
        const taken = output.text(format(at, record, value))
        if (taken !== undefined) await taken // awaiting each line would cost as much as writing it
      }
      if (!isDecoded) count.undecodable += 1
      left -= 1
      if (lines.length >= CHUNK_BYTES) await flush()
    }
    if (follow) await Promise.all([flush(), output.flush()])
    if (left === 0) enough.abort()
  }
  return { count, print, flush }
}

/** Lines wait until they are so many bytes: a write for each costs more than a line. */
const CHUNK_BYTES = 256 * 1024
