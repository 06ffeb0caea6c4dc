import { LRUCache } from 'lru-cache'
import type { ListenerId, Play, PlayEvent, PlayId, TrackId } from '../../../schemas/generated.ts'
import { murmur2 } from '../../../streams/engine/partition.ts'
import { globalTable } from '../../../streams/engine/processor.ts'
import { overlongText } from '../../../schemas/limits.ts'
import { plays } from '../../../schemas/topics.ts'
import { hasId, withId } from '../recent-ids.ts'
import { retractedPlay } from '../retracted-play.ts'
import type { CoListeningModel, NextItemCandidate } from './model.ts'
import { trainCoListening } from './model.ts'

/** The co-listening model as of its last training. */
export interface CoListeningTable {
  /** Raised with each training; 0 before the first. */
  readonly version: number
  /** @param history tracks, the newest last. @returns the likeliest next tracks first; none before the first training. */
  nextItems(history: readonly TrackId[], limit: number): readonly NextItemCandidate[]
}

interface OwnedCoListening extends CoListeningTable {
  /** @param at event time of the play, epoch ms. */
  add(listener: ListenerId, play: Play, at: number): void
  /** From the next training on nothing of the listener is in the model. */
  forget(listener: ListenerId): void
}

/** Histories kept, that of the listener who played longest ago is evicted; and steps of one history, the earliest is evicted. */
const MAX_LISTENERS = 20_000
const MAX_HISTORY = 100
/** Plays of a track in a row that are told apart; of more the earliest can no longer be taken back. */
const MAX_REPEATS = 8
/** Ids of plays by which one that is sent again is recognised, for each history: as many as an outbox holds, and some. */
const MAX_PLAY_IDS = 512
/** Retracted sessions that are remembered of a history; a play of an earlier one would count again. As many as a profile keeps. */
const MAX_RETRACTED_HELD = 20
/** Plays and listeners before the first training. */
export const MIN_PLAYS = 300
export const MIN_LISTENERS = 50
/** The model is trained again when the number of plays has grown by this factor: the cost for each play stays constant. */
const GROWTH = 1.5

/** One play; several of a track in a row are one step of the history. */
interface Entry {
  readonly trackId: TrackId
  readonly sessionId: string
  /** Event time, epoch ms. */
  readonly at: number
  /** Hash of the id of the play (murmur2), by which it can be taken back. */
  readonly play: number
}

interface History {
  readonly entries: readonly Entry[]
  readonly playIds: Buffer
  /** Sessions that were retracted, newest first: what is played in them later does not count, as in private listening. */
  readonly retracted: readonly string[]
}

/**
 * The co-listening model, trained on all plays: finished and liked tracks count, and what another service counted as listened
 * to; retracted ones do not, and a play that is sent again counts once. The same plays in the same order give the same model; between partitions the order is that of
 * reading.
 */
export const coListening = globalTable<OwnedCoListening, typeof plays>({
  name: 'track-relations',
  from: [plays],
  create: createCoListening,
  apply(content, { key, value, timestamp }) {
    if (value === null) content.forget(key)
    else content.add(key, value, timestamp)
  },
})

function createCoListening(): OwnedCoListening {
  const histories = new LRUCache<ListenerId, History>({ max: MAX_LISTENERS })
  let model: CoListeningModel | null = null
  let version = 0
  let counted = 0
  let trainedAt = MIN_PLAYS / GROWTH
  return {
    get version() {
      return version
    },
    nextItems: (history, limit) => model?.nextItems(history, limit) ?? [],
    forget: (listener) => void histories.delete(listener),
    add(listener, play, at) {
      if (!COUNTED.has(play.event) || overlongText(play) !== null) return
      const { entries, playIds, retracted: sessions } = histories.peek(listener) ?? NO_HISTORY
      if (hasId(playIds, play.playId)) return
      // An import writes each play once, and would evict the ids of what players may send again.
      const known = play.importedFrom === null ? withId(playIds, play.playId, MAX_PLAY_IDS) : playIds
      // What is taken back before it comes is known then, and counts for nothing.
      const retracted = retractedPlay(play)
      const withRetracted = retracted === null ? known : withId(known, retracted, MAX_PLAY_IDS)
      const isOfRetracted = !isRetraction(play) && sessions.includes(play.sessionId)
      histories.set(listener, {
        entries: isOfRetracted ? entries : entriesAfter(entries, play, at),
        playIds: withRetracted,
        retracted: retractedAfter(sessions, play),
      })
      if (isRetraction(play) || isOfRetracted || entries[placeOf(entries, play, at) - 1]?.trackId === play.trackId)
        return
      counted += 1
      if (counted < trainedAt * GROWTH || histories.size < MIN_LISTENERS) return
      version += 1
      trainedAt = counted
      const oldestFirst = [...histories.rvalues()]
      model = trainCoListening(
        oldestFirst.map(({ entries } = NO_HISTORY) => stepsOf(entries)),
        version,
      )
    },
  }
}

const NO_HISTORY: History = { entries: [], playIds: Buffer.alloc(0), retracted: [] }

const COUNTED: ReadonlySet<PlayEvent> = new Set(['finished', 'listened', 'liked', 'retracted', 'sessionRetracted'])

const isRetraction = ({ event }: Play): boolean => event === 'retracted' || event === 'sessionRetracted'

const retractedAfter = (sessions: readonly string[], { event, sessionId }: Play): readonly string[] =>
  event === 'sessionRetracted'
    ? [sessionId, ...sessions.filter((id) => id !== sessionId)].slice(0, MAX_RETRACTED_HELD)
    : sessions

function entriesAfter(entries: readonly Entry[], play: Play, at: number): readonly Entry[] {
  const { event, trackId, sessionId } = play
  const retracted = retractedPlay(play)
  if (retracted !== null) return entries.filter((entry) => entry.play !== hashOf(retracted))
  if (isRetraction(play)) {
    const isRetracted = (entry: Entry) =>
      entry.sessionId === sessionId && (event === 'sessionRetracted' || entry.trackId === trackId)
    return entries.filter((entry) => !isRetracted(entry))
  }
  const place = placeOf(entries, play, at)
  return bounded(entries.toSpliced(place, 0, { trackId, sessionId, at, play: hashOf(play.playId) }), place)
}

/** Plays are in the order in which they came, but for imported ones, which are before what happened later. */
const placeOf = (entries: readonly Entry[], { importedFrom }: Play, at: number): number =>
  importedFrom === null ? entries.length : entries.findLastIndex((entry) => entry.at <= at) + 1

/** At most `MAX_HISTORY` steps of `MAX_REPEATS` plays: the earliest are evicted. @param place of the entry that has been added. */
function bounded(entries: readonly Entry[], place: number): readonly Entry[] {
  const isOther = ({ trackId }: Entry) => trackId !== entries[place]?.trackId
  const begin = entries.slice(0, place).findLastIndex(isOther) + 1
  const length = entries.slice(place).findIndex(isOther)
  const end = length < 0 ? entries.length : place + length
  const kept = end - begin > MAX_REPEATS ? entries.toSpliced(begin, 1) : entries
  let steps = 0
  const evicted = kept.findLastIndex(({ trackId }, i) => {
    if (kept[i + 1]?.trackId !== trackId) steps += 1
    return steps > MAX_HISTORY
  })
  return evicted < 0 ? kept : kept.slice(evicted + 1)
}

/** The tracks, without immediate repeats. */
const stepsOf = (entries: readonly Entry[]): readonly TrackId[] =>
  entries.flatMap(({ trackId }, i) => (entries[i - 1]?.trackId === trackId ? [] : [trackId]))

const encoder = new TextEncoder()
const hashOf = (playId: PlayId): number => murmur2(encoder.encode(playId))
