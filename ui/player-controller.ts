import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { KeyValueStore } from './data/kept.ts'
import { keep, readKept } from './data/kept.ts'
import type { Fact, PlaybackSession } from './data/playback-session.ts'
import { begun, factOf, left, playbackSessionShape, playMessageOf } from './data/playback-session.ts'
import type { Rating, Ratings } from './data/ratings.ts'
import type { RatedTracks } from './data/session.ts'
import { ratingOf, ratingsOf, ratingsShape, rated, withStored } from './data/ratings.ts'
import { noIntent } from './data/plays.ts'
import type { SentPlay } from './data/plays.ts'
import type { SessionIntent } from '../schemas/live.ts'
import type { Choice, Queue } from './data/queue.ts'
import {
  emptyQueue,
  nextChoice,
  previousChoice,
  queueShape,
  withFollowing,
  withPlayed,
  withoutPassed,
} from './data/queue.ts'
import { generatedId } from './data/random.ts'
import { z } from './data/shape.ts'
import type { Suggestions } from './data/suggestions.ts'
import { noSuggestions, taken } from './data/suggestions.ts'
import type { DescribedTrack, Track } from './data/tracks.ts'
import { trackOf } from './data/tracks.ts'
import { connectMediaKeys, showOnMediaKeys, showPosition } from './media-session.ts'
import { PlaybackController } from './playback-controller.ts'
import { DescribedTracks } from './described-tracks.ts'
import { SEEK_STEP_MS } from './data/shortcuts.ts'

/** Going back within this restarts nothing, it goes to the track before. */
const RESTART_AFTER_MS = 3_000
/** The state is kept at least that often, for a browser that is killed. */
const KEEP_EVERY_MS = 5_000
/** So many unplayable tracks in a row end playing: then it is not the tracks. */
const MAX_FAILURES = 3

const STATE_KEY = 'slipstream.situation'
const RATINGS_KEY = 'slipstream.opinions'
const playerStateShape = z.object({ listening: z.nullable(playbackSessionShape), queue: queueShape })

/** What plays, what comes next, and what is sent of it. It comes back after a reload as it was, paused. */
export class PlayerController implements ReactiveController {
  readonly playback: PlaybackController
  readonly tracks: DescribedTracks
  queue: Queue = emptyQueue
  suggestions: Suggestions = noSuggestions
  ratings: Ratings
  intent: SessionIntent = noIntent
  excluded = false
  readonly #host: ReactiveControllerHost
  readonly #store: KeyValueStore
  readonly #sessionId: string
  readonly #post: (play: SentPlay) => void
  #life: AbortController | null = null
  #generated = 0
  #failures = 0
  #keptAtMs = 0
  #shownAs = ''

  constructor(host: ReactiveControllerHost, store: KeyValueStore, session: string, post: (play: SentPlay) => void) {
    this.#host = host
    this.#store = store
    this.#sessionId = session
    this.#post = post
    this.ratings = ratingsOf(readKept(store, RATINGS_KEY, ratingsShape) ?? [])
    this.playback = new PlaybackController(host, {
      happened: (session, facts) => this.#postFacts(session, facts),
      ended: () => this.#goOn(),
      failed: (isDamaged) => this.#skipUnplayable(isDamaged),
    })
    this.tracks = new DescribedTracks(host, (track) => this.#learn(track))
    host.addController(this)
  }

  get current(): Track | null {
    return this.playback.session?.track ?? null
  }

  get rating(): Rating {
    return this.current === null ? 'none' : ratingOf(this.ratings, this.current.trackId)
  }

  hostConnected(): void {
    this.#life = new AbortController()
    window.addEventListener('pagehide', () => this.#keepState(), { signal: this.#life.signal })
    connectMediaKeys(
      {
        play: () => this.playback.play(),
        pause: () => this.playback.pause(),
        next: () => this.next(),
        previous: () => this.previous(),
        seekBy: (ms) => this.seekBy(ms),
        seekTo: (ms) => this.playback.seek(ms),
      },
      SEEK_STEP_MS,
    )
    const state = readKept(this.#store, STATE_KEY, playerStateShape)
    if (state === null || this.playback.session !== null) return
    this.queue = state.queue
    if (state.listening !== null) this.#load(state.listening)
  }

  hostDisconnected(): void {
    this.#life?.abort()
  }

  hostUpdated(): void {
    const { session, durationMs, paused } = this.playback
    if (session === null) return
    showPosition(session.positionMs, durationMs, paused)
    if (performance.now() - this.#keptAtMs >= KEEP_EVERY_MS) this.#keepState()
  }

  /** @param following where playing goes on when nothing is suggested; what was there stays when it is left out */
  pick(choice: Choice, following?: readonly Track[]): void {
    this.#failures = 0
    if (choice.track.trackId === this.current?.trackId) {
      this.toggle()
      return
    }
    if (following !== undefined) this.queue = withFollowing(this.queue, following)
    this.#change(choice, 'other')
  }

  /** Plays or pauses; with nothing loaded, what comes next begins. */
  toggle(): void {
    if (this.current === null) {
      this.next()
      return
    }
    // Hearing a track again after its end is a new session.
    if (this.playback.audio.ended) {
      this.#start({ track: this.current, via: 'chosen', recommendationId: null })
      return
    }
    if (this.playback.paused) this.playback.play()
    else this.playback.pause()
  }

  /** Goes on to what comes next; at the end of everything it only stops. */
  next(): void {
    this.#failures = 0
    const choice = nextChoice(this.queue, this.suggestions, this.current?.trackId ?? null)
    if (choice !== null) this.#change(choice, 'next')
  }

  /** To the beginning of the track, or from there to the one before. */
  previous(): void {
    const { session } = this.playback
    const before = previousChoice(this.queue)
    if (before === null || (session !== null && session.positionMs > RESTART_AFTER_MS)) {
      this.playback.seek(0)
      return
    }
    const { choice, queue } = before
    const following = session === null ? queue.following : [session.track, ...queue.following]
    this.#postLeft('other')
    this.queue = withFollowing(queue, following)
    this.#start(choice)
  }

  seekBy(ms: number): void {
    const { session } = this.playback
    if (session !== null) this.playback.seek(session.positionMs + ms)
  }

  rate(pressed: 'liked' | 'disliked'): void {
    const { session } = this.playback
    if (session === null) return
    const { ratings, events } = rated(this.ratings, session.track.trackId, pressed)
    this.ratings = ratings
    keep(this.#store, RATINGS_KEY, [...ratings])
    this.#postFacts(
      session,
      events.map((event) => factOf(event, session)),
    )
    this.#host.requestUpdate()
  }

  /** Sends what the listener intends from now on; a radio is of the present track. */
  intend(intent: SessionIntent): void {
    const { session } = this.playback
    this.intent = intent
    if (session !== null) this.#postFacts(session, [{ ...factOf('wished', session), wish: intent }])
    this.#host.requestUpdate()
  }

  /** Excludes this session from the profile, also what is still to come. */
  excludeSession(): void {
    const { session } = this.playback
    this.excluded = true
    if (session !== null) this.#postFacts(session, [factOf('sessionRetracted', session)])
    this.#host.requestUpdate()
  }

  ratingsLoaded(tracks: RatedTracks): void {
    this.ratings = withStored(this.ratings, tracks)
    this.#host.requestUpdate()
  }

  #goOn(): void {
    const choice = nextChoice(this.queue, this.suggestions, this.current?.trackId ?? null)
    if (choice !== null) this.#change(choice, 'ended')
  }

  #skipUnplayable(isDamaged: boolean): void {
    this.#failures += 1
    if (isDamaged && this.#failures < MAX_FAILURES) {
      const { problem } = this.playback
      this.#goOn()
      if (this.playback.problem === null) this.playback.notice = problem
      return
    }
    const neverPlayed = this.playback.session?.started === false && this.playback.session.via !== 'chosen'
    if (neverPlayed && this.#failures < MAX_FAILURES) this.#goOn()
  }

  #change(choice: Choice, how: 'next' | 'other' | 'ended'): void {
    if (how !== 'ended') this.#postLeft(how)
    if (this.current !== null) this.queue = withPlayed(this.queue, this.current)
    this.#start(choice)
  }

  #start(choice: Choice): void {
    const { trackId } = choice.track
    this.queue = withoutPassed(this.queue, trackId)
    this.suggestions = taken(this.suggestions, trackId)
    const known = this.tracks.get(trackId)
    const via = choice.via === 'recommended' && this.intent.radio !== 'none' ? 'radio' : choice.via
    this.#load(begun(known === null ? choice.track : trackOf(known), via, choice.recommendationId))
    this.playback.play()
    this.#keepState()
  }

  #load(session: PlaybackSession): void {
    this.playback.load(session)
    this.tracks.want([session.track.trackId])
    this.#show(session.track)
  }

  #learn(track: DescribedTrack): void {
    if (track.trackId !== this.current?.trackId) return
    this.playback.describe(trackOf(track))
    this.#show(track)
  }

  #show(track: Track): void {
    const shown = JSON.stringify(trackOf(track))
    if (shown === this.#shownAs) return
    this.#shownAs = shown
    showOnMediaKeys(track)
  }

  #postLeft(how: 'next' | 'other'): void {
    const { session, audio } = this.playback
    if (session !== null && !audio.ended) this.#postFacts(session, left(session, how))
  }

  #postFacts(session: PlaybackSession, facts: readonly Fact[]): void {
    for (const fact of facts) {
      const now = new Date()
      const identity = {
        playId: generatedId(now.getTime(), this.#generated),
        sessionId: this.#sessionId,
        deviceTime: now.getTime(),
        timeZoneOffsetMinutes: 0 - now.getTimezoneOffset(),
        pageVisible: document.visibilityState === 'visible',
      }
      this.#generated += 1
      this.#post(playMessageOf(session, fact, identity))
    }
  }

  #keepState(): void {
    this.#keptAtMs = performance.now()
    keep(this.#store, STATE_KEY, { listening: this.playback.session, queue: this.queue })
  }
}
