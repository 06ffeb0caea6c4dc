import type { RefusalCode, TroublesMessage, followShape } from '../schemas/live.ts'
import type * as z from 'zod/mini'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { backoffMs } from './data/backoff.ts'
import type { KeyValueStore } from './data/kept.ts'
import type { LibraryProgress } from './data/library.ts'
import { isTransient, parseServerMessage } from './data/messages.ts'
import type { Outbox } from './data/outbox.ts'
import { PACE_MS, disconnected, due, isSilent, outboxOf, posted, refusedForNow, sent, settled } from './data/outbox.ts'
import { forgetPlay, loadPlays, storePlay } from './data/outbox-store.ts'
import type { SentPlay } from './data/plays.ts'
import type { Recommendation } from './data/recommendations.ts'
import { RequestError } from './data/requests.ts'
import type { LibraryChanges } from './data/track-changes.ts'
import { fetchSession } from './data/session.ts'

/** Rows of the library are kept as it changes. */
const FOLLOW: z.output<typeof followShape> = { type: 'follow-library' }

/** `away`: the last attempt failed, the next one is waited for or under way. */
export type LiveState = 'connecting' | 'open' | 'away'

export interface LiveListener {
  opened(): void
  recommended(recommendation: Recommendation): void
  libraryChanged(library: LibraryProgress): void
  tracksChanged(changes: LibraryChanges): void
  troublesChanged(troubles: TroublesMessage['processors']): void
  /** A play was refused for good, and will not be sent again. */
  refused(code: RefusalCode): void
}

/**
 * The line to the server: plays go out and are kept until they are acknowledged, suggestions come in.
 *
 * Every play is sent at least once, in order, also over reconnections and reloads of the page, as far as the outbox and
 * the browser's storage reach. It comes back by itself after any loss, later and later, at once when the network returns.
 */
export class LiveController implements ReactiveController {
  state: LiveState = 'connecting'
  /** Whether the password was given in this browser. */
  loggedIn = false
  readonly #host: ReactiveControllerHost
  readonly #store: KeyValueStore
  readonly #listener: LiveListener
  #outbox: Outbox
  #socket: WebSocket | null = null
  #life: AbortController | null = null
  #failures = 0
  #retry: number | null = null
  #pace: number | null = null

  constructor(host: ReactiveControllerHost, store: KeyValueStore, listener: LiveListener) {
    this.#host = host
    this.#store = store
    this.#listener = listener
    this.#outbox = outboxOf(loadPlays(store))
    host.addController(this)
  }

  /** Plays that Kafka is not known to have yet. */
  get waiting(): number {
    return this.#outbox.waiting.length
  }

  hostConnected(): void {
    this.#life = new AbortController()
    const { signal } = this.#life
    window.addEventListener('online', () => this.#connectNow(), { signal })
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#connectNow(), {
      signal,
    })
    this.#connect(signal)
  }

  hostDisconnected(): void {
    this.#life?.abort()
    this.#life = null
    this.#socket?.close()
    this.#socket = null
    this.#retry = cleared(this.#retry)
    this.#pace = cleared(this.#pace)
  }

  /** Keeps a play, and sends it as soon as may be. */
  post(play: SentPlay): void {
    const { outbox, dropped } = posted(this.#outbox, play)
    this.#outbox = outbox
    if (dropped !== null) forgetPlay(this.#store, dropped.playId)
    storePlay(this.#store, play)
    this.#pump()
  }

  #connect(signal: AbortSignal): void {
    fetchSession(signal).then(
      ({ loggedIn }) => {
        this.loggedIn = loggedIn
        this.#openSocket(signal)
      },
      (error: unknown) => {
        // The password has changed: the server answers this address with the page that asks for it. Plays are kept.
        if (error instanceof RequestError && error.code === 'login-required') location.reload()
        else this.#lost(signal)
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
    socket.addEventListener('close', () => this.#lost(signal), { signal })
  }

  #read(text: unknown): void {
    const message = parseServerMessage(text)
    if (message === null) return
    switch (message.type) {
      case 'welcome':
        this.#failures = 0
        this.#setState('open')
        this.#socket?.send(JSON.stringify(FOLLOW))
        this.#listener.opened()
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
        this.#listener.refused(message.code)
        return
      case 'library':
        this.#listener.libraryChanged(message)
        return
      case 'library-changed':
        this.#listener.tracksChanged(message)
        return
      case 'recommendations':
        this.#listener.recommended(message)
        return
      case 'troubles':
        this.#listener.troublesChanged(message.processors)
    }
  }

  #settle(playId: string): void {
    this.#outbox = settled(this.#outbox, playId)
    forgetPlay(this.#store, playId)
    if (this.state !== 'open') this.#host.requestUpdate()
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
    if (this.state !== 'open' || this.#socket?.readyState !== WebSocket.OPEN) return
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
    this.hostConnected()
  }

  #setState(state: LiveState): void {
    this.state = state
    this.#host.requestUpdate()
  }
}

function cleared(timer: number | null): null {
  if (timer !== null) window.clearTimeout(timer)
  return null
}
