import { LRUCache } from 'lru-cache'
import type { ListenerId, Recommendation } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import { opinions, plays, recommendations } from '../../../schemas/topics.ts'
import type { EdgeContext, Follower } from '../../../streams/engine/runtime/context.ts'
import { libraryIndex } from '../../shared/similarity/library-index-table.ts'
import { catalogue, standingIn } from '../catalogue.ts'
import { isOwnList } from '../../shared/own-list.ts'
import type { KnownModels } from '../known-models.ts'
import { replaces } from '../messages.ts'
import { opinionChange } from '../opinions.ts'
import { sittingsAfter } from '../sittings.ts'
import type { HeldSittings } from '../sittings.ts'
import type { Library, LibraryAnswer } from './library.ts'
import { progressOf } from './library.ts'
import { followLists } from './lists.ts'
import type { Lists } from './lists.ts'
import type { ListenerMessage } from './live.ts'
import { playWriter } from './play-writer.ts'
import type { PlayWriter } from './play-writer.ts'

/** Listeners whose newest recommendation is kept; the one that was used longest ago makes room. */
const MAX_LISTENERS = 10_000
/** Listeners whose sittings are kept, likewise. */
const MAX_SITTING_LISTENERS = 10_000
/** After a start, recommendations and plays of the last 24 hours are read again. */
const LOOK_BACK_MS = 24 * 3_600_000

/** What the bridge reads from Kafka and writes to it. */
export interface KafkaEndpoints {
  readonly library: Library
  readonly writer: PlayWriter
  readonly lists: Lists
  /** The newest recommendation of a listener, when one is known. */
  newest(listener: ListenerId): Recommendation | undefined
  /** What holds in the sittings of a listener, the one that changed last first. */
  sittings(listener: ListenerId): HeldSittings
  close(): Promise<void>
}

/** What is told of what comes, also while the topics are still being read. */
export interface OnComing {
  /** A recommendation replaces its listener's. @param causedAtMs event time, when its cause arrived. */
  recommendation(recommendation: Recommendation, causedAtMs: number): void
  sittings(listener: ListenerId, sittings: HeldSittings): void
  message(listener: ListenerId, message: ListenerMessage): void
  /** The listener was forgotten: what is open is to be ended. */
  forgotten(listener: ListenerId): void
}

/**
 * Resolves once everything that was in the topics has been read. Recommendations are read ahead of their commit.
 * @param shown the model whose lists are shown; of those of models in shadow only the model's name is of use.
 */
export async function openKafkaEndpoints(
  context: EdgeContext,
  shown: string,
  models: KnownModels,
  on: OnComing,
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
    onRecord({ key, value, timestamp, causedBy }) {
      if (value !== null) models.recommends(value.model)
      if (value?.model !== shown || !isOwnList(value, causedBy)) return
      if (!replaces(value, newest.get(key))) return
      newest.set(key, value)
      on.recommendation(value, timestamp)
    },
  })
  const standing = (id: string) => standingIn(tracks.content, trackId(id))
  const said = await followSaid(context, standing, {
    ...on,
    forgotten(listener) {
      newest.delete(listener)
      on.forgotten(listener)
    },
  })
  await Promise.all([follower.caughtUp, said.caughtUp])
  const lists = await followLists(context, producer, on.message)
  return {
    library: { catalogue: tracks, index },
    writer: playWriter(producer, Date.now, (error, count) =>
      context.log.warn({ err: error, plays: count }, 'Plays were not stored; their players send them again.'),
    ),
    lists,
    newest: (listener) => newest.get(listener),
    sittings: said.sittings,
    async close() {
      await lists.stop()
      await follower.stop()
      await said.stop()
      await producer.close()
    },
  }
}

/** Follows what listeners say of their sittings, and of tracks and artists from now on: each is told to all their players. */
async function followSaid(
  context: EdgeContext,
  standing: (id: string) => string,
  on: OnComing,
): Promise<Follower & { sittings(listener: ListenerId): HeldSittings }> {
  const sittings = new LRUCache<ListenerId, HeldSittings>({ max: MAX_SITTING_LISTENERS })
  const startedAt = Date.now()
  const follower = await context.follow([plays, opinions], {
    from: startedAt - LOOK_BACK_MS,
    isolation: 'committed',
    onRecord(record) {
      if (record.topic === 'opinions') {
        const change = record.timestamp < startedAt ? null : opinionChange(record.key, record.value, standing)
        if (change !== null) on.message(change.listener, change.message)
        return
      }
      const { key, value, timestamp } = record
      if (value === null) {
        sittings.delete(key)
        on.forgotten(key)
        return
      }
      const before = sittings.get(key) ?? []
      const after = sittingsAfter(before, value, timestamp)
      if (after === before) return
      if (after.length === 0) sittings.delete(key)
      else sittings.set(key, after)
      on.sittings(key, after)
    },
  })
  return { ...follower, sittings: (listener) => sittings.get(listener) ?? [] }
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
