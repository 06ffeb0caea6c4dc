import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../../engine/errors.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { avroSerde } from '../../engine/serde/avro.ts'
import type { AvroSchema } from '../../engine/serde/avro.ts'
import { unframe } from '../../engine/serde/wire.ts'
import type { AnyTopic } from '../../engine/topic.ts'
import { readRange } from '../records/read-range.ts'
import type { PartitionRange } from '../records/read-range.ts'
import { exportColumns } from './columns.ts'
import type { ExportFormat, ExportRange } from './export-options.ts'
import { schemaIdOf } from './row-cells.ts'
import { csvRows, ndjsonRows, parquetRows } from './row-writer.ts'
import type { RowWriter } from './row-writer.ts'

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
  const { topic: name, format, folder, signal, from, to } = options
  const topic = await readableTopic(runtime, options)
  const counts = { records: 0, tombstones: 0, undecodable: 0 }
  const schemaIds = new Set<number>()
  const fileName = `${name}.${format}`
  const file = await open(join(folder, fileName), 'wx')
  try {
    const rows = rowWriter(topic, format, file)
    const ranges = await readRange(runtime, {
      topic: name,
      from,
      to,
      signal,
      async onRecords({ partition }, records) {
        for (const decoded of await runtime.codec.decode(topic, partition, records)) {
          const schemaId = schemaIdOf(decoded.wire)
          if (!decoded.ok) {
            counts.undecodable += 1
            options.onUndecodable(decoded.message)
            await rows.addUndecodable?.(decoded)
            continue
          }
          counts.records += 1
          if (schemaId === null) counts.tombstones += 1
          else schemaIds.add(schemaId)
          const written = rows.add(decoded)
          if (written !== undefined) await written
        }
      },
    })
    const partitions = ranges.map(({ partition, start, end, records }) => ({ partition, start, end, records }))
    const facts = {
      topic: name,
      file: fileName,
      format,
      ...counts,
      schemaIds: [...schemaIds].sort(byNumber),
      partitions,
    }
    await rows.finish(JSON.stringify(facts))
    await file.sync()
    return facts
  } finally {
    await file.close()
  }
}

const byNumber = (a: number, b: number): number => a - b

function rowWriter({ value: { schema } }: AnyTopic, format: ExportFormat, file: FileHandle): RowWriter {
  switch (format) {
    case 'parquet':
      return parquetRows(exportColumns(schema), JSON.stringify(schema), file)
    case 'csv':
      return csvRows(exportColumns(schema), file)
    case 'ndjson':
      return ndjsonRows(JSON.stringify, file)
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
