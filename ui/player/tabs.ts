import type { Channel } from '../data/opinion-store.ts'
import { randomHex } from '../data/random.ts'
import { z } from '../data/shape.ts'
import { keptQueueShape } from '../data/kept-queue.ts'
import type { PlaybackSession } from '../data/playback-session.ts'
import { playbackSessionShape } from '../data/playback-session.ts'
import type { Queue } from '../data/queue.ts'

const LOCK = 'slipstream.sound'
/** A tab that says that it sounds has the lock by then. */
const OWNS_WITHIN_MS = 1_000

export type SoundOwner = 'here' | 'another tab' | 'nobody'

const situationShape = z.object({
  queue: z.nullable(keptQueueShape),
  session: z.nullable(playbackSessionShape),
  isPlaying: z.boolean(),
})
/** What plays in a tab, as it tells the others. */
export interface TabSituation {
  /** Null: as it was told last. */
  readonly queue: Queue | null
  readonly session: PlaybackSession | null
  readonly isPlaying: boolean
}

const messageShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('claimed'), tab: z.string() }),
  z.object({ type: z.literal('released'), tab: z.string() }),
  /** A tab was opened, and wants to know. */
  z.object({ type: z.literal('asked'), tab: z.string() }),
  z.object({ type: z.literal('situation'), tab: z.string(), situation: situationShape }),
])
type Told = z.infer<typeof messageShape>
type TabMessage = Exclude<Told, { type: 'situation' }> | { type: 'situation'; tab: string; situation: TabSituation }

export interface TabListener {
  situation(): TabSituation
  /** Another tab sounds from now on. */
  lost(): void
  /** The owner of sound changed otherwise. */
  changed(): void
  /** @param isOwner whether the tab that tells it sounds */
  told(situation: TabSituation, isOwner: boolean): void
}

/**
 * The tabs of this browser, of which one at most sounds: it holds a lock, which ends with it, whatever ends it. Where the
 * page is not served over TLS or loopback there are no locks; then tabs only tell one another.
 */
export class Tabs {
  owner: SoundOwner = 'nobody'
  readonly #tab = randomHex()
  readonly #channel: Channel
  readonly #listener: TabListener
  readonly #locks: LockManager | null = 'locks' in navigator ? navigator.locks : null
  #release: (() => void) | null = null
  #ownerTab: string | null = null
  #watch: AbortController | null = null

  constructor(channel: Channel, listener: TabListener) {
    this.#channel = channel
    this.#listener = listener
    channel.hear((data) => {
      const message = messageShape.safeParse(data)
      if (message.success && message.data.tab !== this.#tab) this.#hear(message.data)
    })
    this.#tell({ type: 'asked', tab: this.#tab })
    window.addEventListener('pagehide', () => this.release())
  }

  /** This tab sounds from now on; the one that did falls silent. */
  claim(): void {
    if (this.owner === 'here') return
    this.#watch?.abort()
    this.owner = 'here'
    this.#ownerTab = null
    this.#tell({ type: 'claimed', tab: this.#tab })
    this.#locks
      ?.request(LOCK, { steal: true }, () => new Promise<void>((resolve) => (this.#release = resolve)))
      .catch(() => this.#lose())
    this.#listener.changed()
  }

  release(): void {
    if (this.owner !== 'here') return
    this.owner = 'nobody'
    this.#release?.()
    this.#release = null
    this.#tell({ type: 'released', tab: this.#tab })
  }

  /** The queue changed. */
  share(): void {
    this.#tell({ type: 'situation', tab: this.#tab, situation: this.#listener.situation() })
  }

  /** Nothing but the position, or whether it plays, changed: a long queue is not told again. */
  sharePosition(): void {
    const situation = { ...this.#listener.situation(), queue: null }
    this.#tell({ type: 'situation', tab: this.#tab, situation })
  }

  #tell(message: TabMessage): void {
    this.#channel.tell(message)
  }

  #hear(message: TabMessage): void {
    switch (message.type) {
      case 'claimed':
        this.#ownerTab = message.tab
        this.#lose()
        return
      case 'released':
        if (message.tab === this.#ownerTab) this.#vacate()
        return
      case 'asked':
        if (this.owner !== 'here') return
        this.#tell({ type: 'claimed', tab: this.#tab })
        this.share()
        return
      case 'situation':
        this.#listener.told(message.situation, message.tab === this.#ownerTab)
    }
  }

  #lose(): void {
    const wasHere = this.owner === 'here'
    this.owner = 'another tab'
    this.#release = null
    if (wasHere) this.#listener.lost()
    this.#listener.changed()
    this.#watchOwner()
  }

  /** The lock is free once its owner has gone, also by a crash. */
  #watchOwner(): void {
    this.#watch?.abort()
    this.#watch = new AbortController()
    const { signal } = this.#watch
    window.setTimeout(() => {
      if (signal.aborted) return
      this.#locks?.request(LOCK, { mode: 'shared', signal }, () => this.#vacate()).catch(() => undefined)
    }, OWNS_WITHIN_MS)
  }

  #vacate(): void {
    if (this.owner !== 'another tab') return
    this.owner = 'nobody'
    this.#ownerTab = null
    this.#watch?.abort()
    this.#listener.changed()
  }
}
