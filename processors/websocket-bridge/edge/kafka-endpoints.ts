import { LRUCache } from 'lru-cache'
import type { ListenerId, Recommendation } from '../../../schemas/generated.ts'
import { recommendations } from '../../../schemas/topics.ts'
import type { EdgeContext } from '../../../streams/engine/runtime/context.ts'
import { libraryIndex } from '../../shared/similarity/library-index-table.ts'
import { catalogue } from '../catalogue.ts'
import type { KnownModels } from '../known-models.ts'
import { replaces } from '../messages.ts'
import type { Library, LibraryAnswer } from './library.ts'
import { progressOf } from './library.ts'
import { followLists } from './lists.ts'
import type { Lists, OnListChange } from './lists.ts'
import { playWriter } from './play-writer.ts'
import type { PlayWriter } from './play-writer.ts'

/** Listeners whose newest recommendation is kept; the one that was used longest ago makes room. */
const MAX_LISTENERS = 10_000
/** After a start, recommendations of the last 24 hours are read again. */
const LOOK_BACK_MS = 24 * 3_600_000

/** What the bridge reads from Kafka and writes to it. */
export interface KafkaEndpoints {
  readonly library: Library
  readonly writer: PlayWriter
  readonly lists: Lists
  /** The newest recommendation of a listener, when one is known. */
  newest(listener: ListenerId): Recommendation | undefined
  close(): Promise<void>
}

/**
 * Resolves once everything that was in the topics has been read. Recommendations are read ahead of their commit.
 * @param shown the model whose lists are shown; of those of models in shadow only the model's name is of use.
 * @param onNewer called for each recommendation that replaces its listener's, also while the topics are still being read;
 *   `causedAtMs` is event time, when its cause arrived.
 */
export async function openKafkaEndpoints(
  context: EdgeContext,
  shown: string,
  models: KnownModels,
  onNewer: (recommendation: Recommendation, causedAtMs: number) => void,
  onListChange: OnListChange,
): Promise<KafkaEndpoints> {
  const [tracks, index, producer] = await Promise.all([
    context.materialise(catalogue),
    context.materialise(libraryIndex),
    context.producer(),
  ])
  const newest = new LRUCache<ListenerId, Recommendation>({ max: MAX_LISTENERS })
  const follower = await context.follow([recommendations], {
    from: Date.now() - LOOK_BACK_MS,
    isolation: 'uncommitted',
    onRecord({ key, value, timestamp }) {
      if (value !== null) models.recommends(value.model)
      if (value?.model !== shown || !replaces(value, newest.get(key))) return
      newest.set(key, value)
      onNewer(value, timestamp)
    },
  })
  await follower.caughtUp
  const lists = await followLists(context, producer, onListChange)
  return {
    library: { catalogue: tracks, index },
    writer: playWriter(producer, Date.now, (error, count) =>
      context.log.warn({ err: error, plays: count }, 'Plays were not stored; their players send them again.'),
    ),
    lists,
    newest: (listener) => newest.get(listener),
    async close() {
      await lists.stop()
      await follower.stop()
      await producer.close()
    },
  }
}

/** The library changes with each track that is analysed; players are sent its progress at most this often. */
const PROGRESS_EVERY_MS = 500

/** Calls `announce` with the progress of the import whenever it has changed. @returns how to stop. */
export function announceProgress(library: Library, announce: (progress: LibraryAnswer) => void): () => void {
  let announced = JSON.stringify(progressOf(library))
  let timer: NodeJS.Timeout | null = null
  const check = () => {
    timer = null
    const progress = progressOf(library)
    const now = JSON.stringify(progress)
    if (now !== announced) announce(progress)
    announced = now
  }
  const onChange = () => {
    timer ??= setTimeout(check, PROGRESS_EVERY_MS)
  }
  const stops = [library.catalogue.onChange(onChange), library.index.onChange(onChange)]
  return () => {
    for (const stop of stops) stop()
    if (timer !== null) clearTimeout(timer)
  }
}
