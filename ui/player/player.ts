import type { SessionIntent, Sitting } from '../../schemas/live.ts'
import type { KeyValueStore } from '../data/kept.ts'
import type { RestOfList } from '../data/list-rest.ts'
import { OpinionStore, browserChannel } from '../data/opinion-store.ts'
import { CHOSEN } from '../data/playback-session.ts'
import type { SentPlay } from '../data/plays.ts'
import type { QueueEntry, QueueSource, RepeatMode } from '../data/queue.ts'
import { withMoved, withShuffle, without } from '../data/queue.ts'
import type { Suggestion } from '../data/recommendations.ts'
import { asRequestError } from '../data/requests.ts'
import { SEEK_STEP_MS } from '../data/shortcuts.ts'
import type { SittingPart } from '../data/sitting.ts'
import { Observable } from '../data/store.ts'
import type { Track } from '../data/tracks.ts'
import { addRest } from './add-rest.ts'
import { DescribedTracks } from './described-tracks.ts'
import { connectMediaKeys } from './media-session.ts'
import type { PlaybackProblem } from './notices.ts'
import { PlayReporter } from './play-reporter.ts'
import type { Mixing } from './mixing.ts'
import { Playback } from './playback.ts'
import type { Offer, TrackOfList } from './player-queue.ts'
import { newSeed, songs } from './player-queue.ts'
import type { Sleep } from './sleep-timer.ts'
import type { ActTakenBack, RadioTrack } from './statements.ts'
import { Statements } from './statements.ts'
import type { SoundOwner } from './tabs.ts'

/** Going back later than this in a track goes to its beginning. */
const RESTART_AFTER_MS = 3_000
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

/**
 * What plays, what comes next and what is told of it: everything that is heard is played through here. It comes back after
 * a reload as it was, paused.
 */
export class Player extends Observable {
  readonly opinions: OpinionStore
  readonly tracks: DescribedTracks
  readonly #playback: Playback
  readonly #reporter: PlayReporter
  readonly #statements: Statements
  #wantsLogin = false

  constructor({ store, tabStore, post }: PlayerPorts) {
    super()
    this.opinions = new OpinionStore(store, browserChannel('slipstream.opinions'))
    this.tracks = new DescribedTracks((track) => this.#playback.learn(track))
    this.#reporter = new PlayReporter(tabStore, post)
    this.#statements = new Statements(this.#reporter, this.opinions, () => this.#playback.sound.session)
    this.#playback = new Playback({ store, tracks: this.tracks, statements: this.#statements })
    this.#playback.subscribe(() => this.changed())
    connectMediaKeys(
      {
        play: () => this.#playback.play(),
        pause: () => this.#playback.sound.pause(),
        next: () => this.next(),
        previous: () => this.previous(),
        seekBy: (ms) => this.seekBy(ms),
        seekTo: (ms) => this.seek(ms),
      },
      SEEK_STEP_MS,
    )
    this.#playback.comeBack()
  }

  /** Asks for the code that a first view does without: what joins songs, waits for connections, and shares the queue. */
  async complete(): Promise<void> {
    await Promise.all([this.#playback.sound.complete(), this.#playback.shared.complete()])
  }

  // ------------------------------------------------------------------------------------------------------------ read

  /** Changes with the position. */
  get clock(): Observable {
    return this.#playback.clock
  }

  /** The elements that sound, to be put into the page. */
  get elements(): readonly HTMLAudioElement[] {
    return this.#playback.sound.elements
  }

  get now(): QueueEntry | null {
    return this.#playback.playerQueue.queue.now
  }

  get paused(): boolean {
    return !this.#playback.sound.wants
  }

  get positionMs(): number {
    return this.#playback.sound.session?.positionMs ?? 0
  }

  get durationMs(): number {
    return this.#playback.sound.durationMs
  }

  get yours(): readonly QueueEntry[] {
    return this.#playback.playerQueue.queue.yours
  }

  /** Newest first. */
  get before(): readonly QueueEntry[] {
    return this.#playback.playerQueue.queue.before
  }

  /** Whether Live plays when Yours is empty. */
  get goesOn(): boolean {
    return this.#playback.playerQueue.queue.goesOn
  }

  get shuffled(): boolean {
    return this.#playback.playerQueue.queue.shuffleSeed !== null
  }

  get repeat(): RepeatMode {
    return this.#playback.playerQueue.queue.repeat
  }

  /** What Live offers and was not played from it: the first of them is next when Yours is empty. */
  get suggestions(): readonly Suggestion[] {
    return this.#playback.playerQueue.suggestions
  }

  /** The track of Live that is loaded ahead: only an act of the listener may take its place. */
  get committed(): string | null {
    return this.#playback.committed
  }

  /** Why tracks could not be played in this sitting, by their ids. */
  get unplayable(): ReadonlyMap<string, string> {
    return this.#playback.playerQueue.unplayable
  }

  /** Whether pressing Next would play something. */
  get hasNext(): boolean {
    return this.#playback.next() !== null
  }

  get problem(): PlaybackProblem | null {
    const { obstacle } = this.#playback.sound
    if (this.#playback.shared.soundsElsewhere)
      return { words: 'Playing in another tab.', retry: { words: 'Play here', run: () => this.#playback.play() } }
    const title = this.now?.track.title ?? ''
    if (obstacle === 'login' || this.#wantsLogin)
      return { words: 'Sign in again; your queue is here.', retry: { words: 'Sign in', run: () => location.reload() } }
    if (obstacle === 'away') {
      const words = `No connection: “${title}” goes on when it is back.`
      return { words, retry: { words: 'Try again', run: () => this.#playback.sound.retry() } }
    }
    return this.#playback.notices.current
  }

  get owner(): SoundOwner {
    return this.#playback.shared.owner
  }

  get sleep(): Sleep {
    return this.#playback.sleep.sleep
  }

  /** What `undo` takes back, in words; null: nothing. */
  get undoable(): string | null {
    return this.#playback.playerQueue.undoable
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
    const turn = this.#playback.playerQueue.list(tracks, at, source, how.shuffle ?? this.shuffled)
    if (turn === null) return
    if (this.yours.length > 0) this.#playback.playerQueue.remember(`Yours was replaced: ${songs(this.yours.length)}`)
    if (turn.entry.track.trackId !== this.now?.track.trackId || this.#playback.sound.isOver) this.#playback.pick(turn)
    else {
      // It goes on where it is, now as a part of this list.
      this.#playback.playerQueue.set({ ...turn.queue, before: this.before })
      this.#playback.play()
    }
    this.#growBy(how.rest ?? null, source, this.shuffled)
  }

  /** Plays one track; Yours stays. */
  playOne(track: TrackOfList, source: QueueSource): void {
    this.#playback.pick(this.#playback.playerQueue.one(track, source))
  }

  playNext(tracks: readonly TrackOfList[], source: QueueSource): void {
    this.#playback.playerQueue.add(tracks, source, null)
  }

  addLast(tracks: readonly TrackOfList[], source: QueueSource, rest: RestOfList<TrackOfList> | null = null): void {
    this.#playback.playerQueue.add(tracks, source, this.yours.at(-1)?.entryId ?? null)
    this.#growBy(rest, source, false)
  }

  /** A row of Live becomes the last of Yours. */
  keep({ trackId }: Pick<Suggestion, 'trackId'>): void {
    this.#playback.playerQueue.keep(trackId)
  }

  remove(entryIds: readonly string[]): void {
    this.#playback.playerQueue.edit(
      without(this.#playback.playerQueue.queue, new Set(entryIds)),
      `${songs(entryIds.length)} removed`,
    )
  }

  /** Moves entries of Yours behind another; null: before all of them. */
  move(entryIds: readonly string[], afterEntryId: string | null): void {
    const queue = withMoved(this.#playback.playerQueue.queue, new Set(entryIds), afterEntryId)
    this.#playback.playerQueue.edit(queue, `${songs(entryIds.length)} moved`)
  }

  clearYours(): void {
    this.#playback.playerQueue.edit(
      { ...this.#playback.playerQueue.queue, yours: [] },
      `${songs(this.yours.length)} removed`,
    )
  }

  playSuggestion(trackId: string): void {
    this.#playback.pick(this.#playback.playerQueue.live(trackId, this.#statements.isRadio))
  }

  /** Plays an entry of Yours, or one of Before again. */
  playEntry(entryId: string): void {
    const at = this.yours.findIndex((entry) => entry.entryId === entryId)
    const turn = this.#playback.playerQueue.entry(entryId)
    if (at > 0) this.#playback.playerQueue.remember(`${songs(at)} passed over`)
    this.#playback.pick(turn)
  }

  /** Takes the last act on Yours back. @returns false: it is too late, or there was none */
  undo(): boolean {
    const queue = this.#playback.playerQueue.undo()
    if (queue !== null) this.#playback.takeBack(queue)
    return queue !== null
  }

  /** Plays or pauses; with nothing loaded, what comes next begins. */
  toggle(): void {
    const { now } = this
    if (now === null) this.next()
    // A track that is played again after its end is a playback of its own.
    else if (this.#playback.sound.isOver) this.#playback.begin(now, { ...CHOSEN, shuffled: this.shuffled })
    else if (this.paused) this.#playback.play()
    else this.#playback.sound.pause()
  }

  /** Goes on to what comes next; at the end of everything, and while that cannot be had, it does nothing. */
  next(): void {
    this.#playback.goOn()
  }

  /** To the beginning of the track, or from there to the one before. */
  previous(): void {
    const turn = this.positionMs > RESTART_AFTER_MS ? null : this.#playback.playerQueue.previous()
    if (turn === null) this.seek(0)
    else this.#playback.pick(turn)
  }

  seek(ms: number): void {
    this.#playback.sound.seek(ms)
  }

  seekBy(ms: number): void {
    this.seek(this.positionMs + ms)
  }

  setShuffled(on: boolean): void {
    if (on === this.shuffled) return
    const queue = withShuffle(this.#playback.playerQueue.queue, on ? newSeed() : null)
    this.#playback.playerQueue.edit(queue, on ? 'Yours shuffled' : 'Yours in its own order')
  }

  setRepeat(repeat: RepeatMode): void {
    this.#playback.playerQueue.set({ ...this.#playback.playerQueue.queue, repeat })
  }

  /** Whether Live plays when Yours is empty. */
  setGoesOn(goesOn: boolean): void {
    this.#playback.playerQueue.set({ ...this.#playback.playerQueue.queue, goesOn })
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
    const turn = goesOn ? this.#playback.next() : null
    if (turn === null) this.changed()
    else this.#playback.start(turn, 'other')
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

  /** Takes back one act: a play and no other of its track, or an opinion. */
  takeBack(act: ActTakenBack): void {
    this.#statements.takeBack(act)
    this.changed()
  }

  /** @param choice minutes from now; null: not at all */
  setSleep(choice: number | 'end-of-song' | null): void {
    this.#playback.sleep.set(choice)
  }

  /** @param volume 0 to 1 */
  setVolume(volume: number, muted: boolean): void {
    this.#playback.sound.setVolume(volume, muted)
  }

  setMixing(mixing: Mixing): void {
    this.#playback.setMixing(mixing)
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
    this.#playback.shared.opened()
  }

  /** A player of the listener put the queue. */
  queueTold(message: { readonly revision: number; readonly deviceId: string | null }): void {
    this.#playback.shared.queueTold(message)
  }

  /** What the server says that holds in the sittings of the listener. */
  setSittings(sittings: readonly Sitting[]): void {
    this.#statements.setSittings(sittings)
    this.changed()
  }

  /** Live shows something else. */
  setOffer(offer: Offer | null): void {
    this.#playback.playerQueue.setOffer(offer)
  }

  #growBy(rest: RestOfList<TrackOfList> | null, source: QueueSource, isMixed: boolean): void {
    const add = this.#playback.playerQueue.grow(source, isMixed)
    if (rest === null) return
    const grow = () =>
      addRest(rest, add, isMixed).catch((error: unknown) => {
        const words = `Not all of “${source.name}” is in Yours. ${asRequestError(error).message}`
        this.#playback.notices.tell({ words, retry: { words: 'Try again', run: () => void grow() } }, null)
      })
    void grow()
  }
}
