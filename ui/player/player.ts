import type { SessionIntent, Sitting as ServerSitting } from '../../schemas/live.ts'
import type { KeyValueStore } from '../data/kept.ts'
import { keep, readKept } from '../data/kept.ts'
import { keptQueueShape } from '../data/kept-queue.ts'
import type { Ending, PlaybackSession, Way } from '../data/playback-session.ts'
import { CHOSEN, begun, factOf, left, playbackSessionShape } from '../data/playback-session.ts'
import type { SentPlay } from '../data/plays.ts'
import { noIntent } from '../data/plays.ts'
import type { Queue, QueueEntry, RepeatMode, QueueSource } from '../data/queue.ts'
import {
  advanced,
  emptyQueue,
  entriesOf,
  jumpedTo,
  wentBack,
  withAdded,
  withDescribed,
  withList,
  withMoved,
  withNow,
  withShuffle,
  without,
} from '../data/queue.ts'
import { radioOf } from '../data/radio.ts'
import { randomHex } from '../data/random.ts'
import { reasonWords } from '../data/reasons.ts'
import type { Suggestion } from '../data/recommendations.ts'
import { z } from '../data/shape.ts'
import { SEEK_STEP_MS } from '../data/shortcuts.ts'
import type { SittingPart } from '../data/sitting.ts'
import type { DescribedTrack, ListedTrack, Track } from '../data/tracks.ts'
import { isHere, trackOf } from '../data/tracks.ts'
import { DescribedTracks } from './described-tracks.ts'
import { connectMediaKeys, showOnMediaKeys, showPosition } from './media-session.ts'
import { Opinions } from './opinions.ts'
import { PlayReporter } from './play-reporter.ts'
import { Playback } from './playback.ts'
import { Observable } from '../data/store.ts'

/** Going back later than this in a track goes to its beginning. */
const RESTART_AFTER_MS = 3_000
/** The position is kept at least that often, for a browser that is killed. */
const KEEP_EVERY_MS = 5_000
/** So many unplayable tracks in a row end playing: then it is not the tracks. */
const MAX_FAILURES = 5
/** How long an act can be undone. */
const UNDO_MS = 10_000
const MAX_SEED = 2 ** 32
/** The entry ids of one page start with so many random bytes. */
const PAGE_ID_BYTES = 5
/** UTF-16 units of the name of a source that the record of a queue holds. */
const MAX_SOURCE_NAME = 200

const POSITION_KEY = 'slipstream.situation'
const QUEUE_KEY = 'slipstream.queue'
const positionShape = z.object({ listening: z.nullable(playbackSessionShape) })

/** A track that may be known to be away, as those of lists are. */
export type TrackOfList = Track & Pick<ListedTrack, 'absentSince'>

/** What Live offers, as it is shown, best first. */
export interface Offer {
  readonly recommendationId: string
  readonly items: readonly Suggestion[]
}

/** Told to people: what happened, and what pressing the button does. */
export interface PlaybackProblem {
  readonly words: string
  readonly retry: { readonly words: string; readonly run: () => void } | null
}

export type RadioTrack = Pick<Track, 'trackId' | 'title' | 'artist'>

interface Undo {
  readonly queue: Queue
  readonly session: PlaybackSession | null
  readonly words: string
}

export interface PlayerPorts {
  readonly store: KeyValueStore
  /** Of this tab. */
  readonly tabStore: KeyValueStore
  post(play: SentPlay): void
}

/**
 * What plays, what comes next and what is told of it: everything that is heard is played through here. It comes back after
 * a reload as it was, paused.
 */
export class Player extends Observable {
  readonly opinions: Opinions
  readonly tracks: DescribedTracks
  intent: SessionIntent = noIntent
  /** The track that the radio began with; null: none is on, or it is not known. */
  radioTrack: RadioTrack | null = null
  readonly #playback: Playback
  readonly #store: KeyValueStore
  readonly #reporter: PlayReporter
  readonly #pageId = randomHex(PAGE_ID_BYTES)
  #queue: Queue = emptyQueue
  #offer: Offer | null = null
  /** Tracks of the offer that were played from it. */
  #taken: ReadonlySet<string> = new Set()
  #undo: Undo | null = null
  #undoTimer: number | undefined
  #entries = 0
  #failures = 0
  #keptAtMs = 0
  #shownAs = ''

  constructor({ store, tabStore, post }: PlayerPorts) {
    super()
    this.#store = store
    this.#reporter = new PlayReporter(tabStore, post)
    this.opinions = new Opinions(store)
    this.opinions.subscribe(() => this.changed())
    this.#playback = new Playback({
      changed: () => this.#moved(),
      happened: (session, facts) => this.#reporter.report(session, facts),
      ended: () => this.#ended(),
      failed: (isDamaged) => this.#skipUnplayable(isDamaged),
    })
    this.tracks = new DescribedTracks((track) => this.#learn(track))
    window.addEventListener('pagehide', () => this.#keepPosition())
    connectMediaKeys(
      {
        play: () => this.#playback.play(),
        pause: () => this.#playback.pause(),
        next: () => this.next(),
        previous: () => this.previous(),
        seekBy: (ms) => this.seekBy(ms),
        seekTo: (ms) => this.seek(ms),
      },
      SEEK_STEP_MS,
    )
    this.#comeBack()
  }

  // ------------------------------------------------------------------------------------------------------------ read

  /** The element that sounds, to be put into the page. */
  get audio(): HTMLAudioElement {
    return this.#playback.audio
  }

  get now(): QueueEntry | null {
    return this.#queue.now
  }

  get paused(): boolean {
    return this.#playback.paused
  }

  get positionMs(): number {
    return this.#playback.session?.positionMs ?? 0
  }

  get durationMs(): number {
    return this.#playback.durationMs
  }

  get yours(): readonly QueueEntry[] {
    return this.#queue.yours
  }

  /** Newest first. */
  get before(): readonly QueueEntry[] {
    return this.#queue.before
  }

  /** Whether Live plays when Yours is empty. */
  get goesOn(): boolean {
    return this.#queue.goesOn
  }

  get shuffled(): boolean {
    return this.#queue.shuffleSeed !== null
  }

  get repeat(): RepeatMode {
    return this.#queue.repeat
  }

  /** What Live offers and was not played from it: the first of them is next when Yours is empty. */
  get suggestions(): readonly Suggestion[] {
    const playing = this.now?.track.trackId
    return (this.#offer?.items ?? []).filter(({ trackId }) => trackId !== playing && !this.#taken.has(trackId))
  }

  /** Whether pressing Next would play something. */
  get hasNext(): boolean {
    return this.#next() !== null
  }

  get problem(): PlaybackProblem | null {
    const words = this.#playback.problem ?? this.#playback.notice
    return words === null ? null : { words, retry: null }
  }

  get owner(): 'here' | 'another tab' | 'nobody' {
    return this.paused ? 'nobody' : 'here'
  }

  /** What `undo` takes back, in words; null: nothing. */
  get undoable(): string | null {
    return this.#undo?.words ?? null
  }

  /** Waveform of what plays; empty until it is known. */
  get peaks(): readonly number[] {
    return (this.now && this.tracks.get(this.now.track.trackId)?.peaks) ?? []
  }

  // ------------------------------------------------------------------------------------------------------------ acts

  /** Plays `tracks[at]`; the rest of the list is Yours. */
  playList(tracks: readonly TrackOfList[], at: number, source: QueueSource, options: { shuffle?: boolean } = {}): void {
    const picked = tracks[at]
    if (picked === undefined) return
    const here = tracks.filter((track) => track === picked || isHere(track)).map(trackOf)
    const place = tracks.slice(0, at).filter(isHere).length
    const { shuffle = this.shuffled } = options
    const seed = shuffle ? (this.#queue.shuffleSeed ?? newSeed()) : null
    const entries = entriesOf(here, source, this.#newId)
    const queue = withList({ ...this.#queue, shuffleSeed: seed }, entries, place)
    this.#remember(this.yours.length === 0 ? null : `${counted(this.yours.length)} replaced`)
    if (picked.trackId === this.now?.track.trackId && !this.audio.ended) {
      // It goes on where it is, now as a part of this list.
      this.#set({ ...queue, before: this.before })
      this.#playback.play()
    } else this.#start(queue, 'other', { ...wayOf(source), itemRank: at + 1 })
  }

  /** Plays one track; Yours stays. */
  playOne(track: TrackOfList, source: QueueSource): void {
    const [entry] = entriesOf([trackOf(track)], source, this.#newId)
    if (entry !== undefined) this.#start(withNow(this.#queue, entry), 'other', wayOf(source))
  }

  playNext(tracks: readonly TrackOfList[], source: QueueSource): void {
    this.#add(tracks, source, null)
  }

  addLast(tracks: readonly TrackOfList[], source: QueueSource): void {
    this.#add(tracks, source, this.yours.at(-1)?.entryId ?? null)
  }

  /** A row of Live becomes the last of Yours. */
  keep({ trackId }: Pick<Suggestion, 'trackId'>): void {
    const entry = this.#entryOfLive(trackId)
    if (entry === null) return
    this.#taken = new Set([...this.#taken, trackId])
    this.#edit(withAdded(this.#queue, [entry], this.yours.at(-1)?.entryId ?? null), `“${entry.track.title}” kept`)
  }

  remove(entryIds: readonly string[]): void {
    this.#edit(without(this.#queue, new Set(entryIds)), `${counted(entryIds.length)} removed`)
  }

  /** Moves entries of Yours behind another; null: before all of them. */
  move(entryIds: readonly string[], afterEntryId: string | null): void {
    this.#edit(withMoved(this.#queue, new Set(entryIds), afterEntryId), `${counted(entryIds.length)} moved`)
  }

  clearYours(): void {
    this.#edit({ ...this.#queue, yours: [] }, `${counted(this.yours.length)} removed`)
  }

  playSuggestion(trackId: string): void {
    const entry = this.#entryOfLive(trackId)
    if (entry !== null) this.#start(withNow(this.#queue, entry), 'other', this.#wayOfLive(entry))
  }

  /** Plays an entry of Yours, or one of Before again. */
  playEntry(entryId: string): void {
    const at = this.yours.findIndex((entry) => entry.entryId === entryId)
    if (at >= 0) {
      this.#remember(at === 0 ? null : `${counted(at)} passed over`)
      const way: Way = { ...CHOSEN, via: 'queue', shuffled: this.shuffled, itemRank: at + 1 }
      this.#start(jumpedTo(this.#queue, entryId), 'other', way)
      return
    }
    const played = this.before.find((entry) => entry.entryId === entryId)
    if (played !== undefined) this.playOne(played.track, played.source)
  }

  /** Takes the last act on Yours back. @returns false: it is too late, or there was none */
  undo(): boolean {
    const undo = this.#undo
    if (undo === null) return false
    this.#forgetUndo()
    if (undo.queue.now?.entryId === this.now?.entryId || undo.session === null) this.#set(undo.queue)
    else {
      this.#tellLeft('other')
      this.#set(undo.queue)
      this.#load(undo.session)
      this.#playback.play()
    }
    return true
  }

  /** Plays or pauses; with nothing loaded, what comes next begins. */
  toggle(): void {
    const { now } = this
    if (now === null) {
      this.next()
      return
    }
    // Hearing a track again after its end is a playback of its own.
    if (this.#playback.audio.ended) this.#begin(now, { ...CHOSEN, shuffled: this.shuffled })
    else if (this.paused) this.#playback.play()
    else this.#playback.pause()
  }

  /** Goes on to what comes next; at the end of everything it does nothing. */
  next(): void {
    this.#failures = 0
    this.#goOn('next')
  }

  /** To the beginning of the track, or from there to the one before. */
  previous(): void {
    const queue = wentBack(this.#queue)
    if (queue === null || this.positionMs > RESTART_AFTER_MS) this.seek(0)
    else this.#start(queue, 'other', CHOSEN)
  }

  seek(ms: number): void {
    this.#playback.seek(ms)
  }

  seekBy(ms: number): void {
    this.seek(this.positionMs + ms)
  }

  setShuffled(on: boolean): void {
    if (on === this.shuffled) return
    this.#edit(withShuffle(this.#queue, on ? newSeed() : null), on ? 'Yours shuffled' : 'Yours in its own order')
  }

  setRepeat(repeat: RepeatMode): void {
    this.#set({ ...this.#queue, repeat })
  }

  /** Whether Live plays when Yours is empty. */
  setGoesOn(goesOn: boolean): void {
    this.#set({ ...this.#queue, goesOn })
  }

  /** Pressed again, it is taken back. */
  like(track: Track): void {
    this.#rate(track, 'liked')
  }

  /** Pressed again, it is taken back; a dislike of what plays goes on to what comes next. */
  dislike(track: Track): void {
    this.#rate(track, 'disliked')
    const isDisliked = this.opinions.of(track.trackId) === 'disliked'
    if (isDisliked && track.trackId === this.now?.track.trackId && this.hasNext) this.#goOn('other')
  }

  /** Never suggests the track again; with an artist, nothing of that artist. */
  never(track: Track, artistId: string | null = null): void {
    const session = this.#sessionOf(track)
    const event = artistId === null ? 'neverTrack' : 'neverArtist'
    this.#reporter.report(session, [{ ...factOf(event, session), ...(artistId === null ? {} : { artistId }) }])
  }

  /**
   * Says what the listener intends from now on. A radio that begins is of `of`, or else of what plays; one that is on stays of
   * its track.
   */
  wish(intent: SessionIntent, of: Track | null = null): void {
    const stays = intent.radio === this.intent.radio && intent.genre === this.intent.genre
    const track = of ?? (stays ? this.radioTrack : null) ?? this.now?.track ?? null
    this.intent = intent
    this.radioTrack = intent.radio === 'none' ? null : track
    this.#tellWish(track)
    this.changed()
  }

  get isPrivate(): boolean {
    return this.#reporter.isPrivate
  }

  /** What was played in this sitting while it counted, and can be forgotten; null: nothing. */
  get forgettable(): SittingPart | null {
    return this.#reporter.forgettable
  }

  /** Whether what is played from now on counts. What was wished stays. */
  setPrivate(on: boolean): void {
    this.#reporter.setPrivate(on, this.#playback.session)
    if (this.intent !== noIntent) this.#tellWish(this.radioTrack ?? this.now?.track ?? null)
    this.changed()
  }

  /** Takes back what was played in this sitting while it counted. */
  forget(): void {
    const { session } = this.#playback
    const wasPrivate = this.isPrivate
    if (session !== null) this.#reporter.forget(session)
    if (!wasPrivate && this.intent !== noIntent) this.#tellWish(this.radioTrack ?? this.now?.track ?? null)
    this.changed()
  }

  /** Takes back what was told of a track in a sitting; in this one, where none is named. */
  undoPlay({ trackId, sessionId = '' }: { readonly trackId: string; readonly sessionId?: string }): void {
    const session = this.#sessionOf(bareTrack({ trackId, title: '', artist: '' }))
    this.#reporter.report(session, [factOf('retracted', session)], sessionId)
  }

  /** @param volume 0 to 1 */
  setVolume(volume: number, muted: boolean): void {
    this.audio.volume = volume
    this.audio.muted = muted
  }

  // --------------------------------------------------------------------------------------------- what others tell it

  /** What the server says that holds in the sittings of the listener. */
  setSittings(sittings: readonly ServerSitting[]): void {
    const own = sittings.find(({ sessionId }) => sessionId === this.#reporter.sessionId)
    this.#reporter.counts(own?.isPrivate ?? false)
    const wish = own?.wish ?? null
    if (wish === null) {
      this.intent = noIntent
      this.radioTrack = null
    } else {
      const { familiarity, energy, radio, genre, trackId, title, artist } = wish
      this.intent = { familiarity, energy, radio, genre }
      this.radioTrack = radio === 'none' ? null : { trackId, title: title ?? '', artist: artist ?? '' }
    }
    this.changed()
  }

  /** Live shows something else. */
  setOffer(offer: Offer | null): void {
    if (offer?.recommendationId !== this.#offer?.recommendationId) this.#taken = new Set()
    this.#offer = offer
    this.changed()
  }

  // ---------------------------------------------------------------------------------------------------------- inside

  readonly #newId = () => {
    this.#entries += 1
    return `${this.#pageId}${this.#entries.toString(36)}`
  }

  #next(): { readonly queue: Queue; readonly way: Way } | null {
    const queue = advanced(this.#queue, this.#newId)
    if (queue?.now) return { queue, way: this.#wayOfYours(queue.now) }
    const [first] = this.goesOn ? this.suggestions : []
    const entry = first === undefined ? null : this.#entryOfLive(first.trackId)
    return entry && { queue: withNow(this.#queue, entry), way: this.#wayOfLive(entry) }
  }

  #goOn(how: Ending): void {
    const next = this.#next()
    if (next !== null) this.#start(next.queue, how, next.way)
  }

  #ended(): void {
    const { now } = this
    if (this.repeat === 'one' && now !== null) this.#begin(now, { ...CHOSEN, shuffled: this.shuffled })
    else this.#goOn('ended')
  }

  #start(queue: Queue, how: Ending, way: Way): void {
    if (queue.now === null) return
    if (how !== 'ended') this.#tellLeft(how)
    // Once something else plays, what was put to Yours before cannot come back whole.
    if (this.#undo?.queue !== this.#queue) this.#forgetUndo()
    this.#set(queue)
    this.#begin(queue.now, way)
  }

  #begin({ track, offered }: QueueEntry, way: Way): void {
    const { trackId } = track
    if (offered?.recommendationId === this.#offer?.recommendationId) this.#taken = new Set([...this.#taken, trackId])
    const known = this.tracks.get(trackId)
    this.#load(begun(known === null ? track : trackOf(known), way))
    this.#playback.play()
    this.#keepPosition()
    this.changed()
  }

  #load(session: PlaybackSession): void {
    this.#playback.load(session)
    this.tracks.want([session.track.trackId])
    this.#show(session.track)
  }

  #add(tracks: readonly TrackOfList[], source: QueueSource, after: string | null): void {
    const entries = entriesOf(tracks.filter(isHere).map(trackOf), source, this.#newId)
    this.#edit(withAdded(this.#queue, entries, after), `${counted(entries.length)} added`)
  }

  #edit(queue: Queue, words: string): void {
    this.#remember(words)
    this.#set(queue)
  }

  #remember(words: string | null): void {
    this.#forgetUndo()
    if (words === null) return
    this.#undo = { queue: this.#queue, session: this.#playback.session, words }
    this.#undoTimer = window.setTimeout(() => {
      this.#undo = null
      this.changed()
    }, UNDO_MS)
  }

  #forgetUndo(): void {
    window.clearTimeout(this.#undoTimer)
    this.#undo = null
  }

  #set(queue: Queue): void {
    this.#queue = queue
    keep(this.#store, QUEUE_KEY, queue)
    this.changed()
  }

  #entryOfLive(wanted: string): QueueEntry | null {
    const offer = this.#offer
    const at = this.suggestions.findIndex(({ trackId }) => trackId === wanted)
    const suggestion = this.suggestions[at]
    if (offer === null || suggestion === undefined) return null
    return {
      entryId: this.#newId(),
      track: trackOf(suggestion),
      source: { kind: 'recommendation', id: offer.recommendationId, name: this.#why(suggestion) },
      unshuffled: -1,
      offered: { recommendationId: offer.recommendationId, itemRank: at + 1 },
    }
  }

  /** The reason as it is shown, for the badge of what was taken from Live. */
  #why(suggestion: Suggestion): string {
    return reasonWords(suggestion, suggestion.reason.seedTitle, radioOf(this)).slice(0, MAX_SOURCE_NAME)
  }

  #tellWish(track: RadioTrack | null): void {
    if (track === null) return
    const session = this.#sessionOf(bareTrack(track))
    this.#reporter.report(session, [{ ...factOf('wished', session), wish: this.intent }])
  }

  #wayOfLive({ offered }: QueueEntry): Way {
    const via = this.intent.radio === 'none' ? 'recommended' : 'radio'
    const { recommendationId = null, itemRank = null } = offered ?? {}
    return { via, recommendationId, shuffled: false, itemRank }
  }

  #wayOfYours(entry: QueueEntry): Way {
    return { via: 'queue', recommendationId: null, shuffled: entry.unshuffled >= 0, itemRank: 1 }
  }

  #sessionOf(track: Track): PlaybackSession {
    const { session } = this.#playback
    return session?.track.trackId === track.trackId ? session : begun(track, CHOSEN)
  }

  #rate(track: Track, pressed: 'liked' | 'disliked'): void {
    const session = this.#sessionOf(track)
    const events = this.opinions.press(track.trackId, pressed)
    this.#reporter.report(
      session,
      events.map((event) => factOf(event, session)),
    )
  }

  #tellLeft(how: Ending): void {
    const { session, audio } = this.#playback
    if (session !== null && !audio.ended) this.#reporter.report(session, left(session, how, this.durationMs))
  }

  #skipUnplayable(isDamaged: boolean): void {
    this.#failures += 1
    if (this.#failures >= MAX_FAILURES) return
    const { problem, session } = this.#playback
    const neverPlayed = session?.started === false && session.via !== 'chosen'
    if (!isDamaged && !neverPlayed) return
    this.#goOn('other')
    if (this.#playback.problem === null) this.#playback.notice = problem
  }

  #learn(described: DescribedTrack): void {
    const track = trackOf(described)
    this.#queue = withDescribed(this.#queue, track)
    if (track.trackId === this.now?.track.trackId) {
      this.#playback.describe(track)
      this.#show(track)
    }
    this.changed()
  }

  #moved(): void {
    const { session, durationMs, paused } = this.#playback
    if (session !== null) showPosition(session.positionMs, durationMs, paused)
    if (performance.now() - this.#keptAtMs >= KEEP_EVERY_MS) this.#keepPosition()
    this.changed()
  }

  #show(track: Track): void {
    const shown = JSON.stringify(trackOf(track))
    if (shown === this.#shownAs) return
    this.#shownAs = shown
    showOnMediaKeys(track)
  }

  #comeBack(): void {
    this.#queue = readKept(this.#store, QUEUE_KEY, keptQueueShape) ?? emptyQueue
    const session = readKept(this.#store, POSITION_KEY, positionShape)?.listening ?? null
    const { now } = this.#queue
    if (session !== null && (now === null || now.track.trackId === session.track.trackId)) this.#load(session)
    else if (now !== null) this.#load(begun(now.track, CHOSEN))
    if (session !== null && now === null) {
      const [entry] = entriesOf([session.track], LIBRARY, this.#newId)
      this.#queue = { ...this.#queue, now: entry ?? null }
    }
  }

  #keepPosition(): void {
    this.#keptAtMs = performance.now()
    keep(this.#store, POSITION_KEY, { listening: this.#playback.session })
  }
}

const LIBRARY: QueueSource = { kind: 'library', id: null, name: 'Library' }

function wayOf({ kind }: QueueSource): Way {
  return kind === 'search' ? { ...CHOSEN, via: 'search' } : CHOSEN
}

function newSeed(): number {
  return Math.floor(Math.random() * MAX_SEED)
}

function counted(songs: number): string {
  return songs === 1 ? '1 song' : `${songs} songs`
}

function bareTrack({ trackId, title, artist }: RadioTrack): Track {
  return { trackId, title, artist, album: '', durationMs: null, hasArt: false }
}
