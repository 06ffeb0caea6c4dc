import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import { routerContext } from '../context.ts'
import { browserStore } from '../data/kept.ts'
import { keepPlaces, readPlaces, scrollTopOf, withPlace } from '../data/place-memory.ts'
import { Life } from '../elements/life.ts'
import { FromContext } from '../elements/watch.ts'
import { icons } from '../elements/icons.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import type { PlayerEvent } from '../events.ts'
import { emit } from '../events.ts'
import type { ViewPlace } from '../router/place.ts'
import { problemBlock } from '../views/state-block.ts'
import { buttonStyles, stateStyles } from '../elements/state.styles.ts'
import './slipstream-nav.ts'

/** Views that stay as they are for when one comes back to them. */
const MAX_KEPT = 6

type ViewElement = HTMLElement & { place?: ViewPlace; readonly updateComplete?: Promise<unknown> }

/** A view as it was left. */
interface KeptView {
  readonly key: string
  readonly element: ViewElement
  /** What had the focus, innermost first. */
  focus: readonly HTMLElement[]
  /** As the view says; null: as every view of its kind is called. */
  title: string | null
}

/**
 * @summary Shows the view of the present address, which it scrolls. A new view gets the focus on its heading; one that is come
 * back to is as it was left, with its scroll position and its focus.
 * @event {{ title }} title-changed - what is shown is called otherwise
 */
export class SlipstreamOutlet extends LitElement {
  static override styles = [
    sharedStyles,
    buttonStyles,
    stateStyles,
    css`
      :host {
        min-height: 0;
        overflow-y: auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
        scrollbar-color: var(--edge) transparent;
      }
      :host(:focus) {
        outline: none;
      }
      @media (min-width: 1024px) and (min-height: 420px) {
        slipstream-nav {
          display: none;
        }
      }
    `,
  ]
  static override properties = { _problem: { state: true } }

  declare private _problem: string | null

  readonly #router = new FromContext(this, routerContext)
  readonly #store = browserStore(() => sessionStorage)
  #places = readPlaces(this.#store)
  /** Newest last; the shown one is the last. */
  #kept: readonly KeptView[] = []
  readonly #life = new Life(this)
  /** Whether the focus stays on the heading when the view puts another one in its place, as once it is loaded. */
  #keepsHeading = false
  /** Ends the wait for a view that is not yet as high as it was. */
  #restoring: AbortController | null = null

  constructor() {
    super()
    this._problem = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const { signal } = this.#life
    this.addEventListener('scrollend', () => this.#remember(), { signal })
    window.addEventListener('pagehide', () => this.#remember(), { signal })
    for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const)
      this.addEventListener(type, () => this.#act(), { signal, passive: true })
    window.addEventListener('keydown', () => (this.#keepsHeading = false), { signal, capture: true })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#restoring?.abort()
  }

  /** Puts the focus on the heading of the view. */
  override focus(): void {
    const heading = this.#shown?.element.shadowRoot?.querySelector<HTMLElement>('h1')
    if (heading) heading.tabIndex = -1
    ;(heading ?? this.#shown?.element)?.focus({ preventScroll: true })
  }

  protected override willUpdate(): void {
    const { place } = this.#router.store
    if (this.#shown?.key !== place.key) void this.#show(place)
    else this.#shown.element.place = place
  }

  protected override render(): TemplateResult {
    return html`${this.#chips()}${this._problem === null ? nothing : this.#failed(this._problem)}<slot
        @view-titled=${(event: PlayerEvent<'view-titled'>) => this.#name(event)}
      ></slot>`
  }

  /** Where there is no sidebar, the views of the library lead to each other. */
  #chips(): TemplateResult | typeof nothing {
    const { view } = this.#router.store.place
    return view.part === 'library' ? html`<slipstream-nav shape="chips"></slipstream-nav>` : nothing
  }

  #failed(words: string): TemplateResult {
    const title = `${this.#router.store.place.view.title} cannot be shown`
    return problemBlock({ picture: icons.listen, title, words, isView: true }, () => location.reload())
  }

  get #shown(): KeptView | undefined {
    return this.#kept.at(-1)
  }

  async #show(place: ViewPlace): Promise<void> {
    const isFirst = this.#kept.length === 0
    this.#leave()
    this._problem = null
    const known = this.#kept.find(({ key }) => key === place.key)
    const view: KeptView = known ?? {
      key: place.key,
      element: document.createElement(place.view.tag),
      focus: [],
      title: null,
    }
    view.element.place = place
    this.#kept = [...this.#kept.filter((other) => other !== view), view].slice(-MAX_KEPT)
    this.#tellTitle()
    await place.view.load().catch(() => {
      if (this.#shown !== view) return
      this._problem = 'The server does not answer, or it has a newer version of this page.'
    })
    if (this.#shown !== view) return
    this.replaceChildren(view.element)
    await view.element.updateComplete
    if (this.#shown !== view) return
    if (this.#router.store.arrival === 'back') this.#restore(view, isFirst)
    else {
      this.scrollTop = 0
      this.#keepsHeading = true
      this.focus()
    }
    emit(this, 'view-arrived', null)
  }

  #act(): void {
    this.#restoring?.abort()
    this.#keepsHeading = false
  }

  #name(event: PlayerEvent<'view-titled'>): void {
    const named = this.#kept.find(({ element }) => element === event.target)
    if (named === undefined) return
    named.title = event.detail.title
    this.#tellTitle()
    if (this.#keepsHeading && named === this.#shown) void named.element.updateComplete?.then(() => this.focus())
  }

  #tellTitle(): void {
    const title = this.#shown?.title ?? this.#router.store.place.view.title
    emit(this, 'title-changed', { title })
  }

  #leave(): void {
    this.#restoring?.abort()
    const left = this.#shown
    if (left === undefined) return
    this.#remember()
    left.focus = focusedIn(left.element)
  }

  #remember(): void {
    if (this.#shown === undefined || this.#restoring?.signal.aborted === false) return
    this.#places = withPlace(this.#places, this.#shown.key, Math.round(this.scrollTop))
    keepPlaces(this.#store, this.#places)
  }

  #restore(view: KeptView, isFirst: boolean): void {
    const scrollTop = scrollTopOf(this.#places, view.key)
    this.scrollTop = scrollTop
    // The page that was just opened leaves the focus where the browser puts it.
    if (!isFirst) {
      const still = view.focus.find((element) => element.isConnected)
      if (still === undefined) this.focus()
      else still.focus({ preventScroll: true })
    }
    if (this.scrollTop >= scrollTop - 1) return
    const restoring = new AbortController()
    this.#restoring = restoring
    const observer = new ResizeObserver(() => {
      this.scrollTop = scrollTop
      if (this.scrollTop >= scrollTop - 1) restoring.abort()
    })
    restoring.signal.addEventListener('abort', () => observer.disconnect())
    observer.observe(view.element)
  }
}

/** What has the focus, through every shadow tree, innermost first; nothing when it is outside. */
function focusedIn(element: HTMLElement): readonly HTMLElement[] {
  const root = element.getRootNode()
  let active = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null
  const path: HTMLElement[] = []
  while (active instanceof HTMLElement) {
    path.unshift(active)
    active = active.shadowRoot?.activeElement ?? null
  }
  return path.some((each) => each === element || element.contains(each)) ? path : []
}

customElements.define('slipstream-outlet', SlipstreamOutlet)
