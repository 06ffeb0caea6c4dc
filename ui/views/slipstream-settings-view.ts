import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { settingsContext } from '../context.ts'
import { paths } from '../data/paths.ts'
import { fetchSession, logOut } from '../data/session.ts'
import type { Announcements, Settings, Theme } from '../data/settings.ts'
import { MAX_CROSSFADE_S, announcements, themes } from '../data/settings.ts'
import { Life } from '../elements/life.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { FromContext } from '../elements/watch.ts'
import { settingsStyles } from './slipstream-settings-view.styles.ts'
import { viewStyles } from './view.styles.ts'

const THEME_WORDS: Readonly<Record<Theme, string>> = {
  system: 'As the system has it',
  light: 'Light',
  dark: 'Dark',
  black: 'Black',
  contrast: 'High contrast',
}
const ANNOUNCEMENT_WORDS: Readonly<Record<Announcements, string>> = {
  off: 'Nothing',
  acts: 'What my own acts bring',
  all: 'Also each song that begins',
}

/** @summary What a listener can set in this browser, and what runs here. */
export class SlipstreamSettingsView extends LitElement {
  static override styles = [sharedStyles, viewStyles, settingsStyles]
  static override properties = { _loggedIn: { state: true }, _watches: { state: true }, _problem: { state: true } }

  /** Whether a password was given in this browser: then it can be logged out. */
  declare private _loggedIn: boolean
  /** Whether this browser may see how the service does. */
  declare private _watches: boolean
  declare private _problem: string

  readonly #settings = new FromContext(this, settingsContext)
  readonly #life = new Life(this)

  constructor() {
    super()
    this._loggedIn = this._watches = false
    this._problem = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    fetchSession(this.#life.signal).then(
      ({ loggedIn, watches = false }) => {
        this._loggedIn = loggedIn
        this._watches = watches
      },
      // Without an answer there is nothing to log out of.
      () => undefined,
    )
  }

  protected override render(): TemplateResult {
    return html`
      <div class="view-head"><h1>Settings</h1></div>
      <form @submit=${(event: Event) => event.preventDefault()}>
        <fieldset>
          <legend>Look</legend>
          ${this.#radios('theme', themes, THEME_WORDS)}
        </fieldset>
        ${this.#sound()}
        <fieldset>
          <legend>Keys</legend>
          ${this.#check('characterKeys', 'Keys of a single character, such as N for the next song')}
          <slot name="keys"></slot>
        </fieldset>
        <fieldset>
          <legend>Told by a screen reader</legend>
          ${this.#radios('announcements', announcements, ANNOUNCEMENT_WORDS)}
        </fieldset>
        ${this.#account()}
      </form>
    `
  }

  #sound(): TemplateResult {
    const { crossfadeS } = this.#settings.store.current
    const words = crossfadeS === 0 ? 'off' : crossfadeS === 1 ? '1 second' : `${crossfadeS} seconds`
    return html`<fieldset>
      <legend>Sound</legend>
      <label class="range">
        <span>Songs fade into each other</span>
        <input
          type="range"
          min="0"
          max=${MAX_CROSSFADE_S}
          step="1"
          aria-valuetext=${words}
          .value=${String(crossfadeS)}
          @input=${(event: Event) =>
            event.currentTarget instanceof HTMLInputElement &&
            this.#set({ crossfadeS: event.currentTarget.valueAsNumber })}
        />
        <output>${words}</output>
      </label>
      <p class="quiet">Within an album songs follow each other as they were recorded.</p>
      ${this.#check('levelling', 'Make songs equally loud')}
    </fieldset>`
  }

  #account(): TemplateResult {
    return html`<fieldset>
      <legend>Slipstream</legend>
      <p class="quiet">
        What is set here is kept in this browser. Your plays, likes, playlists and queue are kept by the server.
      </p>
      <p><a class="link" href=${paths.import}>What the last look at your folders brought</a></p>
      ${
        this._watches
          ? html`<p><a class="link" href=${paths.insights}>Insights: how suggestions and streams do</a></p>`
          : nothing
      }
      ${
        this._loggedIn
          ? html`<p><button class="button" type="button" @click=${() => this.#logOut()}>Log out</button></p>`
          : nothing
      }
      ${this._problem === '' ? nothing : html`<p class="problem" role="alert">${this._problem}</p>`}
      <dl class="quiet">
        <dt>Version</dt>
        <dd>${__VERSION__}</dd>
      </dl>
    </fieldset>`
  }

  #radios<N extends 'theme' | 'announcements'>(
    name: N,
    values: readonly Settings[N][],
    words: Readonly<Record<Settings[N], string>>,
  ): TemplateResult {
    const current = this.#settings.store.current[name]
    return html`<div class="choices">
      ${values.map(
        (value) =>
          html`<label class="choice">
            <input
              type="radio"
              name=${name}
              .checked=${value === current}
              @change=${() => this.#set({ [name]: value })}
            />
            ${words[value]}
          </label>`,
      )}
    </div>`
  }

  #check(name: 'characterKeys' | 'levelling', words: string): TemplateResult {
    return html`<label class="choice">
      <input
        type="checkbox"
        .checked=${this.#settings.store.current[name]}
        @change=${(event: Event) =>
          event.currentTarget instanceof HTMLInputElement && this.#set({ [name]: event.currentTarget.checked })}
      />
      ${words}
    </label>`
  }

  #set(changed: Partial<Settings>): void {
    this.#settings.store.set(changed)
  }

  #logOut(): void {
    logOut(this.#life.signal).then(
      () => location.reload(),
      () => (this._problem = 'The server cannot be reached, so you are still logged in. Try again in a moment.'),
    )
  }
}

customElements.define('slipstream-settings-view', SlipstreamSettingsView)
