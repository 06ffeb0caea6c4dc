import type { Way } from '../data/playback-session.ts'
import { CHOSEN } from '../data/playback-session.ts'
import { MAX_QUEUED } from '../../schemas/http.ts'
import type { Queue, QueueEntry, QueueSource } from '../data/queue.ts'
import {
  advanced,
  emptyQueue,
  entriesOf,
  jumpedTo,
  wentBack,
  withAdded,
  withList,
  withNow,
  withRest,
} from '../data/queue.ts'
import { randomHex } from '../data/random.ts'
import type { Suggestion } from '../data/recommendations.ts'
import type { ListedTrack, Track } from '../data/tracks.ts'
import { isHere, trackOf } from '../data/tracks.ts'

/** How long an act can be undone. */
const UNDO_MS = 10_000
/** The entry ids of one page start with so many random bytes. */
const PAGE_ID_BYTES = 5
/** Tracks that could not be played, of which more are forgotten than any evening has. */
const MAX_UNPLAYABLE = 1_000
const MAX_SEED = 2 ** 32
/** UTF-16 units of the name of a source that the record of a queue holds. */
const MAX_SOURCE_NAME = 200

/** A track that may be known to be away, as those of lists are. */
export type TrackOfList = Track & Pick<ListedTrack, 'absentSince'>

/** Adds tracks to Yours. @returns whether more are to be added */
export type AddsTracks = (tracks: readonly TrackOfList[]) => boolean

/** What Live offers, as it is shown, best first. */
export interface Offer {
  readonly recommendationId: string
  readonly items: readonly Suggestion[]
}

/** The queue once something else plays, and how that came to be played. */
export interface Turn {
  readonly queue: Queue
  readonly entry: QueueEntry
  readonly way: Way
}

interface Undo {
  readonly queue: Queue
  /** Tracks of the offer that had been taken from it by then. */
  readonly taken: ReadonlySet<string>
  readonly words: string
}

interface Waiting {
  readonly yours: Queue['yours']
  readonly ids: ReadonlySet<string>
}

/** The queue, what Live offers behind it, and the last act on it, which can be taken back. It knows no sound. */
export class PlayerQueue {
  queue: Queue = emptyQueue
  /** What is read and can be undone changed. */
  readonly #changed: () => void
  readonly #why: (suggestion: Suggestion) => string
  readonly #pageId = randomHex(PAGE_ID_BYTES)
  readonly #unplayable = new Map<string, string>()
  #entries = 0
  #offer: Offer | null = null
  /** Tracks of the offer that were played from it. */
  #taken: ReadonlySet<string> = new Set()
  /** The list whose rest is being added to Yours; null: none is. */
  #growing: object | null = null
  /** The tracks of a Yours, which may be thousands and is asked for with each row. */
  #waiting: Waiting = { yours: emptyQueue.yours, ids: new Set() }
  #undo: Undo | null = null
  #undoTimer: ReturnType<typeof setTimeout> | undefined

  /** @param why the reason of a suggestion as it is shown */
  constructor(changed: () => void, why: (suggestion: Suggestion) => string) {
    this.#changed = changed
    this.#why = why
  }

  get undoable(): string | null {
    return this.#undo?.words ?? null
  }

  /** Why tracks could not be played in this sitting, by their ids. */
  get unplayable(): ReadonlyMap<string, string> {
    return this.#unplayable
  }

  /**
   * What Live offers, without what was played from it, what plays now and what cannot be played. What waits in Yours stands
   * behind the rest: it is not offered a second time while there is something else, and a small library may wait there whole.
   */
  get suggestions(): readonly Suggestion[] {
    const playing = this.queue.now?.track.trackId
    const isOpen = (id: string) => id !== playing && !this.#taken.has(id) && !this.#unplayable.has(id)
    const open = (this.#offer?.items ?? []).filter(({ trackId }) => isOpen(trackId))
    const { ids } = this.#waitingNow()
    const isWaiting = ({ trackId }: Suggestion) => ids.has(trackId)
    return [...open.filter((item) => !isWaiting(item)), ...open.filter(isWaiting)]
  }

  readonly newId = (): string => {
    this.#entries += 1
    return `${this.#pageId}${this.#entries.toString(36)}`
  }

  setOffer(offer: Offer | null): void {
    if (offer?.recommendationId !== this.#offer?.recommendationId) {
      this.#taken = new Set()
      if (this.#undo !== null) this.#undo = { ...this.#undo, taken: this.#taken }
    }
    this.#offer = offer
    this.#changed()
  }

  cannotPlay(trackId: string, reason: string): void {
    this.#unplayable.set(trackId, reason)
    const [oldest] = this.#unplayable.keys()
    if (this.#unplayable.size > MAX_UNPLAYABLE && oldest !== undefined) this.#unplayable.delete(oldest)
  }

  /** It is tried again, or it sounded after all. */
  mayPlay(trackId: string): void {
    this.#unplayable.delete(trackId)
  }

  set(queue: Queue): void {
    this.queue = queue
    this.#changed()
  }

  /** A turn is taken: what it plays is no longer offered. */
  take({ queue, entry }: Pick<Turn, 'queue' | 'entry'>): void {
    const isOfOffer = entry.offered !== undefined && entry.offered.recommendationId === this.#offer?.recommendationId
    if (isOfOffer) this.#taken = new Set([...this.#taken, entry.track.trackId])
    // An act before this one cannot be taken back any more: something else plays.
    if (this.#undo?.queue !== this.queue) this.forgetUndo()
    this.set(queue)
  }

  // ----------------------------------------------------------------------------------------------------------- turns

  /** @param byChance whether nobody pointed at the track: it was taken from the shuffled list */
  list(
    tracks: readonly TrackOfList[],
    at: number,
    source: QueueSource,
    shuffle: boolean,
    byChance = false,
  ): Turn | null {
    const picked = tracks[at]
    if (picked === undefined) return null
    const here = tracks.filter((track) => track === picked || isHere(track)).map(trackOf)
    const place = tracks.slice(0, at).filter(isHere).length
    const seed = shuffle ? (this.queue.shuffleSeed ?? newSeed()) : null
    const queue = withList({ ...this.queue, shuffleSeed: seed }, entriesOf(here, source, this.newId), place)
    return turnOf(queue, { ...wayOf(source), shuffled: byChance, itemRank: byChance ? null : at + 1 })
  }

  one(track: TrackOfList, source: QueueSource): Turn | null {
    const [entry] = entriesOf([trackOf(track)], source, this.newId)
    return entry === undefined ? null : turnOf(withNow(this.queue, entry), wayOf(source))
  }

  /** An entry of Yours, or one of Before again. */
  entry(entryId: string): Turn | null {
    const at = this.queue.yours.findIndex((entry) => entry.entryId === entryId)
    if (at >= 0) return turnOf(jumpedTo(this.queue, entryId), { ...this.#wayOfYours(), itemRank: at + 1 })
    const played = this.queue.before.find((entry) => entry.entryId === entryId)
    return played === undefined ? null : this.one(played.track, played.source)
  }

  /** What comes after what plays now: Yours, then Live where that goes on. What cannot be played is passed over. */
  next(isRadio: boolean): Turn | null {
    const { yours } = this.queue
    const at = yours.findIndex(({ track }) => !this.#unplayable.has(track.trackId))
    const queue = advanced({ ...this.queue, yours: at < 0 ? [] : yours.slice(at) }, this.newId)
    if (queue !== null) return turnOf(queue, this.#wayOfYours())
    const [first] = this.queue.goesOn ? this.suggestions : []
    return first === undefined ? null : this.live(first.trackId, isRadio)
  }

  previous(): Turn | null {
    const queue = wentBack(this.queue)
    return queue && turnOf(queue, CHOSEN)
  }

  live(trackId: string, isRadio: boolean): Turn | null {
    const entry = this.#entryOfLive(trackId)
    if (entry === null) return null
    const { recommendationId = null, itemRank = null } = entry.offered ?? {}
    const via = isRadio ? 'radio' : 'recommended'
    return turnOf(withNow(this.queue, entry), { via, recommendationId, shuffled: false, itemRank })
  }

  // ----------------------------------------------------------------------------------------------------------- edits

  add(tracks: readonly TrackOfList[], source: QueueSource, after: string | null): void {
    const entries = entriesOf(tracks.filter(isHere).map(trackOf), source, this.newId)
    this.edit(withAdded(this.queue, entries, after), `${songs(entries.length)} added`)
  }

  /**
   * Yours is to grow by the rest of a list, which is no act of its own: the next act on Yours ends it.
   * @param isMixed whether it is shuffled with what is in Yours, where that is shuffled
   * @returns adds some of it; false: no more is to be added
   */
  grow(source: QueueSource, isMixed: boolean): AddsTracks {
    const growing = {}
    this.#growing = growing
    return (tracks) => {
      if (this.#growing !== growing) return false
      this.set(withRest(this.queue, entriesOf(tracks.filter(isHere).map(trackOf), source, this.newId), isMixed))
      return this.queue.yours.length < MAX_QUEUED
    }
  }

  /** Yours is another one: what it was to grow by does not belong to it. */
  stopGrowing(): void {
    this.#growing = null
  }

  keep(trackId: string): void {
    const entry = this.#entryOfLive(trackId)
    if (entry === null) return
    this.remember(`“${entry.track.title}” kept`)
    this.#taken = new Set([...this.#taken, trackId])
    this.set(withAdded(this.queue, [entry], this.queue.yours.at(-1)?.entryId ?? null))
  }

  /** @param words what is done, for `undo` */
  edit(queue: Queue, words: string): void {
    this.remember(words)
    this.set(queue)
  }

  remember(words: string): void {
    this.forgetUndo()
    this.stopGrowing()
    this.#undo = { queue: this.queue, taken: this.#taken, words }
    this.#undoTimer = setTimeout(() => {
      this.#undo = null
      this.#changed()
    }, UNDO_MS)
  }

  forgetUndo(): void {
    clearTimeout(this.#undoTimer)
    this.#undo = null
  }

  /** @returns the queue as it was before the last act; null: it is too late, or there was none */
  undo(): Queue | null {
    const undo = this.#undo
    this.forgetUndo()
    if (undo === null) return null
    this.#taken = undo.taken
    return undo.queue
  }

  #entryOfLive(wanted: string): QueueEntry | null {
    const offer = this.#offer
    const at = this.suggestions.findIndex(({ trackId }) => trackId === wanted)
    const suggestion = this.suggestions[at]
    if (offer === null || suggestion === undefined) return null
    return {
      entryId: this.newId(),
      track: trackOf(suggestion),
      source: {
        kind: 'recommendation',
        id: offer.recommendationId,
        name: this.#why(suggestion).slice(0, MAX_SOURCE_NAME),
      },
      unshuffled: -1,
      offered: { recommendationId: offer.recommendationId, itemRank: at + 1 },
    }
  }

  #waitingNow(): Waiting {
    const { yours } = this.queue
    if (yours !== this.#waiting.yours) this.#waiting = { yours, ids: new Set(yours.map(({ track }) => track.trackId)) }
    return this.#waiting
  }

  #wayOfYours(): Way {
    return { via: 'queue', recommendationId: null, shuffled: this.queue.shuffleSeed !== null, itemRank: 1 }
  }
}

export function newSeed(): number {
  return Math.floor(Math.random() * MAX_SEED)
}

/** How many songs, in words. */
export function songs(count: number): string {
  return count === 1 ? '1 song' : `${count} songs`
}

function turnOf(queue: Queue, way: Way): Turn | null {
  return queue.now === null ? null : { queue, entry: queue.now, way }
}

function wayOf({ kind }: QueueSource): Way {
  return kind === 'search' ? { ...CHOSEN, via: 'search' } : CHOSEN
}
