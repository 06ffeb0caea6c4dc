import type { KeyValueStore } from '../data/kept.ts'
import type { Ending, PlaybackSession } from '../data/playback-session.ts'
import { CHOSEN, begun } from '../data/playback-session.ts'
import type { QueueEntry, QueueSource } from '../data/queue.ts'
import { emptyQueue, entriesOf, withDescribed, withPlaybackId } from '../data/queue.ts'
import { radioOf } from '../data/radio.ts'
import { generatedId } from '../data/random.ts'
import { reasonWords } from '../data/reasons.ts'
import { Observable } from '../data/store.ts'
import type { DescribedTrack, Track } from '../data/tracks.ts'
import { trackOf } from '../data/tracks.ts'
import type { DescribedTracks } from './described-tracks.ts'
import { showOnMediaKeys, showPosition } from './media-session.ts'
import type { Mixing } from './mixing.ts'
import { fadeMsTo, levelIn } from './mixing.ts'
import { NOTICE_MS, Notices } from './notices.ts'
import type { Turn } from './player-queue.ts'
import { PlayerQueue } from './player-queue.ts'
import { SharedState } from './shared-state.ts'
import { SleepTimer } from './sleep-timer.ts'
import { Sound } from './sound.ts'
import type { Statements } from './statements.ts'

/** So many unplayable tracks in a row end playing: then it is not the tracks. */
const MAX_FAILURES = 8

const LIBRARY: QueueSource = { kind: 'library', id: null, name: 'Library' }

/** Tells four times a second where the track is; what rarely changes is told by the player itself. */
class Clock extends Observable {
  tick(): void {
    this.changed()
  }
}

export interface PlaybackPorts {
  readonly store: KeyValueStore
  readonly tracks: DescribedTracks
  readonly statements: Statements
}

/**
 * What sounds, and what follows it: a turn of the queue begins, what comes after it is loaded ahead and begins in time, what
 * cannot be played is passed over. It is shared with other tabs, and comes back after a reload as it was, paused.
 */
export class Playback extends Observable {
  readonly playerQueue: PlayerQueue
  readonly sound: Sound
  readonly sleep: SleepTimer
  readonly shared: SharedState
  readonly notices = new Notices(() => this.changed())
  /** Changes with the position. */
  readonly clock = new Clock()
  readonly #tracks: DescribedTracks
  readonly #statements: Statements
  #mixing: Mixing = { crossfadeS: 0, levelling: true }
  /** What comes after what plays, once it is loaded ahead. */
  #prepared: Turn | null = null
  #failures = 0
  #playbacks = 0
  /** The playback before this one. */
  #leftSession: PlaybackSession | null = null
  #wasSounding = false
  #shownAs = ''

  constructor({ store, tracks, statements }: PlaybackPorts) {
    super()
    this.#tracks = tracks
    this.#statements = statements
    this.playerQueue = new PlayerQueue(
      () => this.#queueChanged(),
      ({ reason, ...item }) => reasonWords({ ...item, reason }, reason.seedTitle, radioOf(statements)),
    )
    this.sound = new Sound({
      changed: () => this.#soundChanged(),
      ticked: () => this.#ticked(),
      happened: (session, facts) => statements.happened(session, facts),
      following: () => this.#nextByItself()?.entry.track ?? null,
      nearing: () => this.#prepare(),
      due: () => this.#due(),
      ended: () => this.#ended(),
      failed: (reason, isDamaged) => this.#passOver(reason, isDamaged),
    })
    this.sleep = new SleepTimer({
      changed: () => this.changed(),
      faded: (share) => this.sound.setMaster(share),
      slept: () => this.sound.pause(),
    })
    this.shared = this.#share(store)
  }

  get now(): QueueEntry | null {
    return this.playerQueue.queue.now
  }

  get paused(): boolean {
    return !this.sound.wants
  }

  get shuffled(): boolean {
    return this.playerQueue.queue.shuffleSeed !== null
  }

  /** The track of Live that is loaded ahead: only an act of the listener may take its place. */
  get committed(): string | null {
    return this.#prepared?.entry.offered === undefined ? null : this.#prepared.entry.track.trackId
  }

  /** What follows when the listener goes on. */
  next(): Turn | null {
    return this.playerQueue.next(this.#statements.isRadio)
  }

  setMixing(mixing: Mixing): void {
    this.#mixing = mixing
    if (this.now !== null) this.sound.setLevel(this.#levelOf(this.now))
  }

  /** The listener chose what plays. */
  pick(turn: Turn | null): void {
    if (turn === null) return
    this.#failures = 0
    this.playerQueue.mayPlay(turn.entry.track.trackId)
    this.start(turn, 'other')
  }

  start(turn: Turn, how: Ending, ringMs = 0): void {
    this.#leftSession = this.sound.session
    const left = { entryId: this.now?.entryId ?? '', playbackId: this.sound.session?.playbackId ?? '' }
    this.#statements.ended(how, this.sound.durationMs)
    this.notices.tell(null)
    this.begin(turn.entry, turn.way, ringMs)
    this.playerQueue.take({ ...turn, queue: withPlaybackId(turn.queue, left) })
    this.shared.keepPosition(true)
  }

  /** A playback of an entry begins. */
  begin(entry: QueueEntry, way: Turn['way'], ringMs = 0): void {
    const known = this.#tracks.get(entry.track.trackId)
    const track = known === null ? entry.track : trackOf(known)
    this.#prepared = null
    this.shared.claim()
    this.sound.load(begun(track, way, this.#newPlaybackId()), this.#levelOf(entry), ringMs)
    this.#statements.begin()
    this.sound.play()
    this.#shown(track)
  }

  /** The listener wants to hear something: what failed before says nothing of it. */
  goOn(): void {
    this.#failures = 0
    const turn = this.next()
    if (turn === null) return
    const isAway = this.sound.obstacle !== null || !navigator.onLine
    if (isAway && !this.sound.isReady(turn.entry.track)) {
      this.notices.tell({ words: `No connection: “${turn.entry.track.title}” is not here yet.`, retry: null })
      return
    }
    this.start(turn, 'next')
  }

  /** What played before an act that was taken back goes on where it was. @param queue as it was then */
  takeBack(queue: Turn['queue']): void {
    const { now } = queue
    if (now === null || now.entryId === this.now?.entryId) {
      this.playerQueue.set(queue)
      return
    }
    const session = this.#leftSession
    this.#statements.ended('other', this.sound.durationMs)
    this.playerQueue.take({ queue, entry: now })
    // How it ended was told: from here on it is another one.
    this.#loadNow(session && { ...session, playbackId: this.#newPlaybackId() })
    this.play()
  }

  /** Sounds in this tab, where another one is if that sounds. */
  play(): void {
    const elsewhere = this.shared.claim()
    if (elsewhere !== null) this.#loadNow(elsewhere)
    this.sound.play()
  }

  /** More is known of a track. */
  learn(described: DescribedTrack): void {
    const track = trackOf(described)
    this.playerQueue.queue = withDescribed(this.playerQueue.queue, track)
    if (track.trackId === this.now?.track.trackId) {
      this.sound.describe(track)
      this.sound.setLevel(this.#levelOf(this.now))
      this.#shown(track)
    }
    this.changed()
  }

  /** As this browser kept it. */
  comeBack(): void {
    const { queue, session } = this.shared.read()
    const [ofKept] = session === null ? [] : entriesOf([session.track], LIBRARY, this.playerQueue.newId)
    this.playerQueue.queue = { ...(queue ?? emptyQueue), now: queue?.now ?? ofKept ?? null }
    this.shared.began(this.playerQueue.queue)
    this.#loadNow(session)
  }

  // ---------------------------------------------------------------------------------------------------------- inside

  #newPlaybackId(): string {
    this.#playbacks += 1
    return generatedId(Date.now(), this.#playbacks)
  }

  /** Loads what is in Now, paused. @param session what is known of its playback, if it is of this track */
  #loadNow(session: PlaybackSession | null): void {
    const { now } = this
    if (now === null) return
    const isOfNow = session?.track.trackId === now.track.trackId
    this.sound.load(isOfNow ? session : begun(now.track, CHOSEN, this.#newPlaybackId()), this.#levelOf(now))
    this.#statements.begin()
    this.#shown(now.track)
  }

  /** What follows when the track ends by itself. */
  #nextByItself(): Turn | null {
    const { now } = this
    if (this.playerQueue.queue.repeat !== 'one' || now === null) return this.next()
    return { queue: this.playerQueue.queue, entry: now, way: { ...CHOSEN, shuffled: this.shuffled } }
  }

  #prepare(): void {
    const turn = this.#nextByItself()
    const before = this.committed
    this.sound.prepare(turn?.entry.track ?? null, turn === null ? 1 : this.#levelOf(turn.entry))
    this.#prepared = this.sound.prepared === turn?.entry.track.trackId ? turn : null
    this.sound.fadeMs = turn === null ? 0 : this.#fadeMsTo(turn.entry)
    if (before !== this.committed) this.changed()
  }

  #due(): void {
    const turn = this.#nextByItself()
    if (turn === null || this.sleep.sleep?.kind === 'end-of-song' || !this.sound.isReady(turn.entry.track)) return
    this.start(turn, 'ended', this.sound.ringMs)
  }

  #ended(): void {
    this.#statements.ended('ended', this.sound.durationMs)
    const turn = this.sleep.isEnd() ? null : this.#nextByItself()
    if (turn === null) this.sound.pause()
    else this.start(turn, 'ended')
  }

  #fadeMsTo({ track }: QueueEntry): number {
    if (this.now === null) return 0
    const fading = { track: this.now.track, durationMs: this.sound.durationMs, isShuffled: this.shuffled }
    return fadeMsTo(this.#mixing, fading, track)
  }

  #levelOf(entry: QueueEntry): number {
    return levelIn(this.#mixing, entry, this.shuffled)
  }

  #passOver(reason: string, isDamaged: boolean): void {
    const { now } = this
    if (now === null) return
    const { track, source } = now
    this.playerQueue.cannotPlay(track.trackId, reason)
    this.#statements.failed()
    this.#failures += 1
    const turn = this.#failures < MAX_FAILURES ? this.next() : null
    const retry = { words: 'Try again', run: () => this.pick(this.playerQueue.one(track, source)) }
    if (turn === null) this.sound.pause()
    else this.start(turn, 'other')
    const words = isDamaged ? `“${track.title}” stopped: ${reason}` : `Skipped “${track.title}”: ${reason}`
    this.notices.tell({ words, retry }, turn === null ? null : NOTICE_MS)
  }

  #queueChanged(): void {
    this.shared.queueChanged(this.playerQueue.queue)
    // What was loaded ahead may not be what comes next any more.
    if (this.#prepared !== null) this.#prepare()
    this.changed()
  }

  #ticked(): void {
    const { session, durationMs } = this.sound
    if (session !== null) showPosition(session.positionMs, durationMs, this.paused)
    if (session?.started === true) this.#failures = 0
    this.shared.keepPosition(false)
    this.clock.tick()
  }

  #shown(track: Track): void {
    this.#tracks.want([track.trackId])
    const shown = JSON.stringify(trackOf(track))
    if (shown === this.#shownAs) return
    this.#shownAs = shown
    showOnMediaKeys(track)
  }

  #soundChanged(): void {
    const isSounding = !this.paused && this.sound.session?.started === true
    // Other tabs go on from what they were told: whether it has begun decides whether that is told again.
    if (isSounding !== this.#wasSounding) this.shared.keepPosition(true)
    this.#wasSounding = isSounding
    this.changed()
  }

  #share(store: KeyValueStore): SharedState {
    return new SharedState(store, {
      playing: () => ({
        queue: this.playerQueue.queue,
        session: this.sound.session,
        isPlaying: !this.paused,
        sessionId: this.#statements.sessionId,
      }),
      silence: () => this.sound.pause(),
      ownerChanged: () => this.changed(),
      adopt: (adopted, loaded) => {
        this.playerQueue.stopGrowing()
        this.playerQueue.set(adopted)
        if (loaded !== null) this.#loadNow(loaded)
      },
      adoptAt: (adopted, positionMs) => {
        if (positionMs !== null) this.playerQueue.stopGrowing()
        this.playerQueue.set(adopted)
        if (positionMs !== null && adopted.now !== null)
          this.#loadNow({ ...begun(adopted.now.track, CHOSEN, this.#newPlaybackId()), positionMs })
      },
    })
  }
}
