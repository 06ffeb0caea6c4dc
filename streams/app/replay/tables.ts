import { coListening } from '../../../processors/shared/co-listening/table.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { plays } from '../../../schemas/topics.ts'
import type { GlobalTable, Read } from '../../engine/processor.ts'
import { partitionsOf, readToEnd } from '../../engine/runtime/runtime.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { reading } from '../../engine/runtime/work.ts'
import type { InputRecord } from '../../engine/runtime/work.ts'
import type { AnyTopic } from '../../engine/topic.ts'
import { inEventOrder, streamOf } from '../../engine/runtime/event-order.ts'
import { replayedPlays } from './replayed-plays.ts'

/** Which content of the tables a list is made from: `now`, all that is in their topics; `recorded`, what there was at each play. */
export type Views = 'now' | 'recorded'

/** How far each partition of a table's topics was read, by `topic/partition`: the first offset that was not. */
export type ViewOffsets = Readonly<Record<string, number>>

/** The tables that models read. */
export interface ReplayTables {
  readonly read: Read
  readonly offsets: ViewOffsets
  /** With `recorded`: takes in what came up to a moment, epoch ms; what a topic has compacted away is not there. */
  catchUp(until: number): void
  /** With `recorded` and `causal`: takes in a play. */
  addPlay(play: InputRecord): void
}

const TABLES: readonly GlobalTable<unknown>[] = [libraryIndex, itemMetadata, coListening]
/** All but the plays: they are streamed, everything else is held in memory. */
const CATALOGUE = [...new Set(TABLES.flatMap(({ from }) => from))].filter(({ name }) => name !== plays.name)

/**
 * Reads the tables of the recommender. Their records are applied in event order (that of `inEventOrder`, topics as they are
 * declared, then partitions), so that two replays of one log have the same tables, byte for byte.
 * @param views with `causal` catalogue and index are as they are now, and what listeners play together as of each play.
 * @param limits of an earlier run: nothing behind them is read.
 */
export async function openTables(
  runtime: Runtime,
  views: Views | 'causal',
  limits: ViewOffsets | null,
): Promise<ReplayTables> {
  const contents = new Map(TABLES.map((table) => [table, table.create()]))
  const apply = (record: InputRecord) => {
    for (const table of TABLES)
      if (table.from.some(({ name }) => name === record.topic)) table.apply(contents.get(table), record)
  }
  const { records, offsets } = await catalogueRecords(runtime, limits)
  const read = reading('replay', contents)
  if (views === 'recorded') {
    let next = 0
    return {
      read,
      offsets,
      catchUp(until) {
        for (let record = records[next]; record !== undefined && record.timestamp <= until; record = records[next]) {
          apply(record)
          next += 1
        }
      },
      addPlay: apply,
    }
  }
  for (const record of records) apply(record)
  if (views === 'causal') return { read, offsets, catchUp: () => undefined, addPlay: apply }
  for await (const batch of replayedPlays(runtime, limits)) {
    for (const decoded of batch) if (decoded.ok) apply(decoded.record)
  }
  for (const table of TABLES) table.prepare?.(contents.get(table))
  return { read, offsets, catchUp: () => undefined, addPlay: () => undefined }
}

async function catalogueRecords(
  runtime: Runtime,
  limits: ViewOffsets | null,
): Promise<{ readonly records: readonly InputRecord[]; readonly offsets: ViewOffsets }> {
  const partitions = partitionsOf(runtime, CATALOGUE)
  const byPartition = new Map(partitions.map(({ topic, partition }) => [`${topic}/${partition}`, [] as InputRecord[]]))
  const end = await readToEnd(runtime, partitions, {
    from: 'start',
    what: 'the tables of the models',
    onBatch(batch) {
      for (const decoded of batch) {
        if (!decoded.ok) continue // the processors that read it have made it a dead letter
        const at = `${decoded.record.topic}/${decoded.record.partition}`
        if (decoded.record.offset < (limits?.[at] ?? Infinity)) byPartition.get(at)?.push(decoded.record)
      }
    },
  })
  const records: InputRecord[] = []
  const merged = inEventOrder([...byPartition.values()].map(streamOf), ({ timestamp }) => timestamp)
  for await (const batch of merged) for (const record of batch) records.push(record)
  const offsets = partitions.map((at): [string, number] => {
    const name = `${at.topic}/${at.partition}`
    return [name, limits?.[name] ?? end(at)]
  })
  return { records, offsets: Object.fromEntries(offsets) }
}

/** The topics that the tables are made from, for what names them. */
export const TABLE_TOPICS: readonly AnyTopic[] = [...CATALOGUE, plays]
