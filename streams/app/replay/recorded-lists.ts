import { decodedRecord } from '../../engine/serde/codec.ts'
import type { ListenerId, Recommendation } from '../../../schemas/generated.ts'
import { plays, recommendations } from '../../../schemas/topics.ts'
import { partitionsOf, readToEnd } from '../../engine/runtime/runtime.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { partitionOf } from '../../engine/partition.ts'

/** A list as it lies in the log. */
export interface RecordedList {
  readonly list: Recommendation
  /** Avro, behind the schema id. */
  readonly value: Buffer
}

/** The lists in `recommendations`, by the play that each answers. */
export interface RecordedLists {
  /** The list that was shown; null when there is none in the log any more. */
  shown(partition: number, offset: number): RecordedList | null
  /** The list of a model, shown or not, also of a program outside. */
  of(model: string, partition: number, offset: number): RecordedList | null
  /** Models that have lists. */
  readonly models: ReadonlySet<string>
}

/**
 * Reads recorded lists; they are held in memory, some 3 KB each.
 * @param serving the model that serves now: records of earlier versions do not say which list was shown.
 * @param listener whose lists are read; those of all unless given.
 */
export async function readRecordedLists(
  runtime: Runtime,
  serving: string,
  listener: ListenerId | null = null,
): Promise<RecordedLists> {
  const byPlay = new Map<string, Map<string, RecordedList>>()
  const models = new Set<string>()
  const partitions = partitionsOf(runtime, [recommendations])
  const own = listener === null ? null : partitionOf(Buffer.from(listener), partitions.length)
  await readToEnd(runtime, own === null ? partitions : partitions.filter(({ partition }) => partition === own), {
    from: 'start',
    what: recommendations.name,
    onBatch(batch) {
      for (const decoded of batch) {
        const list = decodedRecord(decoded, recommendations)?.value
        if (list == null || decoded.wire.value === null) continue
        if (list.causedBy.topic !== plays.name || (listener !== null && list.listenerId !== listener)) continue
        const at = positionOf(list.causedBy.partition, list.causedBy.offset)
        const known = byPlay.get(at) ?? new Map<string, RecordedList>()
        if (!known.has(list.model)) known.set(list.model, { list, value: decoded.wire.value })
        byPlay.set(at, known)
        models.add(list.model)
      }
    },
  })
  return {
    models,
    of: (model, partition, offset) => byPlay.get(positionOf(partition, offset))?.get(model) ?? null,
    shown: (partition, offset) => shownOf([...(byPlay.get(positionOf(partition, offset))?.values() ?? [])], serving),
  }
}

const positionOf = (partition: number, offset: number): string => `${partition}/${offset}`

/** The list that says so; of those that do not say it, the one of the serving model or an earlier version of it. */
export function shownOf(lists: readonly RecordedList[], serving: string): RecordedList | null {
  const said = lists.find(({ list }) => list.shown === true)
  const alike = (model: string) => withoutVersion(model) === withoutVersion(serving)
  return said ?? lists.find(({ list }) => list.shown === null && alike(list.model)) ?? null
}

const withoutVersion = (model: string): string => model.replace(/-\d+$/, '')
