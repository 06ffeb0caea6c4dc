import { avroCells } from '../../engine/serde/avro-cells.ts'
import { isSameSchema } from '../../engine/serde/avro.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'
import type { Registry } from '../../engine/serde/registry.ts'
import { PREFIX_BYTES, schemaIdOf } from '../../engine/serde/wire.ts'
import type { AnyTopic } from '../../engine/topic.ts'
import { headersText } from '../records/record-line.ts'
import { exportType } from './columns.ts'

/** Rows of Parquet from bytes, for records that were written with the schema of their topic. */
export interface DirectCells {
  /** Asks for the schemas of some records, where one is not known yet. */
  prepare(registry: Pick<Registry, 'writerSchema'>, records: readonly LogRecord[]): Promise<void> | undefined
  /** The cells of such a record, valid until the next call; null where the codec has to decode it, or to say what is wrong. */
  of(partition: number, record: LogRecord): readonly unknown[] | null
}

/** Ids come from records, and a foreign producer can invent any number of them: beyond this all are asked for again. */
const MAX_SCHEMAS = 1_000

/** @returns null for a schema whose records only the codec decodes. */
export function directCells({ name, key, value }: AnyTopic): DirectCells | null {
  const read = avroCells(exportType(value.schema))
  if (read === null) return null
  /** Whether the schema of an id is that of the topic. */
  const known = new Map<number, boolean>()
  const ask = async (registry: Pick<Registry, 'writerSchema'>, ids: ReadonlySet<number>): Promise<void> => {
    if (known.size + ids.size > MAX_SCHEMAS) known.clear()
    for (const id of ids) {
      const schema = await registry.writerSchema(id)
      known.set(id, schema !== null && isUsable(() => isSameSchema(schema, value.schema)))
    }
  }
  const fields: unknown[] = []
  return {
    prepare(registry, records) {
      let missing: Set<number> | undefined
      for (const record of records) {
        const id = schemaIdOf(record.value)
        if (id !== null && !known.has(id)) (missing ??= new Set()).add(id)
      }
      return missing === undefined ? undefined : ask(registry, missing)
    },
    of(partition, record) {
      const id = schemaIdOf(record.value)
      if (record.key === null || record.value === null || id === null || known.get(id) !== true) return null
      if (!read(record.value.subarray(PREFIX_BYTES), fields)) return null
      const { offset, timestamp, headers } = record
      return [name, partition, BigInt(offset), timestamp, key(record.key.toString('utf8')), headersText(headers), id, ...fields] // prettier-ignore
    },
  }
}

/** A registry may hold schemas that are not Avro. */
function isUsable(compare: () => boolean): boolean {
  try {
    return compare()
  } catch {
    return false
  }
}
