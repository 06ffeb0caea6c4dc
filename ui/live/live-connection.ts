import { CLOSED_FORGOTTEN } from '../../schemas/live.ts'
import type { PlayEvent, RefusalCode, SittingsMessage, TroublesMessage, followShape } from '../../schemas/live.ts'
import type * as z from 'zod/mini'
import { backoffMs } from '../data/backoff.ts'
import type { KeyValueStore } from '../data/kept.ts'
import type { LibraryProgress } from '../data/library.ts'
import type { ServerMessage } from '../data/messages.ts'
import { isTransient, parseServerMessage } from '../data/messages.ts'
import type { Outbox } from '../data/outbox.ts'
import { PACE_MS, disconnected, due, isSilent, outboxOf, posted, refusedForNow, sent, settled } from '../data/outbox.ts'
import { forgetPlay, loadPlays, storePlay } from '../data/outbox-store.ts'
import type { SentPlay } from '../data/plays.ts'
import { RequestError } from '../data/requests.ts'
import type { LibraryChanges } from '../data/library-status.ts'
import { fetchSession } from '../data/session.ts'
import { Observable } from '../data/store.ts'
import type { NotToday } from './not-today.ts'
import { keptNotToday, readNotToday } from './not-today.ts'
import { LiveList, pageClock } from './live-list.ts'

/** Rows of the library are kept as it changes. */
const FOLLOW: z.output<typeof followShape> = { type: 'follow-library' }

/** What changes a sitting. */
const OF_SITTINGS: ReadonlySet<PlayEvent> = new Set(['wished', 'sessionRetracted'])

/** `away`: the last attempt failed, the next one is waited for or under way. */
export type LiveState = 'connecting' | 'open' | 'away'

/** What the rest of the player gives to the connection, and is told by it. */
export interface LivePorts {
  readonly store: KeyValueStore
  /** Whether the list was held by its switch when the page was open last. */
  readonly pinned: boolean
  /** Of a track that the player has shown; empty when it is not known. */
  titleOf(trackId: string): string
  opened(): void
  libraryChanged(library: LibraryProgress): void
  tracksChanged(changes: LibraryChanges): void
  troublesChanged(troubles: TroublesMessage['processors']): void
  sittingsChanged(sittings: SittingsMessage['items']): void
  /** The queue, opinions or playlists of the listener changed, here or in another player. */
  listenerChanged(message: Extract<ServerMessage, { readonly type: 'queue' | 'opinions' | 'playlists' }>): void
  /** The server asks for the password again. */
  loginWanted(): void
  /** Nothing is kept of the listener any more. */
  forgotten(): void
  /** A play was refused for good, and will not be sent again. */
  refused(code: RefusalCode): void
}

/**
 * The line to the server: plays go out and are kept until they are acknowledged, suggestions come in.
 *
 * Every play is sent at least once, in order, also over reconnections and reloads of the page, as far as the outbox and
 * the browser's storage reach. It comes back by itself after any loss, later and later, at once when the network returns.
 */
export class LiveConnection extends Observable {
  /** Whether this browser may see how the service does. */
  watches = false
  readonly list: LiveList
  readonly #ports: LivePorts
  #notToday: NotToday
  #state: LiveState = 'connecting'
  #loggedIn = false
  #outbox: Outbox
  #socket: WebSocket | null = null
  #life: AbortController | null = null
  #failures = 0
  #retry: number | null = null
  #pace: number | null = null

  constructor(ports: LivePorts) {
    super()
    this.#ports = ports
    this.list = new LiveList(pageClock, ports.pinned)
    this.#notToday = readNotToday(ports.store, today())
    this.#outbox = outboxOf(loadPlays(ports.store))
  }

  get state(): LiveState {
    return this.#state
  }

  /** Whether the password was given in this browser. */
  get loggedIn(): boolean {
    return this.#loggedIn
  }

  /** Plays that Kafka is not known to have yet. */
  get waiting(): number {
    return this.#outbox.waiting.length
  }

  /** Connects, and comes back until `stop`. */
  start(): void {
    this.#life = new AbortController()
    const { signal } = this.#life
    window.addEventListener('online', () => this.#connectNow(), { signal })
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#connectNow(), {
      signal,
    })
    this.#connect(signal)
  }

  stop(): void {
    this.#life?.abort()
    this.#life = null
    this.#socket?.close()
    this.#socket = null
    this.#retry = cleared(this.#retry)
    this.#pace = cleared(this.#pace)
  }

  isNotToday(trackId: string): boolean {
    return this.#notToday.trackIds.includes(trackId)
  }

  /** The track is not offered again on this day. */
  notToday(trackId: string): void {
    this.#notToday = keptNotToday(this.#ports.store, today(), trackId)
    this.changed()
  }

  /** Keeps a play, and sends it as soon as may be. */
  post(play: SentPlay): void {
    const { outbox, dropped } = posted(this.#outbox, play)
    this.#outbox = outbox
    if (dropped !== null) forgetPlay(this.#ports.store, dropped.playId)
    storePlay(this.#ports.store, play)
    const { playId, event, trackId } = play
    this.list.posted({ playId, event, trackId, title: this.#ports.titleOf(trackId) })
    this.#pump()
  }

  #connect(signal: AbortSignal): void {
    fetchSession(signal).then(
      ({ loggedIn, watches }) => {
        this.#loggedIn = loggedIn
        this.watches = watches === true
        this.#openSocket(signal)
      },
      (error: unknown) => {
        // The password has changed, or the login has ended. Plays and the queue are kept.
        if (error instanceof RequestError && error.code === 'login-required') this.#ports.loginWanted()
        this.#lost(signal)
      },
    )
  }

  #connectNow(): void {
    if (this.#retry === null || this.#life === null) return
    this.#retry = cleared(this.#retry)
    this.#connect(this.#life.signal)
  }

  #openSocket(signal: AbortSignal): void {
    if (signal.aborted) return
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`)
    this.#socket = socket
    socket.addEventListener('message', (event) => this.#read(event.data), { signal })
    // It does not come back: that would make another listener of this one, with the plays that wait.
    const closed = ({ reason }: CloseEvent) =>
      reason === CLOSED_FORGOTTEN ? this.#ports.forgotten() : this.#lost(signal)
    socket.addEventListener('close', closed, { signal })
  }

  #read(text: unknown): void {
    const message = parseServerMessage(text)
    if (message === null) return
    switch (message.type) {
      case 'welcome':
        this.#failures = 0
        this.#setState('open')
        this.#socket?.send(JSON.stringify(FOLLOW))
        this.#ports.opened()
        this.#pump()
        return
      case 'ack':
        this.#settle(message.playId)
        return
      case 'error':
        if (message.playId === undefined) return
        if (isTransient(message.code)) {
          this.#outbox = refusedForNow(this.#outbox, message.playId, performance.now())
          return
        }
        this.#settle(message.playId)
        this.#ports.refused(message.code)
        return
      case 'library':
        this.#ports.libraryChanged(message)
        return
      case 'library-changed':
        this.#ports.tracksChanged(message)
        return
      case 'recommendations':
        this.list.arrived(message)
        return
      case 'sittings':
        // What was said since is not in it yet; it is told again with that.
        if (!this.#outbox.waiting.some(({ play }) => OF_SITTINGS.has(play.event)))
          this.#ports.sittingsChanged(message.items)
        return
      case 'queue':
      case 'opinions':
      case 'playlists':
        this.#ports.listenerChanged(message)
        return
      case 'troubles':
        this.#ports.troublesChanged(message.processors)
    }
  }

  #settle(playId: string): void {
    this.#outbox = settled(this.#outbox, playId)
    forgetPlay(this.#ports.store, playId)
    if (this.#state !== 'open') this.changed()
  }

  #lost(signal: AbortSignal): void {
    if (signal.aborted) return
    this.#socket = null
    this.#outbox = disconnected(this.#outbox)
    this.#failures += 1
    this.#setState('away')
    this.#retry = cleared(this.#retry)
    this.#retry = window.setTimeout(
      () => {
        this.#retry = null
        this.#connect(signal)
      },
      backoffMs(this.#failures, Math.random()),
    )
  }

  /** Sends what is due, and looks again as long as something waits. */
  #pump(): void {
    if (this.#state !== 'open' || this.#socket?.readyState !== WebSocket.OPEN) return
    const now = performance.now()
    if (isSilent(this.#outbox, now)) {
      this.#abandon(this.#socket)
      return
    }
    const plays = due(this.#outbox, now)
    for (const play of plays) this.#socket.send(JSON.stringify(play))
    this.#outbox = sent(this.#outbox, plays, now)
    if (this.#outbox.waiting.length === 0 || this.#pace !== null) return
    this.#pace = window.setTimeout(() => {
      this.#pace = null
      this.#pump()
    }, PACE_MS)
  }

  /** Closing a dead connection waits for the other side, which may take a minute: it is left to itself. */
  #abandon(socket: WebSocket): void {
    this.#life?.abort()
    socket.close()
    this.#life = null
    this.#setState('away')
    this.start()
  }

  #setState(state: LiveState): void {
    this.#state = state
    this.changed()
  }
}

function cleared(timer: number | null): null {
  if (timer !== null) window.clearTimeout(timer)
  return null
}

/** As the listener's clock has it. */
function today(): string {
  const now = new Date()
  return `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`
}
