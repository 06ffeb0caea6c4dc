import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { routerContext } from '../context.ts'
import { MAX_QUERY_LETTERS, searchAddressOf, searchPath } from '../data/search.ts'
import { emit } from '../events.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'
import { FromContext } from './watch.ts'

/**
 * @summary The field for searches: what is typed stands in the address of the search view, which it opens.
 * @event search-left - the listener goes on to what was found
 */
export class SlipstreamSearchField extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      label {
        position: relative;
        display: block;
      }
      .icon {
        position: absolute;
        inset-block-start: 11px;
        inset-inline-start: var(--space-3);
        color: var(--quiet);
      }
      input {
        width: 100%;
        min-height: var(--target);
        padding-inline: 42px var(--space-3);
        border: 1px solid var(--edge);
        border-radius: 999px;
        background: var(--surface);
        appearance: none;
      }
      input::placeholder {
        color: var(--quiet);
        opacity: 1;
      }
    `,
  ]

  readonly #router = new FromContext(this, routerContext)
  readonly #input = createRef<HTMLInputElement>()

  override focus(): void {
    this.#input.value?.focus()
    this.#input.value?.select()
  }

  protected override render(): TemplateResult {
    const { view, query } = this.#router.store.place
    const q = view.name === 'search' ? searchAddressOf(query).q : ''
    // While one types, the field is ahead of the address.
    const shown = this.matches(':focus-within') && this.#input.value !== undefined ? this.#input.value.value : q
    return html`<label>
      <span class="unseen">Search</span>
      ${icons.search}
      <input
        ${ref(this.#input)}
        type="search"
        placeholder="Search"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        enterkeyhint="search"
        maxlength=${MAX_QUERY_LETTERS}
        .value=${shown}
        @input=${() => this.#search()}
        @keydown=${(event: KeyboardEvent) => this.#press(event)}
      />
    </label>`
  }

  #search(): void {
    const q = this.#input.value?.value ?? ''
    const router = this.#router.store
    if (router.place.view.name === 'search') router.setQuery({ q: q === '' ? null : q })
    else {
      // A view that opens takes the focus: typing goes on here.
      window.addEventListener('view-arrived', () => this.#input.value?.focus(), { once: true })
      router.go(searchPath({ q, room: 'all' }))
    }
  }

  /** Escape empties the field first and leaves it when it is empty; down and Enter go to what was found. */
  #press(event: KeyboardEvent): void {
    const input = this.#input.value
    if (input === undefined || event.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault()
      emit(this, 'search-left', null)
    }
    if (event.key !== 'Escape') return
    event.preventDefault()
    if (input.value === '') input.blur()
    else {
      input.value = ''
      this.#search()
    }
  }
}

customElements.define('slipstream-search-field', SlipstreamSearchField)
