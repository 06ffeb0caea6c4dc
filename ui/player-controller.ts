import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { KeyValueStore } from './data/kept.ts'
import { keep, readKept } from './data/kept.ts'
import type { Fact, Listening } from './data/listening.ts'
import { begun, factOf, left, listeningShape, playOf } from './data/listening.ts'
import type { Opinion, Opinions } from './data/opinions.ts'
import type { Stated } from './data/session.ts'
import { opinionOn, opinionsOf, opinionsShape, said, withStated } from './data/opinions.ts'
import type { Play, Wish } from './data/plays.ts'
import { noWish } from './data/plays.ts'
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
import { mintedId } from './data/random.ts'
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
/** The place is kept at least that often, for a browser that is killed. */
const KEEP_EVERY_MS = 5_000
/** So many unplayable tracks in a row end playing: then it is not the tracks. */
const MAX_FAILURES = 3

const SITUATION_KEY = 'slipstream.situation'
const OPINIONS_KEY = 'slipstream.opinions'
const situationShape = z.object({ listening: z.nullable(listeningShape), queue: queueShape })

/** What plays, what comes next, and what is told of it. It comes back after a reload as it was, paused. */
export class PlayerController implements ReactiveController {
  readonly playback: PlaybackController
  readonly tracks: DescribedTracks
  queue: Queue = emptyQueue
  suggestions: Suggestions = noSuggestions
  opinions: Opinions
  wished: Wish = noWish
  disowned = false
  readonly #host: ReactiveControllerHost
  readonly #store: KeyValueStore
  readonly #sittingId: string
  readonly #post: (play: Play) => void
  #life: AbortController | null = null
  #minted = 0
  #failures = 0
  #keptAtMs = 0
  #shownAs = ''

  constructor(host: ReactiveControllerHost, store: KeyValueStore, sitting: string, post: (play: Play) => void) {
    this.#host = host
    this.#store = store
    this.#sittingId = sitting
    this.#post = post
    this.opinions = opinionsOf(readKept(store, OPINIONS_KEY, opinionsShape) ?? [])
    this.playback = new PlaybackController(host, {
      happened: (listening, facts) => this.#tell(listening, facts),
      ended: () => this.#goOn(),
      failed: () => this.#skipUnplayable(),
    })
    this.tracks = new DescribedTracks(host, (track) => this.#learn(track))
    host.addController(this)
  }

  get current(): Track | null {
    return this.playback.listening?.track ?? null
  }

  get opinion(): Opinion {
    return this.current === null ? 'none' : opinionOn(this.opinions, this.current.trackId)
  }

  hostConnected(): void {
    this.#life = new AbortController()
    window.addEventListener('pagehide', () => this.#keepSituation(), { signal: this.#life.signal })
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
    const situation = readKept(this.#store, SITUATION_KEY, situationShape)
    if (situation === null || this.playback.listening !== null) return
    this.queue = situation.queue
    if (situation.listening !== null) this.#load(situation.listening)
  }

  hostDisconnected(): void {
    this.#life?.abort()
  }

  hostUpdated(): void {
    const { listening, durationMs, paused } = this.playback
    if (listening === null) return
    showPosition(listening.positionMs, durationMs, paused)
    if (performance.now() - this.#keptAtMs >= KEEP_EVERY_MS) this.#keepSituation()
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
    // Hearing a track again after its end is a new listening.
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
    const { listening } = this.playback
    const before = previousChoice(this.queue)
    if (before === null || (listening !== null && listening.positionMs > RESTART_AFTER_MS)) {
      this.playback.seek(0)
      return
    }
    const { choice, queue } = before
    const following = listening === null ? queue.following : [listening.track, ...queue.following]
    this.#tellLeft('other')
    this.queue = withFollowing(queue, following)
    this.#start(choice)
  }

  seekBy(ms: number): void {
    const { listening } = this.playback
    if (listening !== null) this.playback.seek(listening.positionMs + ms)
  }

  say(pressed: 'liked' | 'disliked'): void {
    const { listening } = this.playback
    if (listening === null) return
    const { opinions, events } = said(this.opinions, listening.track.trackId, pressed)
    this.opinions = opinions
    keep(this.#store, OPINIONS_KEY, [...opinions])
    this.#tell(
      listening,
      events.map((event) => factOf(event, listening)),
    )
    this.#host.requestUpdate()
  }

  /** Tells what is wished for from now on; a radio is of the track at hand. */
  wish(wish: Wish): void {
    const { listening } = this.playback
    this.wished = wish
    if (listening !== null) this.#tell(listening, [{ ...factOf('wished', listening), wish }])
    this.#host.requestUpdate()
  }

  /** Nothing of this sitting is to count, also not what is still to come. */
  disownSession(): void {
    const { listening } = this.playback
    this.disowned = true
    if (listening !== null) this.#tell(listening, [factOf('sessionRetracted', listening)])
    this.#host.requestUpdate()
  }

  statedTold(stated: Stated): void {
    this.opinions = withStated(this.opinions, stated)
    this.#host.requestUpdate()
  }

  #goOn(): void {
    const choice = nextChoice(this.queue, this.suggestions, this.current?.trackId ?? null)
    if (choice !== null) this.#change(choice, 'ended')
  }

  #skipUnplayable(): void {
    this.#failures += 1
    const unheard = this.playback.listening?.started === false && this.playback.listening.via !== 'chosen'
    if (unheard && this.#failures < MAX_FAILURES) this.#goOn()
  }

  #change(choice: Choice, how: 'next' | 'other' | 'ended'): void {
    if (how !== 'ended') this.#tellLeft(how)
    if (this.current !== null) this.queue = withPlayed(this.queue, this.current)
    this.#start(choice)
  }

  #start(choice: Choice): void {
    const { trackId } = choice.track
    this.queue = withoutPassed(this.queue, trackId)
    this.suggestions = taken(this.suggestions, trackId)
    const known = this.tracks.get(trackId)
    const via = choice.via === 'recommended' && this.wished.radio !== 'none' ? 'radio' : choice.via
    this.#load(begun(known === null ? choice.track : trackOf(known), via, choice.recommendationId))
    this.playback.play()
    this.#keepSituation()
  }

  #load(listening: Listening): void {
    this.playback.load(listening)
    this.tracks.want([listening.track.trackId])
    this.#show(listening.track)
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
    document.title = track.title === '' ? 'Slipstream' : `${track.title} · Slipstream`
  }

  #tellLeft(how: 'next' | 'other'): void {
    const { listening, audio } = this.playback
    if (listening !== null && !audio.ended) this.#tell(listening, left(listening, how))
  }

  #tell(listening: Listening, facts: readonly Fact[]): void {
    for (const fact of facts) {
      const deviceTime = Date.now()
      const playId = mintedId(deviceTime, this.#minted)
      this.#minted += 1
      this.#post(playOf(listening, fact, { playId, sessionId: this.#sittingId, deviceTime }))
    }
  }

  #keepSituation(): void {
    this.#keptAtMs = performance.now()
    keep(this.#store, SITUATION_KEY, { listening: this.playback.listening, queue: this.queue })
  }
}
