import type { SessionIntent, Sitting } from '../../schemas/live.ts'
import type { OpinionStore } from '../data/opinion-store.ts'
import type { Ending, Fact, PlaybackSession } from '../data/playback-session.ts'
import { CHOSEN, begun, factOf, left } from '../data/playback-session.ts'
import { noIntent } from '../data/plays.ts'
import type { Track } from '../data/tracks.ts'
import type { PlayReporter } from './play-reporter.ts'

export type RadioTrack = Pick<Track, 'trackId' | 'title' | 'artist'>

/** What is taken back. */
export interface ActTakenBack {
  readonly event: string
  readonly trackId: string
  /** Under which it was told. */
  readonly playIds: readonly string[]
}

/** What the listener says of songs and of this sitting, as it is sent and as it is shown. */
export class Statements {
  intent: SessionIntent = noIntent
  /** The track that the radio began with; null: none is on, or it is not known. */
  radioTrack: RadioTrack | null = null
  readonly #reporter: PlayReporter
  readonly #opinions: OpinionStore
  readonly #playing: () => PlaybackSession | null
  /** Whether the end of what plays was told. */
  #isOver = false
  /** Whether a wish waits for a track to be told with. */
  #isUntold = false

  /** @param playing the playback of what plays */
  constructor(reporter: PlayReporter, opinions: OpinionStore, playing: () => PlaybackSession | null) {
    this.#reporter = reporter
    this.#opinions = opinions
    this.#playing = playing
  }

  get isRadio(): boolean {
    return this.intent.radio !== 'none'
  }

  /** The sitting that plays belong to. */
  get sessionId(): string {
    return this.#reporter.sessionId
  }

  /** Another playback is loaded. */
  begin(): void {
    this.#isOver = false
  }

  /** What playing itself tells; what was wished before anything played is told with the first track. */
  happened(session: PlaybackSession, facts: readonly Fact[]): void {
    this.#reporter.report(session, facts)
    if (this.#isUntold && facts.some(({ event }) => event === 'started')) this.#tellWish(session.track)
  }

  /** How the playback ended, once. */
  ended(how: Ending, durationMs: number): void {
    const session = this.#playing()
    if (session === null || this.#isOver) return
    this.#isOver = true
    this.#reporter.report(session, left(session, how, durationMs))
  }

  /** What plays cannot be played. */
  failed(): void {
    const session = this.#playing()
    if (session !== null) this.#reporter.report(session, [factOf('failed', session)])
  }

  /** Like or dislike was pressed; pressed again, it is taken back. */
  rate(track: Track, pressed: 'liked' | 'disliked'): void {
    const session = this.#sessionOf(track)
    const events = this.#opinions.press(track.trackId, pressed, !this.#reporter.isPrivate)
    this.#reporter.report(
      session,
      events.map((event) => factOf(event, session)),
    )
  }

  /** Never suggests the track again; with an artist, nothing of that artist. Pressed again, it is taken back. */
  never(track: Track, artistId: string | null): void {
    const session = this.#sessionOf(track)
    const id = artistId ?? track.trackId
    const event = this.#opinions.pressNever(id, artistId === null ? 'track' : 'artist', !this.#reporter.isPrivate)
    this.#reporter.report(session, [{ ...factOf(event, session), ...(artistId === null ? {} : { artistId }) }])
  }

  /** @param of what a radio that begins is of; null: of what plays, while one that is on stays of its track */
  wish(intent: SessionIntent, of: RadioTrack | null): void {
    const stays = intent.radio === this.intent.radio && intent.genre === this.intent.genre
    const track = of ?? (stays ? this.radioTrack : null) ?? this.#playing()?.track ?? null
    this.intent = intent
    this.radioTrack = intent.radio === 'none' ? null : track
    this.#tellWish(track)
  }

  /** Whether what is played from now on counts. What was wished stays. */
  setPrivate(on: boolean): void {
    this.#reporter.setPrivate(on, this.#playing())
    if (!on) this.#opinions.forgetUncounted()
    this.#tellWishAgain()
  }

  /** Takes back what was played in this sitting while it counted. */
  forget(): void {
    const session = this.#playing()
    const wasPrivate = this.#reporter.isPrivate
    if (session !== null) this.#reporter.forget(session)
    if (!wasPrivate) this.#tellWishAgain()
  }

  /** Takes an act back: an opinion by pressing it again, else the one play. */
  takeBack({ event, trackId, playIds }: ActTakenBack): void {
    const track = bareTrack({ trackId, title: '', artist: '' })
    if (event === 'liked' || event === 'disliked') {
      if (this.#opinions.of(trackId) === event) this.rate(track, event)
      return
    }
    const session = this.#sessionOf(track)
    this.#reporter.report(
      session,
      playIds.map((retracts) => ({ ...factOf('retracted', session), retracts })),
    )
  }

  /** What the server says that holds in the sittings of the listener. */
  setSittings(sittings: readonly Sitting[]): void {
    const own = sittings.find(({ sessionId }) => sessionId === this.#reporter.sessionId)
    // It knows those of a day, and nothing of what was not sent yet: then what this tab knows holds.
    if (own === undefined || this.#isUntold) return
    this.#reporter.counts(own.isPrivate)
    if (!own.isPrivate) this.#opinions.forgetUncounted()
    const { wish } = own
    this.intent = noIntent
    this.radioTrack = null
    if (wish === null) return
    const { familiarity, energy, radio, genre, trackId, title, artist } = wish
    this.intent = { familiarity, energy, radio, genre }
    this.radioTrack = radio === 'none' ? null : { trackId, title: title ?? '', artist: artist ?? '' }
  }

  #tellWishAgain(): void {
    if (this.intent !== noIntent) this.#tellWish(this.radioTrack ?? this.#playing()?.track ?? null)
  }

  #tellWish(track: RadioTrack | null): void {
    this.#isUntold = track === null
    if (track === null) return
    const session = this.#sessionOf(bareTrack(track))
    this.#reporter.report(session, [{ ...factOf('wished', session), wish: this.intent }])
  }

  /** What is said of another track than the one that plays is said without a position. */
  #sessionOf(track: Track): PlaybackSession {
    const playing = this.#playing()
    return playing?.track.trackId === track.trackId ? playing : begun(track, CHOSEN)
  }
}

function bareTrack({ trackId, title, artist }: RadioTrack): Track {
  return { trackId, title, artist, album: '', durationMs: null, hasArt: false }
}
