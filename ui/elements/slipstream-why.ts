import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { liveContext, playerContext } from '../context.ts'
import { playIdsWith } from '../data/play-ids.ts'
import type { Recommendation, Suggestion } from '../data/recommendations.ts'
import { artistOf } from '../data/tracks.ts'
import type { PlayEvidence, Quality } from '../data/why.ts'
import { evidenceOf, numbersOf, qualitiesOf, sentenceOf, spokenQualities } from '../data/why.ts'
import { sharedStyles } from './shared.styles.ts'
import { whyStyles } from './slipstream-why.styles.ts'
import { FromContext } from './watch.ts'

/** @summary Why a song is suggested: in words, beside its seed, from which plays, by which numbers; and what to do about it. */
export class SlipstreamWhy extends LitElement {
  static override styles = [sharedStyles, whyStyles]
  static override properties = {
    item: { attribute: false },
    offered: { attribute: false },
    words: {},
    _taken: { state: true },
  }

  declare item: Suggestion
  /** The list that it was taken from; null: it is of the one that is shown. */
  declare offered: Recommendation | null
  /** The reason in one line. */
  declare words: string
  /** Records that the listener took back here. */
  declare private _taken: ReadonlySet<string>

  readonly #live = new FromContext(this, liveContext)
  readonly #player = new FromContext(this, playerContext)

  constructor() {
    super()
    this.offered = null
    this.words = ''
    this._taken = new Set()
  }

  protected override render(): TemplateResult | typeof nothing {
    const { list } = this.#live.store
    const offered = this.offered ?? list.shown
    if (offered === null) return nothing
    const tookMs = offered === list.shown ? (list.state.change?.tookMs ?? null) : null
    const qualities = qualitiesOf(this.item)
    return html`
      <p>${sentenceOf(this.words, qualities)}</p>
      ${qualities.length === 0 ? nothing : this.#bars(qualities)}
      <h3>From</h3>
      <ul>
        ${evidenceOf(this.item, offered).map((evidence) => this.#evidence(evidence))}
      </ul>
      <details>
        <summary>Numbers</summary>
        <dl>
          ${numbersOf(this.item, offered, tookMs).map(
            ([name, value]) =>
              html`<dt>${name}</dt>
                <dd>${value}</dd>`,
          )}
        </dl>
      </details>
      ${this.#acts()}
    `
  }

  #bars(qualities: readonly Quality[]): TemplateResult {
    const seed = this.item.reason.seedTitle ?? 'its seed'
    return html`<div class="bars" role="img" aria-label=${`Beside ${seed}: ${spokenQualities(qualities)}`}>
      ${qualities.map(
        ({ name, likeness }) =>
          html`<span>${name}</span
            ><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect class="seed" width="100" height="4" rx="1" />
              <rect class="this" y="6" width=${Math.max(1, 100 * likeness)} height="4" rx="1" />
            </svg>`,
      )}
      <p class="quiet key"><i class="seed"></i> ${seed} <i class="this"></i> ${this.item.title}</p>
    </div>`
  }

  #evidence({ words, record, act }: PlayEvidence): TemplateResult {
    const isTaken = this._taken.has(record)
    return html`<li>
      <span>${words} <span class="quiet record">${record}</span></span>
      ${
        act === null
          ? nothing
          : html`<button
              class="plain"
              ?disabled=${isTaken}
              @click=${() => {
                this._taken = new Set([...this._taken, record])
                this.#player.store.takeBack({ ...act, playIds: playIdsWith(act.playId) })
              }}
            >
              ${isTaken ? 'Taken back' : 'Does not count'}
            </button>`
      }
    </li>`
  }

  #acts(): TemplateResult {
    const player = this.#player.store
    const { item } = this
    const [artistId] = item.artistIds
    const acts: readonly (readonly [string, () => void])[] = [
      ['More like this', () => player.like(item)],
      ['Less like this', () => player.dislike(item)],
      ['Play next', () => player.playNext([item], { kind: 'recommendation', id: null, name: this.words })],
      ['Not today', () => this.#live.store.notToday(item.trackId)],
      ['Never this song', () => player.never(item)],
      ...(artistId === undefined ? [] : [[`Never ${artistOf(item)}`, () => player.never(item, artistId)] as const]),
      ['Radio of it', () => player.wish({ ...player.intent, radio: 'track', genre: '' }, item)],
    ]
    return html`<div class="acts" role="group" aria-label=${`What to do with ${item.title}`}>
      ${acts.map(([words, run]) => html`<button @click=${run}>${words}</button>`)}
    </div>`
  }
}

customElements.define('slipstream-why', SlipstreamWhy)
