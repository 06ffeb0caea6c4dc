import type { KeyValueStore } from '../data/kept.ts'
import { keep, readKept } from '../data/kept.ts'
import { keptQueueShape } from '../data/kept-queue.ts'
import { browserChannel } from '../data/opinion-store.ts'
import type { PlaybackSession } from '../data/playback-session.ts'
import { playbackSessionShape } from '../data/playback-session.ts'
import type { Queue } from '../data/queue.ts'
import { z } from '../data/shape.ts'
import type { QueueSync } from './queue-sync.ts'
import { markChanged } from './sync-mark.ts'
import type { SoundOwner, TabSituation } from './tabs.ts'
import { Tabs } from './tabs.ts'

/** The position is kept at least that often, for a browser that is killed. */
const KEEP_EVERY_MS = 5_000
const POSITION_KEY = 'slipstream.situation'
const QUEUE_KEY = 'slipstream.queue'
const positionShape = z.object({ listening: z.nullable(playbackSessionShape) })

/** What plays here. */
export interface PlayingHere {
  readonly queue: Queue
  readonly session: PlaybackSession | null
  readonly isPlaying: boolean
  readonly sessionId: string
}

export interface StateHolder {
  playing(): PlayingHere
  /** Another tab sounds. */
  silence(): void
  ownerChanged(): void
  /** The queue is another one now. @param session what to load in the place of what is loaded; null: that stays */
  adopt(queue: Queue, session: PlaybackSession | null): void
  /** The same, of a queue that is known only by the server. @param positionMs null: what is loaded stays */
  adoptAt(queue: Queue, positionMs: number | null): void
}

/** What plays and the queue, kept in this browser, shared with its tabs and with the listener's other players. */
export class SharedState {
  readonly tabs: Tabs
  readonly #holder: StateHolder
  readonly #store: KeyValueStore
  /** Comes behind the first list. */
  #sync: QueueSync | null = null
  #isOpen = false
  #keptQueue: Queue | null = null
  #keptAtMs = 0
  #isTold = false
  /** What plays in the tab that sounds, and when it told so. */
  #elsewhere: { readonly session: PlaybackSession | null; readonly atMs: number; readonly isPlaying: boolean } | null =
    null

  constructor(store: KeyValueStore, holder: StateHolder) {
    this.#store = store
    this.#holder = holder
    this.tabs = new Tabs(browserChannel('slipstream.player'), {
      situation: () => holder.playing(),
      lost: () => holder.silence(),
      changed: () => holder.ownerChanged(),
      told: (situation, isOwner) => this.#told(situation, isOwner),
    })
    window.addEventListener('pagehide', () => this.keepPosition(true))
  }

  /** Asks for the code that shares the queue with the listener's other players. */
  async complete(): Promise<void> {
    const { QueueSync } = await import('./queue-sync.ts')
    const holder = this.#holder
    this.#sync ??= new QueueSync(this.#store, {
      situation: () => {
        const { queue, session, isPlaying, sessionId } = holder.playing()
        return { queue, positionMs: session?.positionMs ?? 0, isPlaying, sessionId }
      },
      adopt: (queue, positionMs) => this.#quietly(() => holder.adoptAt(queue, positionMs)),
    })
    if (this.#isOpen) this.opened()
  }

  get owner(): SoundOwner {
    return this.tabs.owner
  }

  /** Whether another tab sounds now. */
  get soundsElsewhere(): boolean {
    return this.owner === 'another tab' && this.#elsewhere?.isPlaying === true
  }

  /** What this browser kept. */
  read(): { readonly queue: Queue | null; readonly session: PlaybackSession | null } {
    const queue = readKept(this.#store, QUEUE_KEY, keptQueueShape)
    return { queue, session: readKept(this.#store, POSITION_KEY, positionShape)?.listening ?? null }
  }

  /** The queue that the page begins with: nobody changed it. */
  began(queue: Queue): void {
    this.#keptQueue = queue
  }

  /** This tab is to sound. @returns what another one played until now, where it is by now; null: none did */
  claim(): PlaybackSession | null {
    const { owner } = this
    const elsewhere = this.#elsewhere
    this.#elsewhere = null
    this.tabs.claim()
    if (owner === 'here' || elsewhere?.session === null || elsewhere === null) return null
    const sinceMs = owner === 'another tab' && elsewhere.isPlaying ? performance.now() - elsewhere.atMs : 0
    const { session } = elsewhere
    return { ...session, positionMs: session.positionMs + sinceMs, playedMs: session.playedMs + sinceMs }
  }

  /** Something in the queue changed, or another entry plays. */
  queueChanged(queue: Queue): void {
    if (queue === this.#keptQueue) return
    this.#keptQueue = queue
    keep(this.#store, QUEUE_KEY, queue)
    if (this.#isTold) return
    this.tabs.share()
    if (this.owner !== 'another tab') this.#markChanged()
  }

  /** @param isNow it began, or was paused, or the page goes away */
  keepPosition(isNow: boolean): void {
    if (this.owner === 'another tab') return
    if (!isNow && performance.now() - this.#keptAtMs < KEEP_EVERY_MS) return
    this.#keptAtMs = performance.now()
    const { session, isPlaying } = this.#holder.playing()
    keep(this.#store, POSITION_KEY, { listening: session })
    this.tabs.sharePosition()
    this.#sync?.moved(isNow && !isPlaying)
  }

  /** The line to the server is open. */
  opened(): void {
    this.#isOpen = true
    if (this.owner !== 'another tab') this.#sync?.opened()
  }

  /** A player of the listener put the queue. */
  queueTold(message: { readonly revision: number; readonly deviceId: string | null }): void {
    if (this.owner !== 'another tab') this.#sync?.told(message)
  }

  #told({ queue, session, isPlaying }: TabSituation, isOwner: boolean): void {
    const { queue: here } = this.#holder.playing()
    if (isOwner) {
      this.#elsewhere = { session, isPlaying, atMs: performance.now() }
      if (queue !== null) this.#quietly(() => this.#holder.adopt(queue, null))
    } else if (queue === null) {
      return
    } else if (this.owner === 'here') {
      // A silent tab changed the queue; what plays is known better here.
      this.#quietly(() => this.#holder.adopt({ ...queue, now: here.now, before: here.before }, null))
      this.#markChanged()
    } else if (this.owner === 'nobody') {
      this.#quietly(() => this.#holder.adopt(queue, session))
    }
    this.#holder.ownerChanged()
  }

  #markChanged(): void {
    if (this.#sync === null) markChanged(this.#store)
    else this.#sync.changed()
  }

  #quietly(adopt: () => void): void {
    this.#isTold = true
    adopt()
    this.#isTold = false
  }
}
