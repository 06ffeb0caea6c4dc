import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { Life } from '../elements/life.ts'

/** How the shell stands: with tabs at the bottom, with a rail and a drawer, or with a sidebar and a panel. */
export type ShellLayout = 'phone' | 'tablet' | 'desktop'

/** CSS pixels from which there is room for a rail, and for a sidebar and the queue beside the view. */
const TABLET_WIDTH = 600
const DESKTOP_WIDTH = 1024
/** Below this height, as of a phone on its side or under a high zoom, nothing stands below the view but the player. */
const LOW_HEIGHT = 420

/** @param width @param height of the window in CSS pixels */
export function layoutOf(width: number, height: number): ShellLayout {
  if (width >= DESKTOP_WIDTH && height >= LOW_HEIGHT) return 'desktop'
  return width >= TABLET_WIDTH || height < LOW_HEIGHT ? 'tablet' : 'phone'
}

/** Follows the size of the window. */
export class LayoutController implements ReactiveController {
  layout = layoutOf(window.innerWidth, window.innerHeight)
  readonly #host: ReactiveControllerHost
  readonly #life: Life

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    this.#life = new Life(host)
    host.addController(this)
  }

  hostConnected(): void {
    window.addEventListener('resize', () => this.#measure(), { signal: this.#life.signal })
    this.#measure()
  }

  #measure(): void {
    const layout = layoutOf(window.innerWidth, window.innerHeight)
    if (layout === this.layout) return
    this.layout = layout
    this.#host.requestUpdate()
  }
}
