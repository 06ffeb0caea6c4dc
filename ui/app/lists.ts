import { ContextProvider } from '@lit/context'
import type { LitElement, ReactiveController } from 'lit'
import { playlistsContext } from '../context.ts'
import { PlaylistStore } from '../data/playlist-store.ts'
import { randomHex } from '../data/random.ts'
import { Life } from '../elements/life.ts'
import type { SlipstreamTrackMenu } from '../elements/slipstream-track-menu.ts'
import type { MenuRequest, PlayerEvents } from '../events.ts'

/** What the shell has for lists: the playlists, and the one menu, whose code is loaded when it is first opened. */
export class ListParts implements ReactiveController {
  readonly playlists: PlaylistStore
  readonly #host: LitElement
  readonly #life: Life
  #menu: SlipstreamTrackMenu | null = null

  constructor(host: LitElement) {
    this.#host = host
    this.playlists = new PlaylistStore(randomHex())
    new ContextProvider(host, { context: playlistsContext, initialValue: this.playlists })
    this.#life = new Life(host)
    host.addController(this)
  }

  hostConnected(): void {
    const { signal } = this.#life
    window.addEventListener('pagehide', () => this.playlists.finish(), { signal })
    this.#host.addEventListener('menu-wanted', ({ detail }) => void this.#open(requestOf(detail)), { signal })
    this.#host.addEventListener('thing-menu-wanted', ({ detail }) => void this.#open(detail), { signal })
    if (matchMedia('(any-pointer: coarse)').matches) void this.#followFingers(signal).catch(() => undefined)
  }

  /** Only where there are fingers, its code is loaded. */
  async #followFingers(signal: AbortSignal): Promise<void> {
    const { LongPress } = await import('./long-press.ts')
    if (!signal.aborted) new LongPress().start(this.#host, signal)
  }

  async #open(request: MenuRequest): Promise<void> {
    await import('../elements/slipstream-track-menu.ts')
    if (this.#menu === null) {
      this.#menu = document.createElement('slipstream-track-menu')
      // Inside of the landmark of the view, which the menu is of.
      this.#host.renderRoot.querySelector('main')?.append(this.#menu)
    }
    await this.#menu.open(request)
  }
}

/** The menu of rows is that of their tracks. */
function requestOf({ tracks, source, anchor }: PlayerEvents['menu-wanted']): MenuRequest {
  return { subject: { kind: 'tracks', tracks }, source, anchor }
}
