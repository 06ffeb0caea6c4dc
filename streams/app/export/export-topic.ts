import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../../engine/errors.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { avroSerde } from '../../engine/serde/avro.ts'
import type { AvroSchema } from '../../engine/serde/avro.ts'
import { JsonBytes } from '../../engine/serde/json-bytes.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'
import { schemaIdOf, unframe } from '../../engine/serde/wire.ts'
import type { AnyTopic } from '../../engine/topic.ts'
import { lineValues } from '../records/line-values.ts'
import { readRange } from '../records/read-range.ts'
import type { PartitionRange } from '../records/read-range.ts'
import { linesOf } from '../records/record-line.ts'
import { exportColumns } from './columns.ts'
import { directCells } from './direct-cells.ts'
import type { ExportFormat, ExportRange } from './export-options.ts'
import { csvRows, parquetRows } from './row-writer.ts'

export interface TopicExport extends ExportRange {
  readonly topic: string
  readonly format: ExportFormat
  readonly folder: string
  /** Ends the reading; what has been written by then is of no use. */
  readonly signal: AbortSignal
  /** @param message which names the record. */
  onUndecodable(message: string): void
}

/** What a file holds: of the offsets from `start` to before `end` of each partition every committed record. */
export interface ExportFacts {
  readonly topic: string
  readonly file: string
  readonly format: ExportFormat
  readonly records: number
  readonly tombstones: number
  /** Records that only NDJSON holds. */
  readonly undecodable: number
  /** Ids of the schemas that the values were written with. */
  readonly schemaIds: readonly number[]
  readonly partitions: readonly Omit<PartitionRange, 'topic'>[]
}

/**
 * Writes the committed records of a topic into `<folder>/<topic>.<format>`, partition by partition, in order of their offsets.
 * @throws {ConfigError} when no schema tells the columns; as `readRange`; what the file system says.
 */
export async function exportTopic(runtime: Runtime, options: TopicExport): Promise<ExportFacts> {
  const { topic, format, folder, signal, from, to, onUndecodable } = options
  const counts = { records: 0, tombstones: 0, undecodable: 0 }
  const schemaIds = new Set<number>()
  const name = `${topic}.${format}`
  const file = await open(join(folder, name), 'wx')
  try {
    const writer = format === 'ndjson' ? lineWriter(runtime, topic, file) : await rowWriter(runtime, options, file)
    const ranges = await readRange(runtime, {
      topic,
      from,
      to,
      signal,
      async onRecords({ partition }, records) {
        for (const [i, fault] of (await writer.write(partition, records)).entries()) {
          const schemaId = schemaIdOf(records[i]?.value ?? null)
          if (fault !== null) {
            counts.undecodable += 1
            onUndecodable(fault)
          } else {
            counts.records += 1
            if (schemaId === null) counts.tombstones += 1
            else schemaIds.add(schemaId)
          }
        }
      },
    })
    const partitions = ranges.map(({ partition, start, end, records }) => ({ partition, start, end, records }))
    const facts = { topic, file: name, format, ...counts, schemaIds: [...schemaIds].sort(byNumber), partitions }
    await writer.finish(JSON.stringify(facts))
    await file.sync()
    return facts
  } finally {
    await file.close()
  }
}

const byNumber = (a: number, b: number): number => a - b

interface TopicWriter {
  /** @returns of each record null, or why it could not be decoded. */
  write(partition: number, records: readonly LogRecord[]): Promise<readonly (string | null)[]>
  finish(facts: string): Promise<void>
}

/** Lines are written when there are so many bytes of them. */
const CHUNK_BYTES = 256 * 1024

/** The lines of `consume`, which hold what cannot be decoded, too. */
function lineWriter({ registry }: Runtime, topic: string, file: FileHandle): TopicWriter {
  const values = lineValues((id) => registry.writerSchema(id))
  const lines = new JsonBytes(CHUNK_BYTES)
  const flush = async () => {
    await file.appendFile(lines.written)
    lines.length = 0
  }
  return {
    async write(partition, records) {
      await values.prepare(records)
      const faults: (string | null)[] = []
      const beginLine = linesOf({ topic, partition })
      for (const record of records) {
        beginLine(lines, record)
        const value = values.endLine(lines, record) ? null : values.of(record)
        faults.push(value?.kind === 'undecodable' ? undecodable(`${topic}/${partition}/${record.offset}`, value.message) : null) // prettier-ignore
        if (lines.length >= CHUNK_BYTES) await flush()
      }
      return faults
    },
    finish: flush,
  }
}

const undecodable = (at: string, why: string): string => `The record at ${at} could not be decoded: ${why}.`

async function rowWriter(runtime: Runtime, options: TopicExport, file: FileHandle): Promise<TopicWriter> {
  const topic = await readableTopic(runtime, options)
  const columns = exportColumns(topic.value.schema)
  const avroSchema = JSON.stringify(topic.value.schema)
  const rows = options.format === 'csv' ? csvRows(columns, file) : parquetRows(columns, avroSchema, file)
  const { addCells } = rows
  const cells = addCells === undefined ? null : directCells(topic)
  return {
    async write(partition, records) {
      const faults: (string | null)[] = []
      if (cells !== null) await cells.prepare(runtime.registry, records)
      for (const record of records) {
        const row = cells?.of(partition, record) ?? null
        const [decoded] = row === null ? await runtime.codec.decode(topic, partition, [record]) : []
        faults.push(decoded?.ok === false ? decoded.message : null)
        const written = row !== null ? addCells?.(row, record.value?.length ?? 0) : decoded?.ok === true ? rows.add(decoded) : undefined // prettier-ignore
        if (written !== undefined) await written
      }
      return faults
    },
    finish: rows.finish,
  }
}

/** A topic of Slipstream, or one of somebody else with the schema of its first record: the others are read by that. */
async function readableTopic(runtime: Runtime, { topic: name, from, to, signal }: TopicExport): Promise<AnyTopic> {
  const known = runtime.topics.get(name)
  if (known !== undefined) return known
  const found = new AbortController()
  const schemas: AvroSchema[] = []
  await readRange(runtime, {
    topic: name,
    from,
    to,
    signal: AbortSignal.any([signal, found.signal]),
    async onRecords(_, records) {
      for (const { value } of records) {
        const framed = value === null ? null : unframe(value)
        const schema = framed === null ? null : await runtime.registry.writerSchema(framed.schemaId)
        if (schema === null) continue
        schemas.push(schema)
        found.abort()
        return
      }
    },
  })
  const [schema] = schemas
  if (schema === undefined) {
    throw new ConfigError(`${name} has no record whose schema the registry knows: nothing tells its columns.`)
  }
  const key = (text: string): string => text
  return {
    name,
    key,
    value: avroSerde(schema),
    compatibility: 'BACKWARD_TRANSITIVE',
    cleanup: 'for-ever',
    partitions: 0,
  }
}
