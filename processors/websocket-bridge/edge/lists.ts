import type { ListenerId, PlaylistId, Queue } from '../../../schemas/generated.ts'
import { MAX_PLAYLISTS } from '../../../schemas/http.ts'
import { parsePlaylistKey } from '../../../schemas/keys.ts'
import type { ListsMessage } from '../../../schemas/live.ts'
import { playlists, queues } from '../../../schemas/topics.ts'
import type { EdgeContext, RecordProducer } from '../../../streams/engine/runtime/context.ts'
import type { InputOf, Position, RecordOf } from '../../../streams/engine/topic.ts'
import type { Playlist } from '../../shared/playlists/playlist.ts'
import { withChange } from '../../shared/playlists/playlist.ts'
import { Problem } from '../problem.ts'
import { queueAfter } from '../queue.ts'
import { packedTable } from './packed-table.ts'

/** Listeners whose lists are kept uncompressed: those that were used last. */
const UNPACKED = 200
/** And of the bytes that these take at most: 200,000 entries. */
const UNPACKED_BYTES = 64 * 1024 * 1024
/** An entry with its ids and position, as V8 keeps them; measured with 100,000 of them. */
const ENTRY_BYTES = 330
/** Deleted playlists of a listener that are remembered, so that a change that crosses the deletion merges with it. */
const MAX_DELETED = 100
/** What was written has been read back within this time, else its sender is told that it may not be stored. */
const READ_BACK_WITHIN_MS = 10_000

/**
 * The playlists and the queue of every listener, folded from Kafka alone: a database that is down takes no queue away, and
 * each copy of the bridge comes to the same lists. Those of listeners who are not here are kept compressed, some 40 bytes for
 * each entry; `test/processors/websocket-bridge/edge/lists.test.ts` measures it.
 */
export interface Lists {
  /** With the deleted ones. @throws {Problem} `starting` */
  playlistsOf(listener: ListenerId): ReadonlyMap<PlaylistId, Playlist>
  /** Null: none was ever put. @throws {Problem} `starting` */
  queueOf(listener: ListenerId): Queue | null
  /** Writes, and resolves once the records have been read back: what is asked next knows them. @throws {Problem} `not-stored` */
  store(records: readonly (RecordOf<typeof playlists> | RecordOf<typeof queues>)[]): Promise<void>
  /** Does one thing of a listener after another: what is decided by the lists holds until it is stored. */
  inTurn<T>(listener: ListenerId, work: () => Promise<T>): Promise<T>
  stop(): Promise<void>
}

export type OnListChange = (listener: ListenerId, message: ListsMessage) => void

/** @param onChange called for each change of the lists of a listener that comes once they have been read. */
export async function followLists(
  context: EdgeContext,
  producer: RecordProducer,
  onChange: OnListChange,
): Promise<Lists> {
  const { byListener, queueBy } = listTables()
  const readBack = positionsRead()
  const turns = new Map<ListenerId, Promise<unknown>>()
  let isCaughtUp = false

  const tell: OnListChange = (listener, message) => {
    if (isCaughtUp) onChange(listener, message)
  }
  const takePlaylist = ({ key, value, timestamp }: InputOf<typeof playlists>) => {
    const named = parsePlaylistKey(key)
    if (named === null) return
    const { listener, playlist: id } = named
    if (value === null) {
      dropPlaylist(byListener, listener, id)
      return
    }
    const known = byListener.get(listener) ?? new Map<PlaylistId, Playlist>()
    const before = known.get(id) ?? null
    const after = withChange(before, value, timestamp)
    if (after === before) return
    known.set(id, after)
    dropBeyond(known)
    byListener.set(listener, known)
    tell(listener, { type: 'playlists', playlistId: id, deviceId: value.deviceId })
  }
  const follower = await context.follow([playlists, queues], {
    from: 'start',
    isolation: 'committed',
    onRecord(record) {
      if (record.topic === 'playlists') takePlaylist(record)
      else if (record.value === null) queueBy.delete(record.key)
      else {
        const queue = queueAfter(queueBy.get(record.key) ?? null, record.value)
        queueBy.set(record.key, queue)
        tell(record.key, { type: 'queue', revision: queue.revision, deviceId: queue.deviceId })
      }
      readBack.reached(record.topic, record)
    },
  })
  const open = () => void (isCaughtUp = true)
  follower.caughtUp.then(open, () => undefined) // on an error the runtime ends the process
  const opened = () => {
    if (!isCaughtUp) throw new Problem('starting', 'Playlists and queues are still being read from Kafka.')
  }

  return {
    playlistsOf(listener) {
      opened()
      return byListener.get(listener) ?? new Map<PlaylistId, Playlist>()
    },
    queueOf(listener) {
      opened()
      return queueBy.get(listener) ?? null
    },
    async store(records) {
      try {
        const positions = await producer.send(records)
        await Promise.all(positions.map((position, i) => readBack.wait(records[i]?.topic ?? '', position)))
      } catch (cause) {
        throw new Problem('not-stored', 'Kafka did not confirm the change. Try again; it counts once.', { cause })
      }
    },
    async inTurn(listener, work) {
      const turn = (turns.get(listener) ?? Promise.resolve()).then(work, work)
      const settled = turn.catch(() => undefined)
      turns.set(listener, settled)
      void settled.then(() => {
        if (turns.get(listener) === settled) turns.delete(listener)
      })
      return turn
    },
    stop: () => follower.stop(),
  }
}

type ListTables = ReturnType<typeof listTables>

/** The lists of all listeners. */
function listTables() {
  const byListener = packedTable<ListenerId, Map<PlaylistId, Playlist>>({
    count: UNPACKED,
    bytes: UNPACKED_BYTES,
    bytesOf: (known) =>
      [...known.values()].reduce((sum, { entries }) => sum + ENTRY_BYTES * (1 + entries.length), ENTRY_BYTES),
  })
  const queueBy = packedTable<ListenerId, Queue>({
    count: UNPACKED,
    bytes: UNPACKED_BYTES,
    bytesOf: ({ yours, before }) => ENTRY_BYTES * (1 + yours.length + before.length),
  })
  return { byListener, queueBy }
}

/** Of a listener who was forgotten. */
function dropPlaylist(byListener: ListTables['byListener'], listener: ListenerId, id: PlaylistId): void {
  const known = byListener.get(listener)
  if (known?.delete(id) !== true) return
  if (known.size === 0) byListener.delete(listener)
  else byListener.set(listener, known)
}

/** The bridge takes no more than fit; another program may write more, of which the deleted and then the latest are dropped. */
function dropBeyond(known: Map<PlaylistId, Playlist>): void {
  const deleted = [...known].filter(([, { isDeleted }]) => isDeleted)
  const oldest = deleted.toSorted(([, a], [, b]) => a.updatedAt - b.updatedAt)
  for (const [id] of oldest.slice(0, Math.max(0, deleted.length - MAX_DELETED))) known.delete(id)
  for (const id of [...known.keys()].slice(MAX_PLAYLISTS + MAX_DELETED)) known.delete(id)
}

/** How far each partition has been read, and who waits for more. */
function positionsRead() {
  const next = new Map<string, number>()
  const waiting = new Set<{ readonly partition: string; readonly offset: number; resolve(): void }>()
  const nameOf = (topic: string, { partition }: Position) => `${topic}/${partition}`
  return {
    reached(topic: string, position: Position) {
      const partition = nameOf(topic, position)
      next.set(partition, position.offset + 1)
      for (const each of waiting) if (each.partition === partition && each.offset <= position.offset) each.resolve()
    },
    wait(topic: string, position: Position): Promise<void> {
      const partition = nameOf(topic, position)
      if ((next.get(partition) ?? 0) > position.offset) return Promise.resolve()
      return new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(waiter)
          reject(new Error(`${partition} was not read up to ${position.offset} in time.`))
        }, READ_BACK_WITHIN_MS)
        const waiter = {
          partition,
          offset: position.offset,
          resolve() {
            clearTimeout(late)
            waiting.delete(waiter)
            resolve()
          },
        }
        waiting.add(waiter)
      })
    },
  }
}
