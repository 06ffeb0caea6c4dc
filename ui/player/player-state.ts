import type { SessionIntent } from '../../schemas/live.ts'
import { OpinionStore, browserChannel } from '../data/opinion-store.ts'
import type { KeyValueStore } from '../data/kept.ts'
import type { SentPlay } from '../data/plays.ts'
import type { QueueEntry, RepeatMode } from '../data/queue.ts'
import type { Suggestion } from '../data/recommendations.ts'
import type { SittingPart } from '../data/sitting.ts'
import { Observable } from '../data/store.ts'
import { DescribedTracks } from './described-tracks.ts'
import type { PlaybackProblem } from './notices.ts'
import { PlayReporter } from './play-reporter.ts'
import { Playback } from './playback.ts'
import type { Sleep } from './sleep-timer.ts'
import type { RadioTrack } from './statements.ts'
import { Statements } from './statements.ts'
import type { SoundOwner } from './tabs.ts'

export interface PlayerPorts {
  readonly store: KeyValueStore
  /** Of this tab. */
  readonly tabStore: KeyValueStore
  post(play: SentPlay): void
}

/** What is read of the player: what plays, what comes next, what the listener said. */
export abstract class PlayerState extends Observable {
  readonly opinions: OpinionStore
  readonly tracks: DescribedTracks
  protected readonly playback: Playback
  protected readonly reporter: PlayReporter
  protected readonly statements: Statements
  protected wantsLogin = false

  constructor({ store, tabStore, post }: PlayerPorts) {
    super()
    this.opinions = new OpinionStore(store, browserChannel('slipstream.opinions'))
    this.tracks = new DescribedTracks((track) => this.playback.learn(track))
    this.reporter = new PlayReporter(tabStore, post)
    this.statements = new Statements(this.reporter, this.opinions, () => this.playback.sound.session)
    this.playback = new Playback({ store, tracks: this.tracks, statements: this.statements })
    this.playback.subscribe(() => this.changed())
  }

  /** Changes with the position. */
  get clock(): Observable {
    return this.playback.clock
  }

  /** The elements that sound, to be put into the page. */
  get elements(): readonly HTMLAudioElement[] {
    return this.playback.sound.elements
  }

  get now(): QueueEntry | null {
    return this.playback.playerQueue.queue.now
  }

  get paused(): boolean {
    return !this.playback.sound.wants
  }

  get positionMs(): number {
    return this.playback.sound.session?.positionMs ?? 0
  }

  get durationMs(): number {
    return this.playback.sound.durationMs
  }

  get yours(): readonly QueueEntry[] {
    return this.playback.playerQueue.queue.yours
  }

  /** Newest first. */
  get before(): readonly QueueEntry[] {
    return this.playback.playerQueue.queue.before
  }

  /** Whether Live plays when Yours is empty. */
  get goesOn(): boolean {
    return this.playback.playerQueue.queue.goesOn
  }

  get shuffled(): boolean {
    return this.playback.playerQueue.queue.shuffleSeed !== null
  }

  get repeat(): RepeatMode {
    return this.playback.playerQueue.queue.repeat
  }

  /** What Live offers and was not played from it: the first of them is next when Yours is empty. */
  get suggestions(): readonly Suggestion[] {
    return this.playback.playerQueue.suggestions
  }

  /** The track of Live that is loaded ahead: only an act of the listener may take its place. */
  get committed(): string | null {
    return this.playback.committed
  }

  /** Why tracks could not be played in this sitting, by their ids. */
  get unplayable(): ReadonlyMap<string, string> {
    return this.playback.playerQueue.unplayable
  }

  /** Whether pressing Next would play something. */
  get hasNext(): boolean {
    return this.playback.next() !== null
  }

  get problem(): PlaybackProblem | null {
    const { obstacle } = this.playback.sound
    if (this.playback.shared.soundsElsewhere)
      return { words: 'Playing in another tab.', retry: { words: 'Play here', run: () => this.playback.play() } }
    const title = this.now?.track.title ?? ''
    if (obstacle === 'login' || this.wantsLogin)
      return { words: 'Sign in again; your queue is here.', retry: { words: 'Sign in', run: () => location.reload() } }
    if (obstacle === 'away') {
      const words = `No connection: “${title}” goes on when it is back.`
      return { words, retry: { words: 'Try again', run: () => this.playback.sound.retry() } }
    }
    return this.playback.notices.current
  }

  get owner(): SoundOwner {
    return this.playback.shared.owner
  }

  get sleep(): Sleep {
    return this.playback.sleep.sleep
  }

  /** What `undo` takes back, in words; null: nothing. */
  get undoable(): string | null {
    return this.playback.playerQueue.undoable
  }

  /** Waveform of what plays; empty until it is known. */
  get peaks(): readonly number[] {
    return (this.now && this.tracks.get(this.now.track.trackId)?.peaks) ?? []
  }

  /** What the listener intends with this sitting. */
  get intent(): SessionIntent {
    return this.statements.intent
  }

  /** The track that the radio began with; null: none is on, or it is not known. */
  get radioTrack(): RadioTrack | null {
    return this.statements.radioTrack
  }

  /** Whether nothing of this sitting counts. */
  get isPrivate(): boolean {
    return this.reporter.isPrivate
  }

  /** What was played in this sitting while it counted, and can be forgotten; null: nothing. */
  get forgettable(): SittingPart | null {
    return this.reporter.forgettable
  }

  /** The sitting that plays belong to. */
  get sessionId(): string {
    return this.reporter.sessionId
  }
}
