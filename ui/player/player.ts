import type { SessionIntent, Sitting } from '../../schemas/live.ts'
import type { KeyValueStore } from '../data/kept.ts'
import { levelOf } from '../data/levelling.ts'
import type { RestOfList } from '../data/list-rest.ts'
import { OpinionStore, browserChannel } from '../data/opinion-store.ts'
import type { Ending, PlaybackSession } from '../data/playback-session.ts'
import { CHOSEN, begun } from '../data/playback-session.ts'
import type { SentPlay } from '../data/plays.ts'
import type { QueueEntry, QueueSource, RepeatMode } from '../data/queue.ts'
import { emptyQueue, entriesOf, withDescribed, withMoved, withShuffle, without } from '../data/queue.ts'
import { radioOf } from '../data/radio.ts'
import { reasonWords } from '../data/reasons.ts'
import type { Suggestion } from '../data/recommendations.ts'
import { asRequestError } from '../data/requests.ts'
import { SEEK_STEP_MS } from '../data/shortcuts.ts'
import type { SittingPart } from '../data/sitting.ts'
import { Observable } from '../data/store.ts'
import type { DescribedTrack, Track } from '../data/tracks.ts'
import { trackOf } from '../data/tracks.ts'
import type { AddsTracks } from './add-rest.ts'
import { addRest } from './add-rest.ts'
import { DescribedTracks } from './described-tracks.ts'
import { connectMediaKeys, showOnMediaKeys, showPosition } from './media-session.ts'
import { PlayReporter } from './play-reporter.ts'
import type { Offer, TrackOfList, Turn } from './player-queue.ts'
import { PlayerQueue, newSeed, songs } from './player-queue.ts'
import { SharedState } from './shared-state.ts'
import type { Sleep } from './sleep-timer.ts'
import { SleepTimer } from './sleep-timer.ts'
import { Sound } from './sound.ts'
import type { RadioTrack } from './statements.ts'
import { Statements } from './statements.ts'
import type { SoundOwner } from './tabs.ts'

/** Going back later than this in a track goes to its beginning. */
const RESTART_AFTER_MS = 3_000
/** So many unplayable tracks in a row end playing: then it is not the tracks. */
const MAX_FAILURES = 8
/** How long it is told that a track was passed over. */
const NOTICE_MS = 6_000

const LIBRARY: QueueSource = { kind: 'library', id: null, name: 'Library' }

/** Told to people: what happened, and what pressing the button does. */
export interface PlaybackProblem {
  readonly words: string
  readonly retry: { readonly words: string; readonly run: () => void } | null
}

export interface PlayerPorts {
  readonly store: KeyValueStore
  /** Of this tab. */
  readonly tabStore: KeyValueStore
  post(play: SentPlay): void
}

/** How a list is played. */
export interface HowPlayed {
  /** Left out: as the queue is. */
  readonly shuffle?: boolean
  /** What of the list is not loaded; null: nothing. */
  readonly rest?: RestOfList<TrackOfList> | null
}

/** How tracks are joined and levelled. */
export interface Mixing {
  /** Seconds in which one track fades into the next, but within an album. */
  readonly crossfadeS: number
  /** Whether all tracks are made equally loud. */
  readonly levelling: boolean
}

/** Tells four times a second where the track is; what rarely changes is told by the player itself. */
class Clock extends Observable {
  tick(): void {
    this.changed()
  }
}

/**
 * What plays, what comes next and what is told of it: everything that is heard is played through here. It comes back after
 * a reload as it was, paused.
 */
export class Player extends Observable {
  readonly opinions: OpinionStore
  readonly tracks: DescribedTracks
  /** Changes with the position. */
  readonly clock = new Clock()
  readonly #sound: Sound
  readonly #playerQueue: PlayerQueue
  readonly #reporter: PlayReporter
  readonly #statements: Statements
  readonly #sleep: SleepTimer
  readonly #shared: SharedState
  #mixing: Mixing = { crossfadeS: 0, levelling: true }
  /** What comes after what plays, once it is loaded ahead. */
  #prepared: Turn | null = null
  #notice: PlaybackProblem | null = null
  #noticeTimer: number | undefined
  #failures = 0
  /** The playback before this one. */
  #leftSession: PlaybackSession | null = null
  #wasSounding = false
  #wantsLogin = false
  #shownAs = ''

  constructor({ store, tabStore, post }: PlayerPorts) {
    super()
    this.opinions = new OpinionStore(store, browserChannel('slipstream.opinions'))
    this.tracks = new DescribedTracks((track) => this.#learn(track))
    this.#reporter = new PlayReporter(tabStore, post)
    this.#statements = new Statements(this.#reporter, this.opinions, () => this.#sound.session)
    this.#playerQueue = new PlayerQueue(
      () => this.#queueChanged(),
      ({ reason, ...item }) => reasonWords({ ...item, reason }, reason.seedTitle, radioOf(this)),
    )
    this.#sound = new Sound({
      changed: () => this.#soundChanged(),
      ticked: () => this.#ticked(),
      happened: (session, facts) => this.#statements.happened(session, facts),
      nearing: () => this.#prepare(),
      due: () => this.#due(),
      ended: () => this.#ended(),
      failed: (reason, isDamaged) => this.#passOver(reason, isDamaged),
    })
    this.#sleep = new SleepTimer({
      changed: () => this.changed(),
      faded: (share) => this.#sound.setMaster(share),
      slept: () => this.#sound.pause(),
    })
    this.#shared = this.#share(store)
    connectMediaKeys(
      {
        play: () => this.#play(),
        pause: () => this.#sound.pause(),
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

  /** The elements that sound, to be put into the page. */
  get elements(): readonly HTMLAudioElement[] {
    return this.#sound.elements
  }

  get now(): QueueEntry | null {
    return this.#playerQueue.queue.now
  }

  get paused(): boolean {
    return !this.#sound.wants
  }

  get positionMs(): number {
    return this.#sound.session?.positionMs ?? 0
  }

  get durationMs(): number {
    return this.#sound.durationMs
  }

  get yours(): readonly QueueEntry[] {
    return this.#playerQueue.queue.yours
  }

  /** Newest first. */
  get before(): readonly QueueEntry[] {
    return this.#playerQueue.queue.before
  }

  /** Whether Live plays when Yours is empty. */
  get goesOn(): boolean {
    return this.#playerQueue.queue.goesOn
  }

  get shuffled(): boolean {
    return this.#playerQueue.queue.shuffleSeed !== null
  }

  get repeat(): RepeatMode {
    return this.#playerQueue.queue.repeat
  }

  /** What Live offers and was not played from it: the first of them is next when Yours is empty. */
  get suggestions(): readonly Suggestion[] {
    return this.#playerQueue.suggestions
  }

  /** The track of Live that is loaded ahead: only an act of the listener may take its place. */
  get committed(): string | null {
    return this.#prepared?.entry.offered === undefined ? null : this.#prepared.entry.track.trackId
  }

  /** Why tracks could not be played in this sitting, by their ids. */
  get unplayable(): ReadonlyMap<string, string> {
    return this.#playerQueue.unplayable
  }

  /** Whether pressing Next would play something. */
  get hasNext(): boolean {
    return this.#next() !== null
  }

  get problem(): PlaybackProblem | null {
    const { obstacle } = this.#sound
    if (this.#shared.soundsElsewhere)
      return { words: 'Playing in another tab.', retry: { words: 'Play here', run: () => this.#play() } }
    const title = this.now?.track.title ?? ''
    if (obstacle === 'login' || this.#wantsLogin)
      return { words: 'Sign in again; your queue is here.', retry: { words: 'Sign in', run: () => location.reload() } }
    if (obstacle === 'away') {
      const words = `No connection: “${title}” goes on when it is back.`
      return { words, retry: { words: 'Try again', run: () => this.#sound.retry() } }
    }
    return this.#notice
  }

  get owner(): SoundOwner {
    return this.#shared.owner
  }

  get sleep(): Sleep {
    return this.#sleep.sleep
  }

  /** What `undo` takes back, in words; null: nothing. */
  get undoable(): string | null {
    return this.#playerQueue.undoable
  }

  /** Waveform of what plays; empty until it is known. */
  get peaks(): readonly number[] {
    return (this.now && this.tracks.get(this.now.track.trackId)?.peaks) ?? []
  }

  /** What the listener intends with this sitting. */
  get intent(): SessionIntent {
    return this.#statements.intent
  }

  /** The track that the radio began with; null: none is on, or it is not known. */
  get radioTrack(): RadioTrack | null {
    return this.#statements.radioTrack
  }

  /** Whether nothing of this sitting counts. */
  get isPrivate(): boolean {
    return this.#reporter.isPrivate
  }

  /** What was played in this sitting while it counted, and can be forgotten; null: nothing. */
  get forgettable(): SittingPart | null {
    return this.#reporter.forgettable
  }

  /** The sitting that plays belong to. */
  get sessionId(): string {
    return this.#reporter.sessionId
  }

  // ------------------------------------------------------------------------------------------------------------ acts

  /** Plays `tracks[at]`; the rest of the list is Yours, and what of it is not loaded is added as it comes. */
  playList(tracks: readonly TrackOfList[], at: number, source: QueueSource, how: HowPlayed = {}): void {
    const turn = this.#playerQueue.list(tracks, at, source, how.shuffle ?? this.shuffled)
    if (turn === null) return
    if (this.yours.length > 0) this.#playerQueue.remember(`Yours was replaced: ${songs(this.yours.length)}`)
    if (turn.entry.track.trackId !== this.now?.track.trackId || this.#sound.ended) this.#pick(turn)
    else {
      // It goes on where it is, now as a part of this list.
      this.#playerQueue.set({ ...turn.queue, before: this.before })
      this.#play()
    }
    void this.#addRest(how.rest ?? null, this.#playerQueue.grow(source), source)
  }

  /** Plays one track; Yours stays. */
  playOne(track: TrackOfList, source: QueueSource): void {
    this.#pick(this.#playerQueue.one(track, source))
  }

  playNext(tracks: readonly TrackOfList[], source: QueueSource): void {
    this.#playerQueue.add(tracks, source, null)
  }

  addLast(tracks: readonly TrackOfList[], source: QueueSource): void {
    this.#playerQueue.add(tracks, source, this.yours.at(-1)?.entryId ?? null)
  }

  /** A row of Live becomes the last of Yours. */
  keep({ trackId }: Pick<Suggestion, 'trackId'>): void {
    this.#playerQueue.keep(trackId)
  }

  remove(entryIds: readonly string[]): void {
    this.#playerQueue.edit(without(this.#playerQueue.queue, new Set(entryIds)), `${songs(entryIds.length)} removed`)
  }

  /** Moves entries of Yours behind another; null: before all of them. */
  move(entryIds: readonly string[], afterEntryId: string | null): void {
    const queue = withMoved(this.#playerQueue.queue, new Set(entryIds), afterEntryId)
    this.#playerQueue.edit(queue, `${songs(entryIds.length)} moved`)
  }

  clearYours(): void {
    this.#playerQueue.edit({ ...this.#playerQueue.queue, yours: [] }, `${songs(this.yours.length)} removed`)
  }

  playSuggestion(trackId: string): void {
    this.#pick(this.#playerQueue.live(trackId, this.#isRadio))
  }

  /** Plays an entry of Yours, or one of Before again. */
  playEntry(entryId: string): void {
    const at = this.yours.findIndex((entry) => entry.entryId === entryId)
    const turn = this.#playerQueue.entry(entryId)
    if (at > 0) this.#playerQueue.remember(`${songs(at)} passed over`)
    this.#pick(turn)
  }

  /** Takes the last act on Yours back. @returns false: it is too late, or there was none */
  undo(): boolean {
    const queue = this.#playerQueue.undo()
    if (queue === null) return false
    if (queue.now === null || queue.now.entryId === this.now?.entryId) {
      this.#playerQueue.set(queue)
      return true
    }
    // What played before goes on where it was.
    const session = this.#leftSession
    this.#statements.ended('other', this.durationMs)
    this.#playerQueue.take({ queue, entry: queue.now })
    this.#loadNow(session)
    this.#play()
    return true
  }

  /** Plays or pauses; with nothing loaded, what comes next begins. */
  toggle(): void {
    const { now } = this
    if (now === null) this.next()
    // A track that is played again after its end is a playback of its own.
    else if (this.#sound.ended) this.#begin(now, { ...CHOSEN, shuffled: this.shuffled })
    else if (this.paused) this.#play()
    else this.#sound.pause()
  }

  /** Goes on to what comes next; at the end of everything, and while that cannot be had, it does nothing. */
  next(): void {
    this.#failures = 0
    const turn = this.#next()
    if (turn === null) return
    const isAway = this.#sound.obstacle !== null || !navigator.onLine
    if (isAway && !this.#sound.isReady(turn.entry.track)) {
      this.#tellNotice({ words: `No connection: “${turn.entry.track.title}” is not here yet.`, retry: null })
      return
    }
    this.#start(turn, 'next')
  }

  /** To the beginning of the track, or from there to the one before. */
  previous(): void {
    const turn = this.positionMs > RESTART_AFTER_MS ? null : this.#playerQueue.previous()
    if (turn === null) this.seek(0)
    else this.#pick(turn)
  }

  seek(ms: number): void {
    this.#sound.seek(ms)
  }

  seekBy(ms: number): void {
    this.seek(this.positionMs + ms)
  }

  setShuffled(on: boolean): void {
    if (on === this.shuffled) return
    const queue = withShuffle(this.#playerQueue.queue, on ? newSeed() : null)
    this.#playerQueue.edit(queue, on ? 'Yours shuffled' : 'Yours in its own order')
  }

  setRepeat(repeat: RepeatMode): void {
    this.#playerQueue.set({ ...this.#playerQueue.queue, repeat })
  }

  /** Whether Live plays when Yours is empty. */
  setGoesOn(goesOn: boolean): void {
    this.#playerQueue.set({ ...this.#playerQueue.queue, goesOn })
  }

  /** Pressed again, it is taken back. */
  like(track: Track): void {
    this.#statements.rate(track, 'liked')
    this.changed()
  }

  /** Pressed again, it is taken back; a dislike of what plays goes on to what comes next. */
  dislike(track: Track): void {
    this.#statements.rate(track, 'disliked')
    const goesOn = this.opinions.of(track.trackId) === 'disliked' && track.trackId === this.now?.track.trackId
    const turn = goesOn ? this.#next() : null
    if (turn === null) this.changed()
    else this.#start(turn, 'other')
  }

  /** Never suggests the track again; with an artist, nothing of that artist. Pressed again, it is taken back. */
  never(track: Track, artistId: string | null = null): void {
    this.#statements.never(track, artistId)
    this.changed()
  }

  /**
   * Says what the listener intends from now on. A radio that begins is of `of`, or else of what plays; one that is on stays of
   * its track.
   */
  wish(intent: SessionIntent, of: Track | null = null): void {
    this.#statements.wish(intent, of)
    this.changed()
  }

  /** Whether what is played from now on counts. What was wished stays. */
  setPrivate(on: boolean): void {
    this.#statements.setPrivate(on)
    this.changed()
  }

  /** Takes back what was played in this sitting while it counted. */
  forget(): void {
    this.#statements.forget()
    this.changed()
  }

  /** Takes back what was told of a track in a sitting; in this one, where none is named. */
  undoPlay({ trackId, sessionId = '' }: { readonly trackId: string; readonly sessionId?: string }): void {
    this.#statements.retract(trackId, sessionId)
  }

  /** @param choice minutes from now; null: not at all */
  setSleep(choice: number | 'end-of-song' | null): void {
    this.#sleep.set(choice)
  }

  /** @param volume 0 to 1 */
  setVolume(volume: number, muted: boolean): void {
    this.#sound.setVolume(volume, muted)
  }

  setMixing(mixing: Mixing): void {
    this.#mixing = mixing
    if (this.now !== null) this.#sound.setLevel(this.#levelOf(this.now))
  }

  /** The server asks for the password again, by the page that this address then gives: at once where that disturbs nothing. */
  loginWanted(): void {
    if (this.paused) location.reload()
    this.#wantsLogin = true
    this.changed()
  }

  /** The line to the server is open: what other players put is read. */
  opened(): void {
    this.#wantsLogin = false
    this.#shared.opened()
  }

  /** A player of the listener put the queue. */
  queueTold(message: { readonly revision: number; readonly deviceId: string | null }): void {
    this.#shared.queueTold(message)
  }

  /** What the server says that holds in the sittings of the listener. */
  setSittings(sittings: readonly Sitting[]): void {
    this.#statements.setSittings(sittings)
    this.changed()
  }

  /** Live shows something else. */
  setOffer(offer: Offer | null): void {
    this.#playerQueue.setOffer(offer)
  }

  // ---------------------------------------------------------------------------------------------------------- inside

  get #isRadio(): boolean {
    return this.intent.radio !== 'none'
  }

  #next(): Turn | null {
    return this.#playerQueue.next(this.#isRadio)
  }

  /** What follows when the track ends by itself. */
  #nextByItself(): Turn | null {
    const { now } = this
    if (this.repeat !== 'one' || now === null) return this.#next()
    return { queue: this.#playerQueue.queue, entry: now, way: { ...CHOSEN, shuffled: this.shuffled } }
  }

  #prepare(): void {
    const turn = this.#nextByItself()
    const before = this.committed
    this.#sound.prepare(turn?.entry.track ?? null, turn === null ? 1 : this.#levelOf(turn.entry))
    this.#prepared = this.#sound.prepared === turn?.entry.track.trackId ? turn : null
    this.#sound.fadeMs = turn === null ? 0 : this.#fadeMsTo(turn.entry)
    if (before !== this.committed) this.changed()
  }

  #due(): void {
    const turn = this.#nextByItself()
    if (turn === null || this.#sleep.sleep?.kind === 'end-of-song' || !this.#sound.isReady(turn.entry.track)) return
    this.#start(turn, 'ended', this.#sound.ringMs)
  }

  #ended(): void {
    this.#statements.ended('ended', this.durationMs)
    const turn = this.#sleep.isEnd() ? null : this.#nextByItself()
    if (turn === null) this.#sound.pause()
    else this.#start(turn, 'ended')
  }

  async #addRest(rest: RestOfList<TrackOfList> | null, add: AddsTracks, source: QueueSource): Promise<void> {
    try {
      if (rest !== null) await addRest(rest, add, this.shuffled)
    } catch (error) {
      const words = `Not all of “${source.name}” is in Yours. ${asRequestError(error).message}`
      this.#tellNotice({ words, retry: { words: 'Try again', run: () => void this.#addRest(rest, add, source) } }, null)
    }
  }

  /** The listener chose what plays. */
  #pick(turn: Turn | null): void {
    if (turn === null) return
    this.#failures = 0
    this.#playerQueue.mayPlay(turn.entry.track.trackId)
    this.#start(turn, 'other')
  }

  #start(turn: Turn, how: Ending, ringMs = 0): void {
    this.#leftSession = this.#sound.session
    this.#statements.ended(how, this.durationMs)
    this.#tellNotice(null)
    this.#begin(turn.entry, turn.way, ringMs)
    this.#playerQueue.take(turn)
    this.#shared.keepPosition(true)
  }

  #begin(entry: QueueEntry, way: Turn['way'], ringMs = 0): void {
    const known = this.tracks.get(entry.track.trackId)
    const track = known === null ? entry.track : trackOf(known)
    this.#prepared = null
    this.#shared.claim()
    this.#sound.load(begun(track, way), this.#levelOf(entry), ringMs)
    this.#statements.begin()
    this.#sound.play()
    this.#shown(track)
  }

  #levelOf({ track, source }: QueueEntry): number {
    return this.#mixing.levelling ? levelOf(track, source.kind === 'album' && !this.shuffled) : 1
  }

  #fadeMsTo({ track }: QueueEntry): number {
    const playing = this.now?.track
    const isOneAlbum = playing?.album !== '' && playing?.album === track.album && !this.shuffled
    const longestMs = Math.min(this.durationMs, track.durationMs ?? this.durationMs) / 2
    return isOneAlbum ? 0 : Math.min(this.#mixing.crossfadeS * 1000, longestMs)
  }

  #passOver(reason: string, isDamaged: boolean): void {
    const { now } = this
    if (now === null) return
    const { track, source } = now
    this.#playerQueue.cannotPlay(track.trackId, reason)
    this.#statements.failed()
    this.#failures += 1
    const turn = this.#failures < MAX_FAILURES ? this.#next() : null
    const retry = { words: 'Try again', run: () => this.playOne(track, source) }
    if (turn === null) this.#sound.pause()
    else this.#start(turn, 'other')
    const words = isDamaged ? `“${track.title}” stopped: ${reason}` : `Skipped “${track.title}”: ${reason}`
    this.#tellNotice({ words, retry }, turn === null ? null : NOTICE_MS)
  }

  /** @param forMs null: until something else plays */
  #tellNotice(notice: PlaybackProblem | null, forMs: number | null = NOTICE_MS): void {
    window.clearTimeout(this.#noticeTimer)
    this.#notice = notice
    if (notice !== null && forMs !== null) this.#noticeTimer = window.setTimeout(() => this.#tellNotice(null), forMs)
    this.changed()
  }

  #learn(described: DescribedTrack): void {
    const track = trackOf(described)
    this.#playerQueue.queue = withDescribed(this.#playerQueue.queue, track)
    if (track.trackId === this.now?.track.trackId) {
      this.#sound.describe(track)
      this.#sound.setLevel(this.#levelOf(this.now))
      this.#shown(track)
    }
    this.changed()
  }

  #queueChanged(): void {
    this.#shared.queueChanged(this.#playerQueue.queue)
    // What was loaded ahead may not be what comes next any more.
    if (this.#prepared !== null) this.#prepare()
    this.changed()
  }

  #ticked(): void {
    const { session, durationMs } = this.#sound
    if (session !== null) showPosition(session.positionMs, durationMs, this.paused)
    if (session?.started === true) this.#failures = 0
    this.#shared.keepPosition(false)
    this.clock.tick()
  }

  #shown(track: Track): void {
    this.tracks.want([track.trackId])
    const shown = JSON.stringify(trackOf(track))
    if (shown === this.#shownAs) return
    this.#shownAs = shown
    showOnMediaKeys(track)
  }

  #comeBack(): void {
    const { queue, session } = this.#shared.read()
    const [ofKept] = session === null ? [] : entriesOf([session.track], LIBRARY, this.#playerQueue.newId)
    this.#playerQueue.queue = { ...(queue ?? emptyQueue), now: queue?.now ?? ofKept ?? null }
    this.#shared.began(this.#playerQueue.queue)
    this.#loadNow(session)
  }

  /** Loads what is in Now, paused. @param session what is known of its playback, if it is of this track */
  #loadNow(session: PlaybackSession | null): void {
    const { now } = this
    if (now === null) return
    const isOfNow = session?.track.trackId === now.track.trackId
    this.#sound.load(isOfNow ? session : begun(now.track, CHOSEN), this.#levelOf(now))
    this.#statements.begin()
    this.#shown(now.track)
  }

  /** Sounds in this tab, where another one is if that sounds. */
  #play(): void {
    const elsewhere = this.#shared.claim()
    if (elsewhere !== null) this.#loadNow(elsewhere)
    this.#sound.play()
  }

  #soundChanged(): void {
    const isSounding = !this.paused && this.#sound.session?.started === true
    // Other tabs go on from what they were told: whether it has begun decides whether that is told again.
    if (isSounding !== this.#wasSounding) this.#shared.keepPosition(true)
    this.#wasSounding = isSounding
    this.changed()
  }

  #share(store: KeyValueStore): SharedState {
    const queue = () => this.#playerQueue.queue
    const session = () => this.#sound.session
    const isPlaying = () => !this.paused
    const sessionId = () => this.sessionId
    return new SharedState(store, {
      get queue() {
        return queue()
      },
      get session() {
        return session()
      },
      get isPlaying() {
        return isPlaying()
      },
      get sessionId() {
        return sessionId()
      },
      silence: () => this.#sound.pause(),
      ownerChanged: () => this.changed(),
      adopt: (adopted, loaded) => {
        this.#playerQueue.stopGrowing()
        this.#playerQueue.set(adopted)
        if (loaded !== null) this.#loadNow(loaded)
      },
      adoptAt: (adopted, positionMs) => {
        if (positionMs !== null) this.#playerQueue.stopGrowing()
        this.#playerQueue.set(adopted)
        if (positionMs !== null && adopted.now !== null)
          this.#loadNow({ ...begun(adopted.now.track, CHOSEN), positionMs })
      },
    })
  }
}
