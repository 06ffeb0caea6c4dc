import { listNamedTracks, listenerQueueShape, putQueue, readQueue } from '../../schemas/http.ts'
import type { KeyValueStore } from '../data/kept.ts'
import { keep, readKept } from '../data/kept.ts'
import { backoffMs } from '../data/backoff.ts'
import type { ListenerQueue, Queue } from '../data/queue.ts'
import { entryIdsOf, mergedQueue, queueOf, queuePut, trackIdsOf } from '../data/queue-record.ts'
import { randomHex } from '../data/random.ts'
import { RequestError, request } from '../data/requests.ts'
import { z } from '../data/shape.ts'
import type { Track } from '../data/tracks.ts'
import { trackOf } from '../data/tracks.ts'
import type { SyncMark } from './sync-mark.ts'
import { keepSyncMark, markChanged, readSyncMark, unsynced } from './sync-mark.ts'

/** Acts that follow each other this closely are put at once. */
const PUT_AFTER_MS = 600
/** While it plays, the position is put at least that often. */
const POSITION_EVERY_MS = 60_000
/** Tracks that one request names. */
const TRACKS_AT_ONCE = 200
const DEVICE_KEY = 'slipstream.device'
/** The problem of a queue that another player put first. */
const staleShape = z.object({ queue: listenerQueueShape })
/** What plays here. */
export interface Situation {
  readonly queue: Queue
  readonly positionMs: number
  readonly isPlaying: boolean
  readonly sessionId: string
}

export interface QueueHolder {
  situation(): Situation
  /** The queue is another one now. @param positionMs where to go on in its track; null: what plays here goes on */
  adopt(queue: Queue, positionMs: number | null): void
}

/**
 * Keeps the queue of this page and the one of the server the same: what the listener does here is put there, and what they
 * did in another player comes here. The newest act wins, and nothing that they put is lost.
 */
export class QueueSync {
  readonly #holder: QueueHolder
  readonly #store: KeyValueStore
  readonly #deviceId: string
  #kept: SyncMark
  #putTimer: number | undefined
  #putAtMs = 0
  #failures = 0
  #isBusy = false
  /** Whether the position is worth a record. */
  #isMoved = false
  /** Whether the server was asked since this page was opened: before, nothing is put over what it has. */
  #isRead = false

  constructor(store: KeyValueStore, holder: QueueHolder) {
    this.#store = store
    this.#holder = holder
    this.#deviceId = deviceIdOf(store)
    this.#kept = readSyncMark(store) ?? unsynced
  }

  /** The line to the server is open. */
  opened(): void {
    void this.#exchange()
  }

  /** A player put the queue. */
  told({ revision, deviceId }: { readonly revision: number; readonly deviceId: string | null }): void {
    if (deviceId !== this.#deviceId && revision > this.#kept.revision) void this.#exchange()
  }

  /** The listener changed the queue, or another track plays. */
  changed(): void {
    this.#kept = markChanged(this.#store, this.#kept)
    this.#putSoon(PUT_AFTER_MS)
  }

  /** The position moved on. @param isPaused it stays there: worth a record */
  moved(isPaused: boolean): void {
    if (!isPaused && performance.now() - this.#putAtMs < POSITION_EVERY_MS) return
    this.#putAtMs = performance.now()
    this.#isMoved = true
    this.#putSoon(PUT_AFTER_MS)
  }

  #putSoon(afterMs: number): void {
    window.clearTimeout(this.#putTimer)
    this.#putTimer = window.setTimeout(() => void this.#exchange(), afterMs)
  }

  /** Reads what others put, and puts what is newer here. */
  async #exchange(): Promise<void> {
    if (this.#isBusy) {
      this.#putSoon(PUT_AFTER_MS)
      return
    }
    this.#isBusy = true
    // Another page of this browser may have put it.
    this.#kept = readSyncMark(this.#store) ?? this.#kept
    try {
      if (!this.#isRead || !this.#kept.isChanged) await this.#read()
      this.#isRead = true
      if (this.#kept.isChanged || this.#isMoved) await this.#put()
      this.#failures = 0
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      this.#failures += 1
      if (this.#kept.isChanged) this.#putSoon(backoffMs(this.#failures, Math.random()))
    } finally {
      this.#isBusy = false
    }
  }

  async #read(): Promise<void> {
    const theirs = await request(readQueue, { signal: AbortSignal.timeout(POSITION_EVERY_MS) })
    if (theirs.revision > this.#kept.revision) await this.#take(theirs)
  }

  async #put(): Promise<void> {
    const { queue, positionMs, sessionId } = this.#holder.situation()
    const { revision, changedAt } = this.#kept
    this.#putAtMs = performance.now()
    this.#isMoved = false
    const body = queuePut(queue, { positionMs, sessionId, deviceId: this.#deviceId, revision })
    const signal = AbortSignal.timeout(POSITION_EVERY_MS)
    try {
      const answer = await request(putQueue, { signal, body })
      const isChanged = this.#kept.changedAt !== changedAt
      this.#keep({ revision: answer.revision, isChanged, base: [...entryIdsOf(queue)] })
    } catch (error) {
      const stale = error instanceof RequestError ? staleShape.safeParse(error.body) : null
      if (stale?.success !== true) throw error
      await this.#take(stale.data.queue)
      this.#putSoon(PUT_AFTER_MS)
    }
  }

  /** What another player put comes here, joined with what was done here meanwhile. */
  async #take(theirs: ListenerQueue): Promise<void> {
    const known = await this.#tracksOf(theirs)
    const there = queueOf(theirs, known)
    const { queue: here, isPlaying } = this.#holder.situation()
    const { isChanged, changedAt, base } = this.#kept
    const isSameSong = there.now?.entryId === here.now?.entryId
    const baseIds = new Set(base)
    this.#keep({ revision: theirs.revision, base: [...entryIdsOf(there)] })
    // What plays here goes on, whatever another player plays: each has its own until one is paused.
    if (isPlaying && !isSameSong) return
    // An empty queue is never newer than one that holds something: nobody empties Now.
    const isEmpty = here.now === null && here.yours.length === 0
    const isNewer = isChanged && !isEmpty && changedAt >= theirs.updatedAt
    const merged = isNewer ? mergedQueue(here, there, baseIds) : isChanged ? mergedQueue(there, here, baseIds) : there
    this.#holder.adopt(merged, isNewer || isSameSong ? null : theirs.positionMs)
    if (merged === there) this.#keep({ isChanged: false })
  }

  async #tracksOf(theirs: ListenerQueue): Promise<(trackId: string) => Track | null> {
    const { queue } = this.#holder.situation()
    const known = new Map<string, Track>()
    for (const { track } of [...(queue.now === null ? [] : [queue.now]), ...queue.yours, ...queue.before])
      known.set(track.trackId, track)
    const missing = trackIdsOf(theirs).filter((id) => !known.has(id))
    for (let from = 0; from < missing.length; from += TRACKS_AT_ONCE) {
      const ids = missing.slice(from, from + TRACKS_AT_ONCE)
      const query = new URLSearchParams({ ids: ids.join(',') })
      const { items } = await request(listNamedTracks, { signal: AbortSignal.timeout(POSITION_EVERY_MS), query })
      for (const item of items) known.set(item.trackId, trackOf(item))
    }
    return (trackId) => known.get(trackId) ?? null
  }

  #keep(changed: Partial<SyncMark>): void {
    this.#kept = keepSyncMark(this.#store, { ...this.#kept, ...changed })
  }
}

/** How this browser calls itself to the other players of the listener. */
function deviceIdOf(store: KeyValueStore): string {
  const kept = readKept(store, DEVICE_KEY, z.string())
  if (kept !== null) return kept
  const made = randomHex()
  keep(store, DEVICE_KEY, made)
  return made
}
